//! Counts the arrivals of one run, and the hidden repeats among them: attempts that a browser sent again by itself.

use std::collections::HashSet;

use protocol::{AttemptId, RunCounts, RunId};

/// What has arrived of one run.
pub(super) struct AttemptCounter {
    run: RunId,
    arrivals: u64,
    /// Payment and attempt of each arrival, to tell the repeats.
    attempts: HashSet<(u32, u32)>,
    preflights: u64,
    /// Another process began this run and lost its counts.
    inherited: bool,
}

impl AttemptCounter {
    pub(super) fn new(run: RunId) -> Self {
        Self { run, arrivals: 0, attempts: HashSet::new(), preflights: 0, inherited: false }
    }

    pub(super) fn run(&self) -> &RunId {
        &self.run
    }

    /// Marks a run that another process began.
    pub(super) fn inherit(&mut self) {
        self.inherited = true;
    }

    /// Counts the arrival of an attempt.
    pub(super) fn count(&mut self, attempt: &AttemptId) {
        self.arrivals += 1;
        self.attempts.insert((attempt.payment, attempt.attempt));
    }

    /// Counts a preflight, unless it came before the first arrival.
    pub(super) fn count_preflight(&mut self) {
        if self.arrivals > 0 {
            self.preflights += 1;
        }
    }

    /// Returns the counts. A hidden repeat is an arrival beyond the first of its attempt.
    pub(super) fn counts(&self) -> RunCounts {
        RunCounts {
            run: self.run.clone(),
            arrivals: self.arrivals,
            hidden_repeats: self.arrivals - self.attempts.len() as u64,
            preflights: self.preflights,
            complete: !self.inherited,
        }
    }
}
