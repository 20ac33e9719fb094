//! Finished runs are kept, one for each place. As long as no other run has begun, a run is kept with its ledger, which is
//! read on. Afterwards it is a recording: as it was when it had its verdict, and the page says so.

use experiment::{FinishedRuns, Millis, Scenario};

use super::{Model, OneRun};

impl Model {
    /// Another place is chosen. The latest run stays on the page unless a recording of that place is kept. While another
    /// page runs there is only that to see.
    pub(crate) fn choose(&mut self, scenario: Scenario, now: Millis) {
        if self.live.has_lost_its_ledger() && !self.reload {
            self.keep();
            self.follow(None, now);
        }
        self.course.scenario = scenario;
        self.crash.leave();
        let is_kept = self.watched().is_none() && self.kept.iter().any(|kept| kept.ran == scenario);
        self.recalled = is_kept.then_some(scenario);
    }

    /// The run on the page: the recording that was chosen, or the latest.
    pub(super) fn shown(&self) -> &OneRun {
        self.recording().unwrap_or(&self.live)
    }

    pub(super) fn shown_mut(&mut self) -> &mut OneRun {
        let recalled = self.recalled;
        self.kept.iter_mut().find(|kept| Some(kept.ran) == recalled).unwrap_or(&mut self.live)
    }

    /// The recording on the page, if it is one.
    pub(super) fn recording(&self) -> Option<&OneRun> {
        self.kept.iter().find(|kept| Some(kept.ran) == self.recalled)
    }

    /// The run on the page, if it is one of the place that is chosen.
    pub(crate) fn run_here(&self) -> Option<&OneRun> {
        Some(self.shown()).filter(|shown| shown.place() == Some(self.course.scenario))
    }

    /// The ledger will be that of another run: the latest becomes a recording, if it had its verdict.
    pub(super) fn keep(&mut self) {
        if self.live.at_the_end.is_none() {
            return;
        }
        let next = self.live.successor();
        let over = std::mem::replace(&mut self.live, next);
        self.forget(over.ran);
        self.kept.extend(over.recorded());
    }

    /// A run of a place takes the place of the one that is kept.
    pub(super) fn forget(&mut self, scenario: Scenario) {
        self.kept.retain(|kept| kept.ran != scenario);
    }

    /// The ledger is empty now. What comes into it belongs to this page's run; after Reset there is none any more.
    pub(crate) fn ledger_cleared(&mut self, now: Millis) {
        let resets = self.is_resetting();
        if resets {
            self.kept.clear();
            self.recalled = None;
            self.live.at_the_end = None;
        }
        let run = self.own_run().filter(|_| !resets).cloned();
        self.follow(run, now);
        self.live.log = super::Log::default();
    }

    /// Only the latest run can be reset.
    pub(crate) fn show_the_latest(&mut self) {
        self.recalled = None;
    }

    /// Somebody wants to see the bank's side.
    pub(crate) fn reveal(&mut self) {
        self.shown_mut().reveal.reveal();
    }

    /// Whether the end of a run reveals the bank's side; runs that have ended may be seen at once.
    pub(crate) fn reveal_by_itself(&mut self, by_itself: bool) {
        self.live.reveal.set_automatic(by_itself);
        for kept in &mut self.kept {
            kept.reveal.set_automatic(by_itself);
            kept.reveal.run_ended();
        }
    }

    /// The runs that are over and may be told of; none before the latest is revealed.
    pub(crate) fn revealed_history(&self) -> Option<FinishedRuns> {
        let covered = self.kept.iter().filter(|kept| kept.reveal.is_covered());
        let told = || covered.fold(self.course.history.clone(), |history, kept| history.without_newest(kept.ran));
        (!self.live.reveal.is_covered()).then(told)
    }
}
