//! The storage interface over a few maps: what the others are measured against.

use std::sync::{Arc, Mutex, MutexGuard};

use backend::bank::store::{Claim, CommitError, Reader, Settings, Store, Transaction};
use backend::bank::{Order, StoreError};
use protocol::{IdempotencyKey, KeyPolicy, Receipt, RunId, Script, Total};

/// A ledger in memory. Clones are one.
#[derive(Clone)]
pub(crate) struct InMemoryLedger(Arc<Mutex<Ledger>>);

#[derive(Clone)]
struct Ledger {
    entries: Vec<Entry>,
    last_id: u64,
    settings: Settings,
    script: String,
    lease: Option<RunId>,
}

#[derive(Clone)]
struct Entry {
    receipt: Receipt,
    claimed: bool,
    written_by: u64,
}

/// One process on a ledger.
#[derive(Clone)]
pub(crate) struct Process {
    ledger: InMemoryLedger,
    number: u64,
}

/// A copy of the ledger that becomes the ledger with its commit.
struct Batch<'a> {
    ledger: MutexGuard<'a, Ledger>,
    changed: Ledger,
    written_by: u64,
}

impl InMemoryLedger {
    pub(crate) fn new() -> Self {
        let script = rule::STARTER.to_owned();
        Self(Arc::new(Mutex::new(Ledger {
            entries: Vec::new(),
            last_id: 0,
            settings: Settings::NEW,
            script,
            lease: None,
        })))
    }

    pub(crate) fn process(&self, number: u64) -> Process {
        Process { ledger: self.clone(), number }
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().expect("no test panics with the model in hand")
    }
}

impl Ledger {
    fn script(&self) -> Script {
        Script { text: self.script.clone(), change: self.settings.script_change }
    }
}

impl Store for Process {
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let ledger = self.ledger.lock();
        let changed = ledger.clone();
        Ok(Box::new(Batch { ledger, changed, written_by: self.number }))
    }
}

impl Transaction for Batch<'_> {
    fn settings(&mut self) -> Result<Settings, StoreError> {
        Ok(self.changed.settings)
    }

    fn insert(&mut self, order: &Order, key: Option<&IdempotencyKey>) -> Result<Receipt, StoreError> {
        Ok(self.write(order, key, false))
    }

    fn claim(&mut self, order: &Order, key: &IdempotencyKey) -> Result<Claim, StoreError> {
        let first = self
            .changed
            .entries
            .iter()
            .find(|entry| entry.claimed && entry.receipt.key.as_deref() == Some(key.as_str()));
        Ok(match first {
            Some(first) => Claim::Theirs(first.receipt.clone()),
            None => Claim::Ours(self.write(order, Some(key), true)),
        })
    }

    fn oldest_with(&mut self, key: &IdempotencyKey) -> Result<Option<Receipt>, StoreError> {
        let with = |entry: &&Entry| entry.receipt.key.as_deref() == Some(key.as_str());
        Ok(self.changed.entries.iter().find(with).map(|entry| entry.receipt.clone()))
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        self.changed.entries.clear();
        self.changed.settings.generation += 1;
        Ok(())
    }

    fn set_policy(&mut self, policy: KeyPolicy, pause_ms: u32) -> Result<(), StoreError> {
        self.changed.settings = Settings { policy, pause_ms, ..self.changed.settings };
        Ok(())
    }

    fn script(&mut self) -> Result<Script, StoreError> {
        Ok(self.changed.script())
    }

    fn set_script(&mut self, text: &str) -> Result<Script, StoreError> {
        if self.changed.script != text {
            text.clone_into(&mut self.changed.script);
            self.changed.settings.script_change += 1;
        }
        Ok(self.changed.script())
    }

    fn set_lease(&mut self, holder: Option<&RunId>) -> Result<(), StoreError> {
        self.changed.lease = holder.cloned();
        Ok(())
    }

    fn commit(mut self: Box<Self>) -> Result<(), CommitError> {
        *self.ledger = self.changed;
        Ok(())
    }
}

impl Batch<'_> {
    fn write(&mut self, order: &Order, key: Option<&IdempotencyKey>, claimed: bool) -> Receipt {
        self.changed.last_id += 1;
        let receipt = Receipt {
            id: self.changed.last_id,
            src: order.payment.src.clone(),
            dest: order.payment.dest.clone(),
            amount: order.payment.amount,
            key: key.map(ToString::to_string),
            attempt: order.attempt.as_ref().map(ToString::to_string),
            at: "2026-01-01T00:00:00Z".to_owned(),
        };
        self.changed.entries.push(Entry { receipt: receipt.clone(), claimed, written_by: self.written_by });
        receipt
    }
}

impl Reader for Process {
    fn entries(&self, after: u64, limit: Option<u64>) -> Result<Vec<Receipt>, StoreError> {
        let ledger = self.ledger.lock();
        let later = ledger.entries.iter().map(|entry| entry.receipt.clone()).filter(|receipt| receipt.id > after);
        Ok(match limit {
            Some(limit) => later.take(usize::try_from(limit).unwrap_or(usize::MAX)).collect(),
            None => later.collect(),
        })
    }

    fn total(&self) -> Result<Total, StoreError> {
        Ok(self.ledger.lock().entries.iter().map(|entry| entry.receipt.amount).sum())
    }

    fn settings(&self) -> Result<Settings, StoreError> {
        Ok(self.ledger.lock().settings)
    }

    fn script(&self) -> Result<Script, StoreError> {
        Ok(self.ledger.lock().script())
    }

    fn lease(&self) -> Result<Option<RunId>, StoreError> {
        Ok(self.ledger.lock().lease.clone())
    }

    fn holds_entries_of_others(&self, run: &RunId) -> Result<bool, StoreError> {
        let prefix = format!("{run}/");
        let of_run = |entry: &Entry| entry.receipt.attempt.as_ref().is_some_and(|attempt| attempt.starts_with(&prefix));
        Ok(self.ledger.lock().entries.iter().any(|entry| entry.written_by != self.number && of_run(entry)))
    }
}
