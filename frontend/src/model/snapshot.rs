//! What components see of the model: plain values by subject, compared before any of them is published.

mod run_status;
mod totals;

use std::sync::Arc;

use experiment::{Belief, Fates, Millis, Pace, Sending};
use protocol::LabState;

use super::notices::Notice;
use super::{Cell, MeasuredLosses, Model, Pipeline};
pub use run_status::{Predicting, RunState, RunStatus};
pub use totals::{BankTotals, LedgerOwner, Totals};

/// Everything that components see, subject by subject.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Where the run is, and what may be done.
    pub run: RunStatus,
    /// How far the client has got.
    pub progress: Progress,
    /// What was expected, and what the bank has.
    pub totals: Totals,
    /// How many attempts got how far.
    pub pipeline: Pipeline,
    /// The payments, cell by cell.
    pub grid: GridData,
    /// What was lost, and what would spoil the measurement.
    pub losses: MeasuredLosses,
    /// What the lab says of itself.
    pub lab: LabStatus,
    /// What is to be said, the most important first.
    pub notices: Vec<Notice>,
}

/// How far the client has got, as it believes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The five buckets.
    pub belief: Belief,
    /// Attempts so far.
    pub attempts: u64,
    /// Attempts a second, over the whole run.
    pub rate: u64,
    /// Whether the run is slowed down on purpose, so that it can be watched.
    pub slowed_down: bool,
}

/// The payments, cell by cell, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridData {
    /// What the grid shows of each payment.
    pub cells: Arc<[Cell]>,
    /// How many payments had which fate; `None` while the bank is covered.
    pub fates: Option<Fates>,
}

/// What the lab says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabStatus {
    /// Its latest answer; `None` before the first.
    pub state: Option<LabState>,
    /// Whether the network must be mended, and Repair can.
    pub needs_repair: bool,
}

impl Model {
    /// Returns what components see now.
    pub fn snapshot(&self, now: Millis) -> Snapshot {
        let losses = self.measured_losses();
        let notices = self.notices(&losses);
        let needs_repair = notices.iter().any(|notice| matches!(notice, Notice::Proxy(_) | Notice::OtherToxics(_)));
        Snapshot {
            run: self.run_status(&notices),
            progress: self.progress(now),
            totals: self.totals(),
            pipeline: self.pipeline(),
            grid: self.grid_data(),
            losses,
            lab: LabStatus { state: self.state.clone(), needs_repair },
            notices,
        }
    }

    pub(super) fn has_attempts(&self) -> bool {
        self.shown().run.sending().is_some_and(|sending| sending.attempts() > 0)
    }

    fn progress(&self, now: Millis) -> Progress {
        let sending = self.shown().run.sending();
        Progress {
            belief: sending.map_or_else(|| Belief::before(self.payments().len()), Sending::belief),
            attempts: sending.map_or(0, Sending::attempts),
            rate: self.rate(now),
            slowed_down: sending.is_some_and(|sending| sending.settings().pace == Pace::Watchable),
        }
    }

    fn grid_data(&self) -> GridData {
        GridData { cells: self.cells().into(), fates: (!self.is_covered()).then(|| Fates::count(self.fates())) }
    }

    fn rate(&self, now: Millis) -> u64 {
        let shown = self.shown();
        let Some(sending) = shown.run.sending() else { return 0 };
        let until = if shown.is_busy() { now } else { sending.last_ended_at().unwrap_or(now) };
        sending.attempts() * 1_000 / until.saturating_sub(shown.started_at).max(1)
    }
}
