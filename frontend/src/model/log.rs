//! The bank's log: its newest lines, newest first.

use std::collections::{BTreeMap, VecDeque};

use protocol::{Decision, PaymentEvent};

/// As many lines as are kept.
const LINES: usize = 40;

/// The newest lines, and what the bank decided about each attempt of the run it follows.
#[derive(Default)]
pub struct Log {
    rows: VecDeque<LogRow>,
    count: u64,
    decisions: BTreeMap<(u32, u32), Decision>,
}

/// One line of the bank's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Counted from 1.
    pub number: u64,
    /// What the bank said.
    pub event: PaymentEvent,
}

impl Log {
    pub(super) fn push(&mut self, event: PaymentEvent) {
        self.count += 1;
        if let (Some(payment), Some(attempt)) = (event.payment, event.attempt) {
            // The first decision: a hidden repeat does not change what became of the attempt.
            self.decisions.entry((payment, attempt)).or_insert(event.decision);
        }
        self.rows.push_front(LogRow { number: self.count, event });
        self.rows.truncate(LINES);
    }

    pub(super) fn rows(&self) -> Vec<LogRow> {
        self.rows.iter().cloned().collect()
    }

    /// What the bank decided about an attempt, as far as the feed told.
    pub(super) fn decision(&self, payment: u32, attempt: u32) -> Option<Decision> {
        self.decisions.get(&(payment, attempt)).copied()
    }
}

impl super::Model {
    /// The newest lines of the bank's log, newest first; none while the bank is covered.
    pub fn log_rows(&self) -> Vec<LogRow> {
        if self.is_covered() { Vec::new() } else { self.shown().log.rows() }
    }
}
