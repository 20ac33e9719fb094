//! What was lost in the run on the page, and what would spoil the measurement.

use experiment::theory::Measured;
use protocol::{Losses, NetworkState, RunCounts};

use super::Model;

/// What was lost, and what would spoil the measurement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MeasuredLosses {
    /// What the network lost beside the run on the page, or loses now where that is not a recording.
    pub toxics: Option<Losses>,
    /// What was lost, once that can be said and may be seen.
    pub measured: Option<Measured>,
    /// What the bank counted, where it may be seen.
    pub counts: Option<RunCounts>,
    /// Entries of nobody's run, or of another one, where they may be seen.
    pub other_traffic: u64,
}

impl MeasuredLosses {
    /// Returns what the bank counted, if it saw the whole run.
    pub fn complete_counts(&self) -> Option<&RunCounts> {
        self.counts.as_ref().filter(|counts| counts.complete)
    }
}

impl Model {
    pub(super) fn measured_losses(&self) -> MeasuredLosses {
        let (shown, covered) = (self.shown(), self.is_covered());
        MeasuredLosses {
            toxics: self.network().map(NetworkState::losses),
            measured: shown.measured().filter(|_| !covered),
            counts: shown.counts.clone().filter(|_| !covered),
            other_traffic: if covered { 0 } else { shown.bank.other_traffic() },
        }
    }

    /// Returns the network beside the run on the page.
    pub(super) fn network(&self) -> Option<&NetworkState> {
        match self.recording() {
            Some(recording) => recording.network.as_ref(),
            None => self.state.as_ref().map(|state| &state.network),
        }
    }
}
