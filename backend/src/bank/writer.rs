//! The one writer: takes what has queued up, decides it in one transaction, commits, and answers afterwards.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use protocol::{KeyPolicyRequest, LabEvent, MAX_PAUSE_MS, RuleError, ScriptEvent};
use tokio::runtime::Handle;
use tracing::{error, warn};

use super::decision::Unpaid;
use super::observers::Observers;
use super::policy::{self, Knowledge, Verdict};
use super::queue::{Change, Job, PayJob, Queue, Wish, Work};
use super::script::RuleFailures;
use super::store::{CommitError, Settings, Store, StoreError, Transaction};

/// The most payments in one transaction.
pub(super) const MOST: usize = 1024;
/// The longest the writer waits for company to the first payment of a batch.
const MOST_PATIENCE: Duration = Duration::from_millis(1);
/// How often a transaction is tried whose store says that trying helps.
const TRIES: u32 = 5;

/// The thread that owns the writing side of the store.
pub(super) struct Writer {
    store: Box<dyn Store>,
    queue: Arc<Queue>,
    observers: Observers,
    knowledge: Knowledge,
    /// What to take out next.
    wish: Wish,
    /// Where pauses are waited for.
    runtime: Handle,
}

impl Writer {
    pub(super) fn new(store: Box<dyn Store>, queue: Arc<Queue>, observers: Observers, most: usize) -> Self {
        let wish = Wish { most, hoped: 1, patience: Duration::ZERO };
        Self { store, queue, observers, knowledge: Knowledge::default(), wish, runtime: Handle::current() }
    }

    /// Runs until the queue is closed and empty.
    pub(super) fn spawn(mut self) -> JoinHandle<()> {
        let run = move || {
            let _guard = AbortOnPanic;
            while let Some(work) = self.queue.take(self.wish) {
                match work {
                    Work::Batch(jobs) => self.pay(jobs),
                    Work::Change(change, reply) => {
                        let done = self.change(&change).map_err(|error| refuse(&error));
                        // Whoever asked may have gone: the change stands.
                        let _ = reply.send(done);
                    }
                }
            }
        };
        thread::Builder::new().name("ledger-writer".to_owned()).spawn(run).expect("a thread can be started")
    }

    fn pay(&mut self, mut jobs: Vec<PayJob>) {
        // In the order of their keys, so that two backends on one ledger never wait for each other crosswise.
        // Stable: copies of one key stay in the order they came.
        jobs.sort_by(|a, b| a.order.key.cmp(&b.order.key));
        let began = Instant::now();
        match retrying(|| self.try_batch(&jobs)) {
            Ok((settings, verdicts)) => {
                let took = began.elapsed();
                self.observers.metrics.committed(jobs.len(), took);
                self.wish = Wish { hoped: jobs.len(), patience: (took / 4).min(MOST_PATIENCE), ..self.wish };
                for (job, verdict) in jobs.into_iter().zip(verdicts) {
                    self.settle(job, verdict, &settings);
                }
            }
            Err(error) => {
                refuse(&error);
                for job in jobs {
                    let _ = job.reply.send(Err(Unpaid::StoreFailed));
                }
            }
        }
    }

    /// Decides a batch. What the rule cannot decide costs a try: the batch is rolled back and decided again without it.
    fn try_batch(&mut self, jobs: &[PayJob]) -> Result<(Settings, Vec<Verdict>), StoreError> {
        let mut failures = RuleFailures::default();
        loop {
            match self.try_without(&failures, jobs)? {
                Tried::Done(settings, verdicts) => return Ok((settings, verdicts)),
                Tried::RuleFailed(place, error) => failures.add(place, error),
            }
        }
    }

    /// One transaction: the policy, every order in turn, the commit. It is dropped when the rule fails another order.
    fn try_without(&mut self, failures: &RuleFailures, jobs: &[PayJob]) -> Result<Tried, StoreError> {
        let mut transaction = self.store.begin()?;
        let settings = transaction.settings()?;
        self.knowledge.begin(&settings, &mut *transaction)?;
        let mut verdicts = Vec::with_capacity(jobs.len());
        for (place, PayJob { order, stage, .. }) in jobs.iter().enumerate() {
            let failed = failures.of(place).filter(|_| order.key.is_some() && stage.asks_the_rule(&settings));
            if let Some(error) = failed {
                verdicts.push(Verdict::Failed(error.clone()));
                continue;
            }
            match policy::decide(order, stage, &settings, &mut self.knowledge, &mut *transaction)? {
                Verdict::Failed(error) => return Ok(Tried::RuleFailed(place, error)),
                verdict => verdicts.push(verdict),
            }
        }
        commit(transaction)?;
        self.knowledge.commit();
        Ok(Tried::Done(settings, verdicts))
    }

