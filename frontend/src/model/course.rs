//! Where on the course the page is: what is chosen, what was started, what is over.

use experiment::theory::{self, Expectation, TransferredBand};
use experiment::{Finished, History, Phase, Place, Settings, Story};
use protocol::{Payment, Total};

use super::Model;

/// Where on the course the page is.
pub(crate) struct Course {
    /// What is chosen on the page.
    pub(crate) place: Place,
    /// Where the latest run of this page was started.
    ran: Place,
    /// What was predicted for the latest run.
    pub(crate) predicted: Option<Total>,
    pub(crate) history: History,
    /// How much of chapter 0 the ladder shows.
    pub(crate) story: Story,
    /// What the latest run is to come to.
    pub(super) theory: Option<Expectation>,
    /// What it is to transfer.
    pub(super) band: Option<TransferredBand>,
    /// Whether the latest run is in the history.
    concluded: bool,
}

impl Default for Course {
    fn default() -> Self {
        Self {
            place: Place::FIRST,
            ran: Place::FIRST,
            predicted: None,
            history: History::default(),
            story: Story::default(),
            theory: None,
            band: None,
            concluded: false,
        }
    }
}

impl Course {
    /// Where the latest run of this page was started.
    pub(super) fn ran(&self) -> Place {
        self.ran
    }

    /// A run of this page begins in the place that is chosen.
    pub(super) fn run_started(&mut self, settings: &Settings, payments: &[Payment]) {
        self.theory = Some(theory::expectation(settings, payments.len() as u64, theory::kinds(payments)));
        self.band = theory::transferred(settings, payments);
        self.ran = self.place;
        self.concluded = false;
    }
}

impl Model {
    /// Where the run on the page was started, if it is this page's.
    pub(crate) fn ran(&self) -> Option<Place> {
        self.run.sending().map(|_| self.course.ran)
    }

    /// Once the latest run has its verdict it belongs to the history.
    pub(super) fn conclude(&mut self) {
        let Some(run) = self.finished().filter(|_| !self.course.concluded) else { return };
        self.course.concluded = true;
        self.course.history.push(run);
    }

    /// The latest run, when it is over. One payment by hand says nothing about any law, and is not kept.
    fn finished(&self) -> Option<Finished> {
        let sending = self.run.sending()?;
        self.verdict()?;
        let place = self.course.ran;
        let kept = place != Place::ByHand && self.run.phase() == Phase::Done;
        kept.then(|| Finished {
            place,
            settings: *sending.settings(),
            expected: self.expected(),
            transferred: self.bank.transferred(),
            belief: sending.belief(),
            attempts: sending.attempts(),
            measured: self.measured(),
            prediction: self.course.predicted,
            stopped: sending.is_stopped() || self.run.failure().is_some(),
        })
    }

    /// What the payments on the page come to.
    pub(super) fn expected(&self) -> Total {
        self.payments().iter().map(|payment| payment.amount).sum()
    }
}
