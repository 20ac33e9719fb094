//! Finished runs are kept, one for each scenario. As long as no other run has begun, a run is kept with its ledger, which is
//! read on. Afterwards it is a recording: as it was when it had its verdict, and the page says so.

use experiment::{FinishedRuns, Millis, Scenario};

use super::{Model, RunRecord};

impl Model {
    /// Another scenario is chosen. The latest run stays on the page unless a recording of that scenario is kept. While another
    /// page runs there is only that to see.
    pub fn choose(&mut self, scenario: Scenario, now: Millis) {
        if self.live.has_lost_its_ledger() && !self.reload {
            self.keep();
            self.follow(None, now);
        }
        self.course.scenario = scenario;
        self.course.predicts_next = false;
        self.crash.leave();
        let is_kept = self.watched().is_none() && self.recordings.iter().any(|kept| kept.started_in == scenario);
        self.recalled = is_kept.then_some(scenario);
    }

    /// The run on the page: the recording that was chosen, or the latest.
    pub(super) fn shown(&self) -> &RunRecord {
        self.recording().unwrap_or(&self.live)
    }

    pub(super) fn shown_mut(&mut self) -> &mut RunRecord {
        let recalled = self.recalled;
        self.recordings.iter_mut().find(|kept| Some(kept.started_in) == recalled).unwrap_or(&mut self.live)
    }

    /// The recording on the page, if it is one.
    pub(super) fn recording(&self) -> Option<&RunRecord> {
        self.recordings.iter().find(|kept| Some(kept.started_in) == self.recalled)
    }

    /// The run on the page, if it is one of the scenario that is chosen.
    pub fn run_here(&self) -> Option<&RunRecord> {
        Some(self.shown()).filter(|shown| shown.scenario() == Some(self.course.scenario))
    }

    /// The ledger will be that of another run: the latest becomes a recording, if it had its verdict. A trial does not: its
    /// rule may be another one by then.
    pub(super) fn keep(&mut self) {
        if self.live.at_the_end.is_none() {
            return;
        }
        let next = self.live.successor();
        let over = std::mem::replace(&mut self.live, next);
        if over.trial.is_some() {
            return;
        }
        self.forget(over.started_in);
        self.recordings.extend(over.recorded());
    }

    /// A run of a scenario takes the place of the one that is kept.
    pub(super) fn forget(&mut self, scenario: Scenario) {
        self.recordings.retain(|kept| kept.started_in != scenario);
    }

    /// The ledger is empty now. What comes into it belongs to this page's run; after Reset there is none any more.
    pub fn ledger_cleared(&mut self, now: Millis) {
        let resets = self.is_resetting();
        if resets {
            self.recordings.clear();
            self.recalled = None;
            self.live.at_the_end = None;
        }
        let run = self.own_run().filter(|_| !resets).cloned();
        self.follow(run, now);
        self.live.log = super::Log::default();
    }

    /// Only the latest run can be reset.
    pub fn show_the_latest(&mut self) {
        self.recalled = None;
    }

    /// Whether the end of a run reveals the bank's side; runs that have ended may be seen at once.
    pub fn reveal_by_itself(&mut self, by_itself: bool) {
        self.live.reveal.set_automatic(by_itself);
        for kept in &mut self.recordings {
            kept.reveal.set_automatic(by_itself);
            kept.reveal.run_ended();
        }
    }

    /// The runs that are over and may be told of; none before the latest is revealed.
    pub fn revealed_runs(&self) -> Option<FinishedRuns> {
        let covered = self.recordings.iter().filter(|kept| kept.reveal.is_covered());
        let told =
            || covered.fold(self.course.finished_runs.clone(), |runs, kept| runs.without_newest(kept.started_in));
        (!self.live.reveal.is_covered()).then(told)
    }
}
