//! The run on the page, when it is over: everything there is to take away.

use experiment::theory::{Measured, TransferredBand};
use experiment::{Bank, Phase, Scenario, Sending, Verdict};
use protocol::{LabState, NetworkState, RunCounts};

use super::Model;

/// A run of this page that is over and has its verdict.
pub struct FinishedRecord<'a> {
    /// Where in the course it was run.
    pub scenario: Scenario,
    /// What the client did, and what it believes.
    pub sending: &'a Sending,
    /// What the ledger says.
    pub bank: &'a Bank,
    /// Whether that is what was expected.
    pub verdict: Verdict,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// What it was to transfer, in euros; `None` of a run that was stopped, and where no law is known.
    pub band: Option<TransferredBand>,
    /// What was lost, where it could be measured.
    pub measured: Option<Measured>,
    /// What the bank counted while requests arrived.
    pub counts: Option<&'a RunCounts>,
    /// The network as it was.
    pub network: &'a NetworkState,
    /// The lab.
    pub lab: &'a LabState,
}

impl Model {
    /// Returns the run on the page to take away; `None` unless one of this page is over and its verdict has been said.
    pub fn finished_record(&self) -> Option<FinishedRecord<'_>> {
        let shown = self.shown();
        let sending = shown.run.sending().filter(|_| shown.run.phase() == Phase::Done && shown.owns_the_ledger())?;
        Some(FinishedRecord {
            scenario: shown.scenario()?,
            sending,
            bank: &shown.bank,
            verdict: self.verdict()?,
            stopped: shown.was_stopped(),
            band: shown.band.filter(|band| band.is_law && !shown.was_stopped()),
            measured: shown.measured(),
            counts: shown.final_counts.as_ref(),
            network: self.network()?,
            lab: self.state.as_ref()?,
        })
    }
}
