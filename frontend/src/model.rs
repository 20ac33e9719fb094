//! What the page knows, in one place and without a browser: the run, the ledger as read, the lab's
//! state, the bank's log. The driver feeds it, the views see only [`Seen`].

mod course;
mod cover;
mod detail;
mod find;
mod ledger;
mod log;
mod network;
mod notices;
mod report;
mod seen;
mod table;

use std::sync::Arc;

use experiment::{Bank, Crash, Millis, Pace, Phase, Place, Reveal, Run, Settings, StepError, csv::CsvError};
use protocol::{LabState, Losses, Payment, PaymentEvent, RunCounts, RunId};

pub(crate) use course::Course;
pub(crate) use cover::Cell;
pub(crate) use detail::{AtBank, AttemptLine, Detail, Journey};
pub(crate) use log::{Log, LogRow};
pub(crate) use notices::Notice;
pub(crate) use seen::{RunState, Seen};
pub(crate) use table::TableRow;

/// Everything the page knows.
pub(crate) struct Model {
    pub(crate) run: Run,
    /// What is chosen, covered, predicted and over.
    pub(crate) course: Course,
    pub(crate) crash: Crash,
    /// The whole file.
    payments: Arc<[Payment]>,
    csv_error: Option<CsvError>,
    /// The ledger as read, and whose payments it tells apart.
    bank: Bank,
    bank_run: Option<RunId>,
    /// Grows whenever the ledger must be read from its start: an older reading is then passed over.
    epoch: u32,
    /// Whether the next reading starts at the ledger's beginning. What was read stays on screen until then.
    reload: bool,
    state: Option<LabState>,
    /// Whether the last question to the bank had no answer.
    bank_is_silent: bool,
    /// What the bank counted of the latest run so far, and once it was over and the bank quiet.
    counts: Option<RunCounts>,
    final_counts: Option<RunCounts>,
    log: Log,
    started_at: Millis,
    was_hidden: bool,
    /// By how much the latest of the run's timers came late.
    latest_timer: Millis,
    repair_error: Option<StepError>,
    /// The run this page sent before it was loaded again.
    pub(crate) forgotten: Option<RunId>,
    /// What the network loses, when that is not what the run under way asked for.
    drifted: Option<Losses>,
    pub(crate) reveal: Reveal,
}

impl Model {
    pub(crate) fn new() -> Self {
        Self {
            run: Run::default(),
            course: Course::default(),
            crash: Crash::default(),
            payments: Arc::new([]),
            csv_error: None,
            bank: Bank::default(),
            bank_run: None,
            epoch: 0,
            reload: false,
            state: None,
            bank_is_silent: false,
            counts: None,
            final_counts: None,
            log: Log::default(),
            started_at: 0,
            was_hidden: false,
            latest_timer: 0,
            repair_error: None,
            forgotten: None,
            drifted: None,
            reveal: Reveal::default(),
        }
    }

    /// The file of payments, once.
    pub(crate) fn payments_read(&mut self, read: Result<Vec<Payment>, CsvError>, now: Millis) {
        match read {
            Ok(payments) => {
                self.payments = payments.into();
                self.csv_error = None;
                self.follow(self.bank_run.clone(), now);
            }
            Err(error) => self.csv_error = Some(error),
        }
    }

    /// The payments on the page: those of this page's run, or what would be sent in the place that is chosen.
    pub(crate) fn payments(&self) -> Arc<[Payment]> {
        match self.run.sending() {
            Some(sending) => sending.payments().clone(),
            None if self.watched().is_some() => self.payments.clone(),
            None => self.planned(),
        }
    }

    /// What is paid in a place.
    pub(crate) fn payments_in(&self, place: Place) -> Arc<[Payment]> {
        place.payments(&self.payments)
    }

    /// What would be sent in the place that is chosen.
    pub(crate) fn planned(&self) -> Arc<[Payment]> {
        self.course.place.payments(&self.payments)
    }

