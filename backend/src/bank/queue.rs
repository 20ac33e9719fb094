//! What waits for the writer.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

use protocol::{KeyPolicyRequest, RunId};
use tokio::sync::oneshot;

use super::decision::{Decision, Order, Unpaid};
use super::policy::Stage;

const UNBROKEN: &str = "nobody panics with the queue in hand";
/// How many payments may wait; the next one is refused.
pub(super) const CAPACITY: usize = 1024;

/// Where the answer goes. The receiver may be gone: then only the answer is lost.
pub(super) type Reply<T> = oneshot::Sender<Result<T, Unpaid>>;

/// One thing for the writer to do.
pub(super) enum Job {
    /// Decide an order, together with others in one transaction.
    Pay(PayJob),
    /// Change the ledger as a whole, in a transaction of its own.
    Change(Change, Reply<()>),
}

/// An order on its way.
pub(super) struct PayJob {
    pub(super) order: Order,
    pub(super) stage: Stage,
    pub(super) reply: Reply<Decision>,
}

/// A change of the ledger as a whole.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Clear,
    Policy(KeyPolicyRequest),
    Script(String),
    Lease(Option<RunId>),
}

/// What the writer takes out at once.
pub(super) enum Work {
    Batch(Vec<PayJob>),
    Change(Change, Reply<()>),
}

/// First in, first out, bounded where payments come in.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    /// How many jobs are worth waking the writer for; one more than it sleeps on.
    worth_waking: usize,
    closed: bool,
}

/// What the writer asks the queue for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// The most payments it takes at once.
    pub(super) most: usize,
    /// So many it hopes for. The clients just answered are about to ask again, and one commit serves them all.
    pub(super) hoped: usize,
    /// And so long it waits for them, once there is one.
    pub(super) patience: Duration,
}

impl Queue {
    /// Takes a payment in, unless the queue is full or closed.
    pub(super) fn offer(&self, job: PayJob) -> Result<(), Unpaid> {
        let mut state = self.lock();
        if state.closed {
            return Err(Unpaid::Closing);
        }
        if state.jobs.len() >= CAPACITY {
            return Err(Unpaid::QueueFull);
        }
        state.jobs.push_back(Job::Pay(job));
        if state.jobs.len() >= state.worth_waking {
            self.filled.notify_one();
        }
        Ok(())
    }

    /// Takes in what must not be refused: changes, and payments that come back from their pause. After
    /// [`Queue::close`] they are dropped, and with them their replies.
    pub(super) fn push(&self, job: Job) {
        let mut state = self.lock();
        if !state.closed {
            state.jobs.push_back(job);
            self.filled.notify_one();
        }
    }

    /// Waits for work: payments in the order they came, or one change. `None` when the queue is closed and empty.
    pub(super) fn take(&self, wish: Wish) -> Option<Work> {
        let mut state = self.wait(wish);
        let mut batch = Vec::new();
        while batch.len() < wish.most {
            match state.jobs.pop_front() {
                Some(Job::Pay(job)) => batch.push(job),
                Some(Job::Change(change, reply)) if batch.is_empty() => return Some(Work::Change(change, reply)),
                Some(change @ Job::Change(..)) => {
                    state.jobs.push_front(change);
                    break;
                }
                None => break,
            }
        }
        if batch.is_empty() { None } else { Some(Work::Batch(batch)) }
    }

    fn wait(&self, wish: Wish) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        state.worth_waking = 1;
        let nothing = |state: &mut State| state.jobs.is_empty() && !state.closed;
        state = self.filled.wait_while(state, nothing).expect(UNBROKEN);
        state.worth_waking = wish.hoped;
        let too_few = |state: &mut State| {
            state.jobs.len() < wish.hoped && !state.closed && !matches!(state.jobs.front(), Some(Job::Change(..)))
        };
        self.filled.wait_timeout_while(state, wish.patience, too_few).expect(UNBROKEN).0
    }

    /// Refuses everything from now on. What waits is still done.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_one();
    }

    pub(super) fn len(&self) -> usize {
        self.lock().jobs.len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect(UNBROKEN)
    }
}
