//! A process that dies at a commit: before it, or behind it and before anybody hears.

use std::sync::{Arc, Mutex};

use backend::bank::StoreError;
use backend::bank::store::{CommitError, Transaction};

use crate::intercepted_store::{InterceptedStore, Interceptor};

/// A store whose process dies when it is told to.
pub(crate) type CrashingStore = InterceptedStore<CrashPlan>;

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

impl Interceptor for CrashPlan {
    fn begins(&self) -> Result<(), StoreError> {
        if matches!(*self.lock(), State::Dead) { Err(silence()) } else { Ok(()) }
    }

    fn commit(&self, batch: Box<dyn Transaction + '_>) -> Result<(), CommitError> {
        let durable = {
            let mut state = self.lock();
            match *state {
                State::Lives => return batch.commit(),
                State::Dies(0, durable) => {
                    *state = State::Dead;
                    durable
                }
                State::Dies(more, durable) => {
                    *state = State::Dies(more - 1, durable);
                    return batch.commit();
                }
                State::Dead => false,
            }
        };
        if durable {
            batch.commit()?;
        }
        Err(CommitError::RolledBack(silence()))
    }
}
