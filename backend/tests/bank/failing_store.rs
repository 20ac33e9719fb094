//! A store that can be held at its door, and that fails where the test says.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use backend::bank::store::{Claim, CommitError, Settings, Store, Transaction};
use backend::bank::{Order, StoreError};
use protocol::{IdempotencyKey, KeyPolicy, Receipt, RunId, Script};

/// A store that can be held at its door, and that can be told to fail before the commit.
pub(crate) struct FailingStore<S> {
    inner: S,
    failures: Arc<Failures>,
}

/// What goes wrong, as the test says.
#[derive(Default)]
pub(crate) struct Failures {
    held: Mutex<bool>,
    /// Whether the writer waits to be let in.
    at_the_door: AtomicBool,
    released: Condvar,
    pub(crate) fails_at_commit: AtomicBool,
    pub(crate) fails_at_insert: AtomicBool,
    /// The two above strike once, and trying again helps.
    pub(crate) transient: AtomicBool,
    /// The commit fails and does not say what it did.
    pub(crate) nobody_knows: AtomicBool,
}

struct FailingBatch<'a> {
    inner: Box<dyn Transaction + 'a>,
    failures: Arc<Failures>,
}

impl<S> FailingStore<S> {
    pub(crate) fn new(inner: S, failures: &Arc<Failures>) -> Self {
        Self { inner, failures: Arc::clone(failures) }
    }
}

impl Failures {
    pub(crate) fn hold(&self) {
        *self.held.lock().expect("no panic") = true;
    }

    pub(crate) fn release(&self) {
        *self.held.lock().expect("no panic") = false;
        self.released.notify_all();
    }

    pub(crate) fn is_at_the_door(&self) -> bool {
        self.at_the_door.load(Ordering::Relaxed)
    }

    fn error(&self) -> StoreError {
        if self.transient.load(Ordering::Relaxed) {
            StoreError::transient("deadlock")
        } else {
            StoreError::lasting("disk full")
        }
    }

    fn strikes(&self, at: &AtomicBool) -> bool {
        if self.transient.load(Ordering::Relaxed) {
            at.swap(false, Ordering::Relaxed)
        } else {
            at.load(Ordering::Relaxed)
        }
    }
}

impl<S: Store> Store for FailingStore<S> {
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let mut held = self.failures.held.lock().expect("no panic");
        while *held {
            self.failures.at_the_door.store(true, Ordering::Relaxed);
            held = self.failures.released.wait(held).expect("no panic");
        }
        self.failures.at_the_door.store(false, Ordering::Relaxed);
        drop(held);
        Ok(Box::new(FailingBatch { inner: self.inner.begin()?, failures: Arc::clone(&self.failures) }))
    }
}

impl Transaction for FailingBatch<'_> {
    fn settings(&mut self) -> Result<Settings, StoreError> {
        self.inner.settings()
    }

    fn insert(&mut self, order: &Order, key: Option<&IdempotencyKey>) -> Result<Receipt, StoreError> {
        let receipt = self.inner.insert(order, key)?;
        if self.failures.strikes(&self.failures.fails_at_insert) { Err(self.failures.error()) } else { Ok(receipt) }
    }

    fn claim(&mut self, order: &Order, key: &IdempotencyKey) -> Result<Claim, StoreError> {
        self.inner.claim(order, key)
    }

    fn oldest_with(&mut self, key: &IdempotencyKey) -> Result<Option<Receipt>, StoreError> {
        self.inner.oldest_with(key)
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        self.inner.clear()
    }

    fn set_policy(&mut self, policy: KeyPolicy, pause_ms: u32) -> Result<(), StoreError> {
        self.inner.set_policy(policy, pause_ms)
    }

    fn script(&mut self) -> Result<Script, StoreError> {
        self.inner.script()
    }

    fn set_script(&mut self, text: &str) -> Result<Script, StoreError> {
        self.inner.set_script(text)
    }

    fn set_lease(&mut self, holder: Option<&RunId>) -> Result<(), StoreError> {
        self.inner.set_lease(holder)
    }

    fn commit(self: Box<Self>) -> Result<(), CommitError> {
        if self.failures.nobody_knows.load(Ordering::Relaxed) {
            return Err(CommitError::Unknown(StoreError::lasting("fsync: input/output error")));
        }
        if self.failures.strikes(&self.failures.fails_at_commit) {
            return Err(CommitError::RolledBack(self.failures.error()));
        }
        self.inner.commit()
    }
}
