//! The lease: which run may go on, and for how long.

use std::time::Duration;

use protocol::RunId;
use tokio::time::Instant;

/// How long a lease lives after the last renewal or arrival of its run.
const TERM: Duration = Duration::from_secs(15);

/// One run's lease.
pub(super) struct Lease {
    pub(super) run: RunId,
    renewed: Instant,
}

impl Lease {
    /// A full term from now on.
    pub(super) fn new(run: RunId) -> Self {
        Self { run, renewed: Instant::now() }
    }

    pub(super) fn renew(&mut self) {
        self.renewed = Instant::now();
    }

    /// Returns the time since the last renewal.
    pub(super) fn age(&self) -> Duration {
        self.renewed.elapsed()
    }

    pub(super) fn is_live(&self) -> bool {
        self.age() < TERM
    }
}
