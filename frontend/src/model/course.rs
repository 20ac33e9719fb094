//! Where on the course the page is: what is chosen, what is over.

use experiment::{FinishedRun, FinishedRuns, Scenario};
use protocol::{Payment, Total};

use super::{Model, Predicting, RunRecord, Slide};

/// Where on the course the page is.
#[derive(Default)]
pub struct Course {
    /// What is chosen on the page.
    pub scenario: Scenario,
    /// The slide of the presenter view.
    pub slide: Slide,
    /// The index of the payment that is followed.
    pub followed: usize,
    /// What the room says will be transferred, if it says anything.
    pub prediction: Option<Total>,
    /// Whether that is of the next run, and not of the finished one on the page.
    pub predicts_next: bool,
    /// The runs that are over, the oldest first.
    pub finished_runs: FinishedRuns,
}

impl Model {
    /// Begins a prediction: the handle stands at what is expected, to be moved from there. Beside a finished run it is that
    /// of the next.
    pub fn ask_to_predict(&mut self) {
        let expected = self.expected_in(self.course.scenario);
        if self.predicting() == Predicting::Answered {
            self.course.predicts_next = true;
            self.course.prediction = None;
        }
        self.course.prediction.get_or_insert(expected);
    }

    /// The handle was moved. Beside a finished run that is a prediction of the next: what was predicted of a run whose bank
    /// is seen stays what it was.
    pub fn predict(&mut self, total: Total) {
        match self.predicting() {
            // A page that shows it as it was a moment ago may say so too late.
            Predicting::Closed => return,
            Predicting::Answered => self.course.predicts_next = true,
            Predicting::First | Predicting::Next => {}
        }
        self.course.prediction = Some(total);
    }

    /// Where the run on the page was started, if it is this page's.
    pub fn scenario_on_page(&self) -> Option<Scenario> {
        self.shown().scenario()
    }

    /// Once the latest run has its verdict it has been read to its end, and belongs to the history.
    pub(super) fn conclude(&mut self) {
        if !self.is_over() || self.live.at_the_end.is_some() || self.live_verdict().is_none() {
            return;
        }
        self.live.at_the_end = Some(self.live.bank.clone());
        self.live.network = self.state.as_ref().map(|state| state.network.clone());
        if let Some(run) = self.finished() {
            self.course.finished_runs.push(run);
        }
    }

    /// The latest run, when it is over. One payment by hand says nothing about any law, and a trial is no run of the course.
    fn finished(&self) -> Option<FinishedRun> {
        let live = &self.live;
        let sending = live.run.sending()?;
        let scenario = live.scenario().filter(|scenario| *scenario != Scenario::ByHand)?;
        Some(FinishedRun {
            scenario,
            settings: *sending.settings(),
            expected: self.expected_of(live),
            transferred: live.bank.transferred(),
            belief: sending.belief(),
            attempts: sending.attempts(),
            measured: live.measured(),
            prediction: live.predicted,
            stopped: live.was_stopped(),
        })
    }

    /// What the payments on the page come to.
    pub(super) fn expected(&self) -> Total {
        self.expected_of(self.shown())
    }

    pub(super) fn expected_of(&self, run: &RunRecord) -> Total {
        sum(&self.payments_of(run))
    }

    /// What the payments of a scenario come to.
    pub fn expected_in(&self, scenario: Scenario) -> Total {
        sum(&self.payments_in(scenario))
    }
}

fn sum(payments: &[Payment]) -> Total {
    payments.iter().map(|payment| payment.amount).sum()
}
