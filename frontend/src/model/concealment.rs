//! What may be seen of the bank: from the start of a run until it has its verdict, its side is covered on the page that
//! runs, and then until somebody reveals it. A page that watches, is idle or was just loaded is never covered.

use experiment::{Believed, Fate, Phase};

use super::Model;

/// Whether the bank's side may be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Concealment {
    /// It may.
    #[default]
    Open,
    /// It may not, until somebody reveals it.
    Covered,
    /// It will be shown as soon as the ledger is quiet: Reveal was pressed, or every run reveals by itself.
    Revealing,
}

/// What the grid shows of one payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// What became of it.
    Fate(Fate),
    /// What the client believes of it: all there is while the bank is covered.
    Believed(Believed),
}

impl Cell {
    /// The name in the page's handles.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fate(fate) => fate.name(),
            Self::Believed(Believed::Waiting) => "waiting",
            Self::Believed(Believed::InFlight) => "in-flight",
            Self::Believed(Believed::Acknowledged) => "acknowledged",
            Self::Believed(Believed::Refused) => "refused",
            Self::Believed(Believed::Unknown) => "unknown",
        }
    }
}

impl Model {
    /// Whether the bank's side is kept from the readers.
    pub fn is_covered(&self) -> bool {
        self.shown().reveal.is_covered()
    }

    pub fn concealment(&self) -> Concealment {
        match self.shown().reveal {
            reveal if reveal.is_asked_for() => Concealment::Revealing,
            reveal if reveal.is_covered() => Concealment::Covered,
            _ => Concealment::Open,
        }
    }

    /// Reveal was pressed: the cover is lifted, or will be as soon as there is a verdict. What was revealed does not
    /// change any more. In a paced room the host decides.
    pub fn reveal(&mut self) {
        if self.shown().reveal.is_by_host() {
            return;
        }
        if self.verdict().is_some() {
            self.shown_mut().reveal.reveal();
        } else {
            self.shown_mut().reveal.ask();
        }
    }

    /// Whether this page's own run goes on, and its bank is not to be seen.
    pub fn runs_under_cover(&self) -> bool {
        self.is_busy() && self.live.reveal.is_covered()
    }

    /// Lifts the cover where nobody has to: over a run that sent nothing, over a reset, and when a run is over and
    /// the page was told to.
    pub fn lift_the_cover_in_time(&mut self) {
        let sent_nothing = self.live.run.sending().is_none_or(|sending| sending.attempts() == 0);
        let nothing_to_hide = match self.live.run.phase() {
            Phase::Idle | Phase::Resetting(_) => true,
            Phase::Done => sent_nothing,
            _ => false,
        };
        if nothing_to_hide {
            self.live.reveal.reveal();
        } else if self.live_verdict().is_some() {
            self.live.reveal.run_ended();
        }
    }

    /// What the grid shows, in the order of the file.
    pub fn cells(&self) -> Vec<Cell> {
        if !self.is_covered() {
            return self.fates().map(Cell::Fate).collect();
        }
        let records = self.shown().run.sending().map_or(&[][..], experiment::Sending::records);
        let believed =
            |index| records.get(index).map_or(Believed::Waiting, |record: &experiment::PaymentRecord| record.believed);
        (0..self.payments().len()).map(|index| Cell::Believed(believed(index))).collect()
    }
}
