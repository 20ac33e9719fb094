//! The bank's log: its newest lines, newest first.

use std::collections::{BTreeMap, VecDeque};

use protocol::{Decision, NoteEvent, PaymentEvent};

/// As many lines as are kept.
const LINES: usize = 40;

/// The newest lines, and what the bank decided about each attempt of the run it follows.
#[derive(Default)]
pub struct Log {
    rows: VecDeque<LogRow>,
    count: u64,
    decided: BTreeMap<(u32, u32), Decided>,
}

/// What the bank made of an attempt.
struct Decided {
    decision: Decision,
    /// The key with which it arrived, as far as the bank looks at keys.
    key: Option<String>,
}

/// One line of the bank's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Counted from 1.
    pub number: u64,
    /// What the bank said.
    pub line: LogLine,
}

/// What the bank said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogLine {
    /// An attempt arrived and was decided.
    Payment(PaymentEvent),
    /// Its rule noted something while it decided an order.
    Note(NoteEvent),
}

impl Log {
    pub(super) fn push(&mut self, event: PaymentEvent) {
        if let (Some(payment), Some(attempt)) = (event.payment, event.attempt) {
            // The first decision: a hidden repeat does not change what became of the attempt.
            let decided = || Decided { decision: event.decision, key: event.key.clone() };
            self.decided.entry((payment, attempt)).or_insert_with(decided);
        }
        self.add(LogLine::Payment(event));
    }

    pub(super) fn note(&mut self, note: NoteEvent) {
        self.add(LogLine::Note(note));
    }

    fn add(&mut self, line: LogLine) {
        self.count += 1;
        self.rows.push_front(LogRow { number: self.count, line });
        self.rows.truncate(LINES);
    }

    pub(super) fn rows(&self) -> Vec<LogRow> {
        self.rows.iter().cloned().collect()
    }

    /// What the bank decided about an attempt, as far as the feed told.
    pub(super) fn decision(&self, payment: u32, attempt: u32) -> Option<Decision> {
        self.decided.get(&(payment, attempt)).map(|decided| decided.decision)
    }

    /// The key with which an attempt arrived, as far as the feed told.
    pub(super) fn key(&self, payment: u32, attempt: u32) -> Option<&str> {
        self.decided.get(&(payment, attempt))?.key.as_deref()
    }
}

impl super::Model {
    /// The newest lines of the bank's log, newest first; none while the bank is covered.
    pub fn log_rows(&self) -> Vec<LogRow> {
        if self.is_covered() { Vec::new() } else { self.shown().log.rows() }
    }
}