    /// A run of this page begins.
    pub(crate) fn starting(&mut self, settings: &Settings, hidden: bool, now: Millis) {
        let payments = self.planned();
        self.course.run_started(settings, &payments);
        self.crash = Crash::None;
        self.counts = None;
        self.final_counts = None;
        self.was_hidden = hidden;
        self.latest_timer = 0;
        self.started_at = now;
        self.repair_error = None;
        self.drifted = None;
        // By hand the bank is there to be looked at.
        if self.course.place == Place::ByHand {
            self.reveal.reveal();
        } else {
            self.reveal.run_started();
        }
    }

    pub(crate) fn hidden(&mut self) {
        self.was_hidden |= self.is_busy();
    }

    pub(crate) fn bank_was_silent(&mut self) {
        self.bank_is_silent = true;
    }

    /// Another attempt by hand may have been made.
    pub(crate) fn follow_the_story(&mut self) {
        let by_hand = self.run.sending().filter(|_| self.course.ran() == Place::ByHand);
        let attempts = by_hand.and_then(|sending| sending.records().first()).map_or(0, |record| record.attempts.len());
        self.course.story.goes_on(attempts);
    }

    /// A timer of the run came this late.
    pub(crate) fn timer_was_late(&mut self, by: Millis) {
        if self.is_busy() {
            self.latest_timer = self.latest_timer.max(by);
        }
    }

    /// The bank's log grows.
    pub(crate) fn arrived(&mut self, event: PaymentEvent) {
        self.log.push(event);
    }

    /// The bank's log starts again.
    pub(crate) fn clear_log(&mut self) {
        self.log = Log::default();
    }

    pub(crate) fn counted(&mut self, counts: RunCounts) {
        if self.is_over() {
            self.final_counts = Some(counts.clone());
        }
        self.counts = Some(counts);
        self.conclude();
    }

    /// Whether what to pay and where to send it are known.
    pub(crate) fn is_loaded(&self) -> bool {
        !self.payments.is_empty() && self.state.is_some()
    }

    /// Whether there is something to say: everything is known, or why it is not.
    pub(crate) fn is_alive(&self) -> bool {
        self.is_loaded() || self.bank_is_silent || self.csv_error.is_some()
    }

    /// Where payments are sent, for a page opened under `host_name`.
    pub(crate) fn payments_url(&self, host_name: &str) -> Option<String> {
        self.state.as_ref().map(|state| crate::api::payments_url(state, host_name))
    }

    /// Whether this page is doing something that others must not disturb.
    pub(crate) fn is_busy(&self) -> bool {
        !matches!(self.run.phase(), Phase::Idle | Phase::Done)
    }

    /// Whether attempts follow each other as fast as they can.
    pub(crate) fn sends_at_full_speed(&self) -> bool {
        self.is_busy() && self.run.sending().is_some_and(|sending| sending.settings().pace == Pace::Real)
    }

    /// Whether the ledger is being deleted for Reset.
    pub(crate) fn is_resetting(&self) -> bool {
        matches!(self.run.phase(), Phase::Resetting(_))
    }

    /// Whether something is still expected to change soon.
    pub(crate) fn is_live(&self) -> bool {
        self.is_busy() || self.watched().is_some() || !self.is_quiet() || self.wants_counts()
    }

    /// Whether the counts of the latest run are still to be had: they are final when the bank is quiet.
    pub(crate) fn wants_counts(&self) -> bool {
        self.is_over() && self.final_counts.is_none()
    }

    /// The latest run of this page is done, and the ledger does not change any more.
    fn is_over(&self) -> bool {
        self.owns_the_ledger() && self.run.phase() == Phase::Done && self.is_quiet()
    }

    /// The latest run of this page.
    pub(crate) fn own_run(&self) -> Option<&RunId> {
        self.run.sending().map(experiment::Sending::run)
    }
}

#[cfg(test)]
mod tests;
