//! The bank's event feed, as long as somebody looks or something runs: a browser has six connections per host.

use std::future::pending;

use experiment::Millis;
use protocol::LabEvent;

use crate::api::events::Events;

/// A feed that broke is opened again after this long, in milliseconds.
const OPEN_AGAIN: Millis = 2_000;

/// The feed, open or not.
#[derive(Default)]
pub(super) struct Feed {
    events: Option<Events>,
    open_at: Millis,
}

impl Feed {
    /// Opens it if it is wanted and closed, and the other way round; returns whether it has just been opened.
    pub(super) fn mind(&mut self, wanted: bool, now: Millis) -> bool {
        if !wanted {
            *self = Self::default();
            return false;
        }
        let opens = self.events.is_none() && now >= self.open_at;
        if opens {
            self.events = Events::open();
            self.open_at = now + OPEN_AGAIN;
        }
        opens
    }

    /// Returns when it is to be opened, if it is not open.
    pub(super) fn due(&self) -> Option<Millis> {
        self.events.is_none().then_some(self.open_at)
    }

    /// Returns the next event; `None` once when it broke.
    pub(super) async fn next(&mut self) -> Option<LabEvent> {
        let Some(events) = &mut self.events else { return pending().await };
        let event = events.next().await;
        if event.is_none() {
            self.events = None;
        }
        event
    }
}
