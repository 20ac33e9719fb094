//! What the page knows of one run, from both sides: the part of the model that is kept when another run begins.

use experiment::theory::{self, Expectation, Measured, TransferredBand};
use experiment::{Bank, Millis, Phase, Reveal, Run, Scenario, Sending, Settings, Story, Trial, TrialRun};
use protocol::{Losses, NetworkState, Payment, RunCounts, RunId, Total};

use super::Log;

/// One run, from both sides.
#[derive(Default)]
pub struct RunRecord {
    pub run: Run,
    /// The ledger as read, and whose payments it tells apart.
    pub(super) bank: Bank,
    pub(super) bank_run: Option<RunId>,
    /// The ledger as it was when the run was over and had its verdict.
    pub(super) at_the_end: Option<Bank>,
    /// What the lab said of its network then.
    pub(super) network: Option<NetworkState>,
    /// What the bank counted of the run so far, and once it was over and the bank quiet.
    pub(super) counts: Option<RunCounts>,
    pub(super) final_counts: Option<RunCounts>,
    pub(super) log: Log,
    pub(super) started_at: Millis,
    pub(super) was_hidden: bool,
    /// By how much the latest of the run's timers came late.
    pub(super) latest_timer: Millis,
    /// What the network loses, when that is not what the run under way asked for.
    pub(super) drifted: Option<Losses>,
    pub reveal: Reveal,
    /// Where it was started.
    pub(super) started_in: Scenario,
    /// The trial that it is, if it is one: then it belongs to no scenario.
    pub(super) trial: Option<Trial>,
    /// What was predicted for it.
    pub predicted: Option<Total>,
    /// How much of chapter 0 the ladder shows.
    pub story: Story,
    /// What it is to come to.
    pub(super) theory: Option<Expectation>,
    /// What it is to transfer.
    pub(super) band: Option<TransferredBand>,
}

impl RunRecord {
    /// A run of this page begins in this scenario.
    pub(super) fn begins(
        &mut self,
        scenario: Scenario,
        settings: &Settings,
        payments: &[Payment],
        hidden: bool,
        now: Millis,
    ) {
        self.theory = Some(theory::expectation(settings, payments.len() as u64, theory::kinds(payments)));
        self.band = theory::transferred(settings, payments);
        self.started_in = scenario;
        self.trial = None;
        self.at_the_end = None;
        self.counts = None;
        self.final_counts = None;
        self.was_hidden = hidden;
        self.latest_timer = 0;
        self.started_at = now;
        self.drifted = None;
        // By hand the bank is there to be looked at.
        if scenario == Scenario::ByHand {
            self.reveal.reveal();
        } else {
            self.reveal.run_started();
        }
    }

    /// The run of a trial begins, and nobody is to predict what comes of it.
    pub(super) fn begins_trial(&mut self, run: &TrialRun, hidden: bool, now: Millis) {
        self.begins(Scenario::FIRST, &run.settings, &run.payments, hidden, now);
        self.trial = Some(run.trial);
        self.predicted = None;
        self.reveal.reveal();
    }

    /// What comes behind it: the page goes on with the ledger as it was last read, and without a run.
    pub(super) fn successor(&self) -> Self {
        let (bank, bank_run, reveal) = (self.bank.clone(), self.bank_run.clone(), self.reveal);
        Self { bank, bank_run, reveal, ..Self::default() }
    }

    /// As it was when it had its verdict, whatever the ledger has come to since; `None` before.
    pub(super) fn recorded(mut self) -> Option<Self> {
        self.bank = self.at_the_end.take()?;
        Some(self)
    }

    /// Whether entries of this run are gone from the ledger: somebody has deleted it since the run had its verdict.
    pub(super) fn has_lost_its_ledger(&self) -> bool {
        let own = |bank: &Bank| bank.entries().saturating_sub(bank.other_traffic());
        self.at_the_end.as_ref().is_some_and(|end| own(&self.bank) < own(end))
    }

    /// Its id, if this page has sent it.
    pub(super) fn id(&self) -> Option<&RunId> {
        self.run.sending().map(Sending::run)
    }

    /// Whether the ledger as read belongs to it.
    pub(super) fn owns_the_ledger(&self) -> bool {
        self.id().is_some() && self.id() == self.bank_run.as_ref()
    }

    /// Where it was started, if this page has sent it and it is no trial.
    pub(super) fn scenario(&self) -> Option<Scenario> {
        self.run.sending().filter(|_| self.trial.is_none()).map(|_| self.started_in)
    }

    /// Whether it was stopped before its end, by somebody or by a failure. A payment by hand is always ended by hand.
    pub(super) fn was_stopped(&self) -> bool {
        let stopped = self.run.failure().is_some() || self.run.sending().is_some_and(Sending::is_stopped);
        stopped && self.started_in != Scenario::ByHand
    }

    /// Whether something is sent, set up or cleared up.
    pub(super) fn is_busy(&self) -> bool {
        !matches!(self.run.phase(), Phase::Idle | Phase::Done)
    }

    /// Only a whole run tells what was lost: nothing aborted, and no other process of the bank had a part in it.
    pub(super) fn measured(&self) -> Option<Measured> {
        // By hand everything or nothing is lost, and on purpose.
        let measures = |sending: &&Sending| sending.attempts_given_up() == 0 && self.started_in != Scenario::ByHand;
        let sending = self.run.sending().filter(measures)?;
        let counts = self.final_counts.as_ref().filter(|counts| counts.complete)?;
        let arrived = counts.arrivals.saturating_sub(counts.hidden_repeats);
        let set = sending.settings().losses;
        Some(theory::measure(set, sending.attempts_ended(), arrived, sending.attempts_answered()))
    }
}
