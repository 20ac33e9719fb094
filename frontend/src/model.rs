//! What the page knows, pure and without a browser: the run, the ledger as read, the lab's state, the bank's log. The
//! runner feeds it, components see only its [`Snapshot`].

mod concealment;
mod counterexample;
mod course;
mod grid_table;
pub mod leading;
mod ledger;
mod ledger_rule;
mod log;
mod measured_losses;
mod network;
mod notices;
mod payment_detail;
mod payment_search;
mod pipeline;
mod recordings;
mod report;
mod reporting;
mod room;
mod run_record;
mod scale;
mod seat_check;
pub mod slides;
mod snapshot;
mod trials;

use std::sync::Arc;

use experiment::{Crash, Millis, Pace, Phase, Scenario, Settings, StepError, TrialRun};
use protocol::{LabState, NoteEvent, Payment, PaymentEvent, PaymentsCsvError, RunCounts, RunId};

pub use concealment::{Cell, Concealment};
pub use counterexample::{CounterexampleStep, steps_of};
pub use course::Course;
pub use grid_table::{TableRow, columns};
pub use ledger_rule::LedgerRule;
pub use log::{Log, LogLine, LogRow};
pub use measured_losses::MeasuredLosses;
pub use notices::Notice;
pub use payment_detail::{AtBank, AttemptRow, Journey, PaymentDetail};
pub use payment_search::Find;
pub use pipeline::Pipeline;
pub use report::FinishedRecord;
pub use reporting::Reporting;
pub use room::{PageTurn, Role, RoomRules};
pub use run_record::RunRecord;
pub use scale::Scale;
pub use seat_check::SeatCheck;
pub use slides::{LedRoom, Slide};
pub use snapshot::{
    BankTotals, GridData, LabStatus, LedgerOwner, Predicting, Progress, RunState, RunStatus, Snapshot, Totals,
};
use trials::Trying;
pub use trials::{Interruption, TrialResult, TrialStep, TrialsStatus};

/// Everything the page knows.
#[derive(Default)]
pub struct Model {
    /// The latest run of this page, or the one it watches, beside the ledger as it is now.
    pub live: RunRecord,
    /// The latest finished run of each scenario whose ledger is gone.
    recordings: Vec<RunRecord>,
    /// The scenario whose recording is on the page, in place of the latest run.
    recalled: Option<Scenario>,
    /// What is chosen, and what is over.
    pub course: Course,
    pub crash: Crash,
    /// The whole file.
    payments: Arc<[Payment]>,
    csv_error: Option<PaymentsCsvError>,
    /// Grows whenever the ledger must be read from its start: an older reading is then passed over.
    epoch: u32,
    /// Whether the next reading starts at the ledger's beginning. What was read stays on screen until then.
    reload: bool,
    state: Option<LabState>,
    /// Whether the last question to the bank had no answer.
    bank_is_silent: bool,
    repair_error: Option<StepError>,
    /// The rule of this ledger.
    pub rule: LedgerRule,
    /// Its trials, under way or over.
    trying: Option<Trying>,
    /// The run this page sent before it was loaded again.
    pub forgotten: Option<RunId>,
    /// The room, as far as it concerns this page.
    pub room: RoomRules,
    /// The state of the run, and whether its verdict is seen, when the slide last followed.
    slide_saw: (RunState, bool),
}

impl Model {
    /// The file of payments, once.
    pub fn payments_read(&mut self, read: Result<Vec<Payment>, PaymentsCsvError>, now: Millis) {
        match read {
            Ok(payments) => {
                self.payments = payments.into();
                self.csv_error = None;
                self.follow(self.live.bank_run.clone(), now);
            }
            Err(error) => self.csv_error = Some(error),
        }
    }

    /// Returns the whole file.
    pub fn all_payments(&self) -> Arc<[Payment]> {
        self.payments.clone()
    }

    /// The payments on the page: those of its run, or what would be sent in the scenario that is chosen.
    pub fn payments(&self) -> Arc<[Payment]> {
        self.payments_of(self.shown())
    }

    fn payments_of(&self, run: &RunRecord) -> Arc<[Payment]> {
        match run.run.sending() {
            Some(sending) => sending.payments().clone(),
            None if self.watched().is_some() => self.payments.clone(),
            None => self.planned(),
        }
    }

    /// What is paid in a scenario.
    pub fn payments_in(&self, scenario: Scenario) -> Arc<[Payment]> {
        scenario.payments(&self.payments)
    }

    /// What would be sent in the scenario that is chosen.
    pub fn planned(&self) -> Arc<[Payment]> {
        self.course.scenario.payments(&self.payments)
    }

    /// A run of this page begins in the scenario that is chosen.
    pub fn starting(&mut self, settings: &Settings, hidden: bool, now: Millis) {
        let (scenario, payments) = (self.course.scenario, self.planned());
        self.course.predicts_next = false;
        self.leave_the_latest();
        self.forget(scenario);
        self.live.begins(scenario, settings, &payments, hidden, now);
    }

