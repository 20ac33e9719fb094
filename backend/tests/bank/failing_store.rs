//! A store that can be held at its door, and that fails where the test says.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use backend::bank::StoreError;
use backend::bank::store::{CommitError, Transaction};

use crate::intercepted_store::{InterceptedStore, Interceptor};

/// A store that can be held at its door, and that can be told to fail before the commit.
pub(crate) type FailingStore = InterceptedStore<Arc<Failures>>;

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

impl Interceptor for Arc<Failures> {
    fn begins(&self) -> Result<(), StoreError> {
        let mut held = self.held.lock().expect("no panic");
        while *held {
            self.at_the_door.store(true, Ordering::Relaxed);
            held = self.released.wait(held).expect("no panic");
        }
        self.at_the_door.store(false, Ordering::Relaxed);
        Ok(())
    }

    fn inserted(&self) -> Result<(), StoreError> {
        if self.strikes(&self.fails_at_insert) { Err(self.error()) } else { Ok(()) }
    }

    fn commit(&self, batch: Box<dyn Transaction + '_>) -> Result<(), CommitError> {
        if self.nobody_knows.load(Ordering::Relaxed) {
            return Err(CommitError::Unknown(StoreError::lasting("fsync: input/output error")));
        }
        if self.strikes(&self.fails_at_commit) {
            return Err(CommitError::RolledBack(self.error()));
        }
        batch.commit()
    }
}
