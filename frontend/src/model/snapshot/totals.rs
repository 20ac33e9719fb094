//! What was expected, what the bank has, and whether the one can be judged by the other.

use std::cmp::Ordering;

use experiment::theory::{Expectation, TransferredBand};
use experiment::{Phase, Verdict};
use protocol::Total;

use crate::model::Model;

/// What was expected, and what the bank has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// Whether nothing of this is known: the bank has not answered since the page was opened.
    pub is_unknown: bool,
    /// What the payments come to.
    pub expected: Total,
    /// The bank's side; `None` while it is covered.
    pub bank: Option<BankTotals>,
    /// Whose entries the ledger holds: only those of the run on the page are judged by what was expected of it.
    pub owner: LedgerOwner,
    /// What the settings of the run on the page lead one to expect; `None` of a run that was stopped.
    pub theory: Option<Expectation>,
    /// What they are to transfer, in euros.
    pub band: Option<TransferredBand>,
}

/// Whose entries the ledger on the page holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LedgerOwner {
    /// Nobody's: it is empty, and nothing has been sent.
    #[default]
    Nobody,
    /// A run which this page has not sent: it was there when the page was opened.
    EarlierRun,
    /// A page that runs, and that this one watches.
    AnotherPage,
    /// The run on the page.
    ThisRun,
    /// The run on the page, which was stopped before its end: it says nothing about what a whole one comes to.
    StoppedRun,
    /// A trial of the rule, which is judged where the rule is written.
    Trial,
}

impl LedgerOwner {
    /// Whether the run on the page has made what is in the ledger.
    fn is_this_page(self) -> bool {
        matches!(self, Self::ThisRun | Self::StoppedRun)
    }
}

/// What the ledger comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BankTotals {
    /// What was transferred, by whomever.
    pub transferred: Total,
    /// Entries in the ledger.
    pub entries: u64,
    /// Entries of nobody's run, or of another one.
    pub other_traffic: u64,
    /// The verdict, once the ledger is quiet.
    pub verdict: Option<Verdict>,
}

impl Totals {
    /// Returns transferred less expected, with its sign; `None` while the bank is covered, and where the ledger is not that
    /// of the run on the page.
    pub fn difference(&self) -> Option<String> {
        if !self.owner.is_this_page() {
            return None;
        }
        let (expected, transferred) = (self.expected.cents(), self.bank?.transferred.cents());
        let size = Total::from_cents(expected.abs_diff(transferred));
        Some(match transferred.cmp(&expected) {
            Ordering::Less => format!("-{size}"),
            Ordering::Equal => size.to_string(),
            Ordering::Greater => format!("+{size}"),
        })
    }

    /// Returns what the ledger has, unless it is covered.
    pub fn transferred(&self) -> Option<Total> {
        self.bank.map(|bank| bank.transferred)
    }

    /// Returns the verdict, once there is one and it is not covered.
    pub fn verdict(&self) -> Option<Verdict> {
        self.bank?.verdict
    }
}

impl Model {
    pub(super) fn totals(&self) -> Totals {
        let (shown, owner) = (self.shown(), self.ledger_owner());
        let is_whole = owner == LedgerOwner::ThisRun;
        let bank = BankTotals {
            transferred: shown.bank.transferred(),
            entries: shown.bank.entries(),
            other_traffic: shown.bank.other_traffic(),
            verdict: self.verdict(),
        };
        Totals {
            is_unknown: !self.is_loaded(),
            expected: self.expected(),
            bank: (!self.is_covered()).then_some(bank),
            owner,
            theory: shown.theory.filter(|_| is_whole),
            band: shown.band.filter(|_| is_whole),
        }
    }

    fn ledger_owner(&self) -> LedgerOwner {
        let shown = self.shown();
        if self.watched().is_some() {
            LedgerOwner::AnotherPage
        } else if self.has_attempts() {
            if shown.trial.is_some() {
                LedgerOwner::Trial
            } else if shown.was_stopped() {
                LedgerOwner::StoppedRun
            } else {
                LedgerOwner::ThisRun
            }
        } else if shown.bank.entries() > 0 {
            LedgerOwner::EarlierRun
        } else {
            LedgerOwner::Nobody
        }
    }

    /// Returns what the totals on the page say. A recording has had its verdict; a trial is judged where the rule is
    /// written, and nowhere else.
    pub fn verdict(&self) -> Option<Verdict> {
        match self.recording() {
            Some(recording) => Some(Verdict::of(self.expected_of(recording), recording.bank.transferred())),
            None => self.live_verdict().filter(|_| self.live.trial.is_none()),
        }
    }

    /// Returns the verdict on the latest run of this page: it is over, the ledger is quiet, nobody runs, and what was
    /// measured stands beside it. What an earlier run left is nothing that this page could judge.
    pub(in crate::model) fn live_verdict(&self) -> Option<Verdict> {
        let live = &self.live;
        let over = matches!(live.run.phase(), Phase::Done | Phase::Between)
            && live.run.sending().is_some_and(|sending| sending.attempts() > 0);
        let speaks =
            over && !self.payments.is_empty() && self.watched().is_none() && self.is_quiet() && !self.wants_counts();
        speaks.then(|| Verdict::of(self.expected_of(live), live.bank.transferred()))
    }
}