    /// The run of a trial begins.
    pub fn starting_trial(&mut self, run: &TrialRun, hidden: bool, now: Millis) {
        self.leave_the_latest();
        self.live.begins_trial(run, hidden, now);
    }

    fn leave_the_latest(&mut self) {
        self.keep();
        self.recalled = None;
        self.crash = Crash::None;
        self.repair_error = None;
        self.room_forgets_the_latest_run();
    }

    pub fn hidden(&mut self) {
        self.live.was_hidden |= self.is_busy();
        self.hidden_in_trial();
    }

    pub fn bank_was_silent(&mut self) {
        self.bank_is_silent = true;
    }

    /// Another attempt by hand may have been made.
    pub fn follow_the_story(&mut self) {
        let by_hand = self.live.run.sending().filter(|_| self.live.started_in == Scenario::ByHand);
        let attempts = by_hand.and_then(|sending| sending.records().first()).map_or(0, |record| record.attempts.len());
        self.live.story.goes_on(attempts);
    }

    /// Back in the story of chapter 0, or forward again.
    pub fn turn_page(&mut self, back: bool) {
        let story = &mut self.shown_mut().story;
        if back { story.back() } else { story.forward() }
    }

    /// A timer of the run came this late.
    pub fn timer_was_late(&mut self, by: Millis) {
        if self.is_busy() {
            self.live.latest_timer = self.live.latest_timer.max(by);
        }
    }

    /// The bank's log grows.
    pub fn arrived(&mut self, event: PaymentEvent) {
        self.live.log.push(event);
    }

    /// The rule noted something.
    pub fn noted(&mut self, note: NoteEvent) {
        self.live.log.note(note);
    }

    pub fn counted(&mut self, counts: RunCounts) {
        if self.is_over() {
            self.live.final_counts = Some(counts.clone());
        }
        self.live.counts = Some(counts);
        self.conclude();
    }

    /// Whether what to pay and where to send it are known.
    pub fn is_loaded(&self) -> bool {
        !self.payments.is_empty() && self.state.is_some()
    }

    /// Whether there is something to say: everything is known, or why it is not.
    pub fn is_alive(&self) -> bool {
        self.is_loaded() || self.bank_is_silent || self.csv_error.is_some() || self.room.role() == Role::Former
    }

    /// Returns what the lab said of itself last.
    pub fn lab_state(&self) -> Option<&LabState> {
        self.state.as_ref()
    }

    /// Returns the run that this page must give back when it goes away.
    pub fn run_under_way(&self) -> Option<RunId> {
        self.own_run().filter(|_| self.is_busy()).cloned()
    }

    /// Whether attempts of this page are still to end.
    pub fn is_sending(&self) -> bool {
        self.is_busy() && self.live.run.sending().is_some_and(|sending| !sending.is_finished())
    }

    /// Whether all attempts of the latest run have ended, and its verdict is still to come.
    pub fn is_settling(&self) -> bool {
        let ended = self.live.run.sending().is_some_and(|sending| sending.is_finished() && sending.attempts() > 0);
        ended && self.live.owns_the_ledger() && (!self.is_quiet() || self.live_verdict().is_none())
    }

    /// Whether the counts are to be read together with a reading of the ledger that is asked for now: it may be the one
    /// that finds it quiet.
    pub fn wants_counts_at(&self, asked: Millis) -> bool {
        self.live.final_counts.is_none()
            && self.live.owns_the_ledger()
            && self.live.run.phase() == Phase::Done
            && asked >= self.quiet_from()
    }

    /// Whether this page is doing something that others must not disturb.
    pub fn is_busy(&self) -> bool {
        self.live.is_busy()
    }

    /// Whether attempts follow each other as fast as they can.
    pub fn sends_at_full_speed(&self) -> bool {
        self.is_busy() && self.live.run.sending().is_some_and(|sending| sending.settings().pace == Pace::Real)
    }

    /// Whether the ledger is being deleted for Reset.
    pub fn is_resetting(&self) -> bool {
        matches!(self.live.run.phase(), Phase::Resetting(_))
    }

    /// Whether something is still expected to change soon.
    pub fn is_live(&self) -> bool {
        self.is_busy() || self.watched().is_some() || !self.is_quiet() || self.wants_counts()
    }

    /// Whether the counts of the latest run are still to be had: they are final when the bank is quiet.
    pub fn wants_counts(&self) -> bool {
        self.is_over() && self.live.final_counts.is_none()
    }

    /// The latest run of this page is done, and the ledger does not change any more.
    fn is_over(&self) -> bool {
        self.live.owns_the_ledger() && self.live.run.phase() == Phase::Done && self.is_quiet()
    }

    /// The latest run of this page.
    pub fn own_run(&self) -> Option<&RunId> {
        self.live.id()
    }
}

#[cfg(test)]
mod tests;