    /// Answers an order that is decided, or lets it pause.
    fn settle(&self, job: PayJob, verdict: Verdict, settings: &Settings) {
        let decision = match verdict {
            Verdict::Decided(decision) => decision,
            Verdict::Noted(decision, notes) => {
                self.observers.noted(&job.order, notes);
                decision
            }
            Verdict::Pause(stage) => {
                return self.pause(PayJob { stage, ..job }, Duration::from_millis(settings.pause_ms.into()));
            }
            Verdict::Failed(error) => {
                let _ = job.reply.send(Err(Unpaid::RuleFailed(error)));
                return;
            }
        };
        self.observers.decided(&job.order, &decision, settings.policy);
        // The client may have hung up: it has lost its answer, and nothing else.
        let _ = job.reply.send(Ok(decision));
    }

    /// Brings an order back after its pause. Nobody else waits for it.
    fn pause(&self, job: PayJob, pause: Duration) {
        let queue = Arc::clone(&self.queue);
        self.runtime.spawn(async move {
            tokio::time::sleep(pause).await;
            queue.push(Job::Pay(job));
        });
    }

    /// One change, in a transaction of its own.
    fn change(&mut self, change: &Change) -> Result<(), StoreError> {
        let event = retrying(|| {
            let mut transaction = self.store.begin()?;
            let event = apply(change, &mut *transaction)?;
            commit(transaction)?;
            Ok(event)
        })?;
        if let Some(event) = event {
            self.observers.changed(event);
        }
        Ok(())
    }
}

/// How a try to decide a batch ended.
enum Tried {
    /// It is on disk.
    Done(Settings, Vec<Verdict>),
    /// The rule failed the order at this place, and nothing remains of the try.
    RuleFailed(usize, RuleError),
}

/// Applies a change; what the event feed says of it.
fn apply(change: &Change, ledger: &mut dyn Transaction) -> Result<Option<LabEvent>, StoreError> {
    match change {
        Change::Clear => {
            ledger.clear()?;
            Ok(Some(LabEvent::Cleared))
        }
        Change::Policy(KeyPolicyRequest { policy, pause_ms }) => {
            let pause_ms = match pause_ms {
                Some(pause_ms) => (*pause_ms).min(MAX_PAUSE_MS),
                None => ledger.settings()?.pause_ms,
            };
            ledger.set_policy(*policy, pause_ms)?;
            Ok(Some(LabEvent::Policy(KeyPolicyRequest { policy: *policy, pause_ms: Some(pause_ms) })))
        }
        Change::Script(text) => {
            let before = ledger.settings()?.script_change;
            let change = ledger.set_script(text)?.change;
            Ok((change != before).then_some(LabEvent::Script(ScriptEvent { change })))
        }
        Change::Lease(holder) => {
            ledger.set_lease(holder.as_ref())?;
            Ok(None)
        }
    }
}

/// Commits, or ends the process: when a commit fails without saying what it did, every answer would be a guess. The
/// clients repeat their requests, and the keys decide.
fn commit(transaction: Box<dyn Transaction + '_>) -> Result<(), StoreError> {
    match transaction.commit() {
        Ok(()) => Ok(()),
        Err(CommitError::RolledBack(error)) => Err(error),
        Err(CommitError::Unknown(error)) => {
            error!(%error, "the commit failed, and nobody knows what it did: the process ends rather than guess");
            std::process::abort();
        }
    }
}

/// Tries again while the store says that it may help.
fn retrying<T>(mut attempt: impl FnMut() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let mut tries = 1;
    loop {
        match attempt() {
            Err(error) if error.transient && tries < TRIES => {
                warn!(%error, tries, "the ledger's transaction is tried again");
                tries += 1;
            }
            outcome => return outcome,
        }
    }
}

fn refuse(error: &StoreError) -> Unpaid {
    error!(%error, "the ledger's transaction was rolled back");
    Unpaid::StoreFailed
}

/// Without its writer a bank would take payments and never answer. Better to be started again.
struct AbortOnPanic;

impl Drop for AbortOnPanic {
    fn drop(&mut self) {
        if thread::panicking() {
            std::process::abort();
        }
    }
}
