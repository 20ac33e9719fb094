//! Who holds a run. It goes on when nobody does; what was asked for while it is set up is remembered.

use super::{Phase, Run, Step};
use crate::{Millis, Sending};

/// Who holds the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Holds {
    /// Its own page: Pause was pressed there.
    page: bool,
    /// The host of the room: all runs are paused.
    host: bool,
    /// Its own page again, which asks whether it may still run. That is no pause: it lasts for one answer.
    asking: bool,
}

impl Holds {
    /// What is left when a run begins or is given up: its own page does not pause it.
    pub(super) fn of_the_next(self) -> Self {
        Self { page: false, ..self }
    }

    fn are_a_pause(self) -> bool {
        self.page || self.host
    }
}

impl Run {
    /// Whether Pause was pressed on its own page, and holds or will hold it.
    pub fn is_held_by_page(&self) -> bool {
        self.holds.page
    }

    /// Whether the host holds all runs.
    pub fn is_held_by_host(&self) -> bool {
        self.holds.host
    }

    /// Whether a pause holds it, or will once it is set up.
    pub fn is_held(&self) -> bool {
        self.holds.are_a_pause()
    }

    /// Pause was pressed, or pressed again. There is nothing to hold unless a run is set up or sends.
    pub(super) fn hold_by_page(&mut self, held: bool, now: Millis) {
        if matches!(self.phase, Phase::Preparing(_) | Phase::Resuming(_) | Phase::Running | Phase::Paused) {
            self.holds.page = held;
            self.holds_changed(now);
        }
    }

    pub(super) fn hold_by_host(&mut self, held: bool, now: Millis) {
        self.holds.host = held;
        self.holds_changed(now);
    }

    pub(super) fn hold_while_asking(&mut self, asking: bool, now: Millis) {
        self.holds.asking = asking;
        self.holds_changed(now);
    }

    fn holds_changed(&mut self, now: Millis) {
        match (self.phase, self.holds.are_a_pause()) {
            (Phase::Running | Phase::Paused, true) => self.pause(now),
            (Phase::Running, false) => self.hold(self.holds.asking),
            (Phase::Paused, false) => self.resume(now),
            _ => {}
        }
    }

    /// Sends, unless somebody holds the run.
    pub(super) fn send(&mut self, now: Millis) {
        self.phase = Phase::Running;
        if self.holds.are_a_pause() {
            self.pause(now);
        } else {
            self.hold(self.holds.asking);
        }
    }

    /// What is being ended is not held.
    fn pause(&mut self, now: Millis) {
        if self.phase == Phase::Running && !self.stop {
            self.phase = Phase::Paused;
            self.paused_at = now;
            self.hold(true);
        }
    }

    fn resume(&mut self, now: Millis) {
        if now.saturating_sub(self.paused_at) > Self::LONG_PAUSE {
            self.begin(Phase::Resuming(Step::ClearToxics));
        } else {
            self.send(now);
        }
    }

    pub(super) fn hold(&mut self, held: bool) {
        self.sending.iter_mut().for_each(|sending: &mut Sending| sending.hold(held));
    }
}
