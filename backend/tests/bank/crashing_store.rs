//! A process that dies at a commit: before it, or behind it and before anybody hears.

use std::sync::{Arc, Mutex};

use backend::bank::store::{Claim, CommitError, Settings, Store, Transaction};
use backend::bank::{Order, StoreError};
use protocol::{IdempotencyKey, KeyPolicy, Receipt, RunId, Script};

/// A store whose process dies when it is told to.
pub(crate) struct CrashingStore {
    inner: Box<dyn Store>,
    crash: CrashPlan,
}

/// How long the process lives. Clones are one.
#[derive(Clone, Default)]
pub(crate) struct CrashPlan(Arc<Mutex<State>>);

#[derive(Default)]
enum State {
    #[default]
    Lives,
    /// It dies at the commit after so many more, which is made durable or not.
    Dies(u8, bool),
    Dead,
}

struct Batch<'a> {
    inner: Box<dyn Transaction + 'a>,
    crash: CrashPlan,
}

impl CrashingStore {
    pub(crate) fn new(inner: Box<dyn Store>, crash: &CrashPlan) -> Self {
        Self { inner, crash: crash.clone() }
    }
}

impl CrashPlan {
    /// Dies behind `commits` more commits, at the next one: its payments are in the ledger, or not.
    pub(crate) fn ends(&self, commits: u8, durable: bool) {
        *self.lock() = State::Dies(commits, durable);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().expect("no panic")
    }
}

/// Nobody is told what a dead process did; an error that says so stands for the silence.
fn silence() -> StoreError {
    StoreError::lasting("dead")
}

impl Store for CrashingStore {
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        if matches!(*self.crash.lock(), State::Dead) {
            return Err(silence());
        }
        Ok(Box::new(Batch { inner: self.inner.begin()?, crash: self.crash.clone() }))
    }
}

impl Transaction for Batch<'_> {
    fn settings(&mut self) -> Result<Settings, StoreError> {
        self.inner.settings()
    }

    fn insert(&mut self, order: &Order, key: Option<&IdempotencyKey>) -> Result<Receipt, StoreError> {
        self.inner.insert(order, key)
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
        let durable = {
            let mut state = self.crash.lock();
            match *state {
                State::Lives => return self.inner.commit(),
                State::Dies(0, durable) => {
                    *state = State::Dead;
                    durable
                }
                State::Dies(more, durable) => {
                    *state = State::Dies(more - 1, durable);
                    return self.inner.commit();
                }
                State::Dead => false,
            }
        };
        if durable {
            self.inner.commit()?;
        }
        Err(CommitError::RolledBack(silence()))
    }
}
