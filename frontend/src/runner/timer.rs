//! One timer for everything that is due at a time.

use std::future::pending;

use experiment::Millis;
use gloo_timers::future::TimeoutFuture;

/// A timer that is set again and again. One that is too early only asks in vain.
#[derive(Default)]
pub(super) struct Timer {
    due: Millis,
    /// Whether the run waits for it: then it matters by how much it comes late.
    of_run: bool,
    sleep: Option<TimeoutFuture>,
}

impl Timer {
    /// Sets it to the earlier of the run's deadline and what else is due, unless it is set earlier already.
    pub(super) fn set(&mut self, run: Option<Millis>, other: Millis, now: Millis) {
        let due = run.map_or(other, |run| run.min(other));
        if self.sleep.is_some() && self.due <= due {
            return;
        }
        let wait = u32::try_from(due.saturating_sub(now)).unwrap_or(u32::MAX);
        *self = Self { due, of_run: run == Some(due), sleep: Some(TimeoutFuture::new(wait)) };
    }

    /// Waits until it is due.
    pub(super) async fn elapsed(&mut self) {
        match &mut self.sleep {
            Some(sleep) => sleep.await,
            None => pending().await,
        }
        self.sleep = None;
    }

    /// Returns by how much it came late for the run.
    pub(super) fn late(&self, now: Millis) -> Option<Millis> {
        self.of_run.then(|| now.saturating_sub(self.due))
    }
}
