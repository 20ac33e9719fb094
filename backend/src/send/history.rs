//! The history of a run, for a checker that others wrote: what was asked of the bank and when, what it answered and
//! when, one JSON object a line. `proof/linearizability` reads it.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use protocol::{AttemptId, IdempotencyKey};
use serde::Serialize;
use tokio::time::Instant;

use super::exchange::{Answer, Entry, ReceiptId};

/// The file, and the one clock of all its times.
pub(super) struct History {
    started: Instant,
    file: Mutex<Recorded>,
}

struct Recorded {
    file: BufWriter<File>,
    /// The first thing that went wrong: what follows it is not written.
    error: Option<io::Error>,
}

/// One line. Times are nanoseconds since the start.
#[derive(Serialize)]
#[serde(tag = "op", rename_all = "lowercase")]
enum Operation<'a> {
    /// An attempt to pay; without `return` nobody knows what it came to.
    Pay {
        client: u16,
        id: &'a AttemptId,
        key: Option<&'a IdempotencyKey>,
        call: u64,
        r#return: Option<u64>,
        status: Option<u16>,
        receipt: Option<&'a ReceiptId>,
    },
    /// The whole ledger: of each entry its number, its key and the attempt that it came with.
    Read { call: u64, r#return: u64, entries: Vec<(u64, Option<String>, Option<String>)> },
}

/// An attempt that is under way.
pub(super) struct Call {
    /// Which of the senders makes it, from 0.
    pub(super) client: u16,
    pub(super) key: Option<IdempotencyKey>,
    pub(super) at: Instant,
}

impl History {
    /// Creates the file, or empties it.
    pub(super) fn create(path: &Path, started: Instant) -> io::Result<Self> {
        let file = BufWriter::new(File::create(path)?);
        Ok(Self { started, file: Mutex::new(Recorded { file, error: None }) })
    }

    /// Writes down an attempt that has ended, at `returned` with an answer, or without one.
    pub(super) fn paid(&self, id: &AttemptId, call: &Call, answer: Option<(&Answer, Instant)>) {
        self.record(&Operation::Pay {
            client: call.client,
            id,
            key: call.key.as_ref(),
            call: self.nanoseconds(call.at),
            r#return: answer.map(|(_, returned)| self.nanoseconds(returned)),
            status: answer.map(|(answer, _)| answer.status),
            receipt: answer.and_then(|(answer, _)| answer.receipt.as_ref()),
        });
    }

    /// Writes down what the ledger held at some moment between the two.
    pub(super) fn read(&self, call: Instant, returned: Instant, entries: Vec<Entry>) {
        let entries = entries.into_iter().map(|entry| (entry.id, entry.key, entry.attempt)).collect();
        let (call, returned) = (self.nanoseconds(call), self.nanoseconds(returned));
        self.record(&Operation::Read { call, r#return: returned, entries });
    }

    /// What went wrong, if anything did. Nothing is written afterwards.
    pub(super) fn finish(&self) -> io::Result<()> {
        let mut recorded = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        match recorded.error.take() {
            Some(error) => Err(error),
            None => recorded.file.flush(),
        }
    }

    fn record(&self, operation: &Operation<'_>) {
        let line = serde_json::to_string(operation).expect("texts and numbers are JSON");
        let mut recorded = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if recorded.error.is_none() {
            recorded.error = writeln!(recorded.file, "{line}").err();
        }
    }

    fn nanoseconds(&self, moment: Instant) -> u64 {
        u64::try_from(moment.duration_since(self.started).as_nanos()).unwrap_or(u64::MAX)
    }
}
