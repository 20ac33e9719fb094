//! The handle to the ledger: orders go to the one writer, questions to the readers.

use std::fs::File;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use protocol::{KeyPolicyRequest, Receipt, RunId, Script, Total};
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::decision::{Decision, Order, Unpaid};
use super::location::{Location, Opened};
use super::observers::Observers;
use super::policy::Stage;
use super::queue::{Change, Job, PayJob, Queue};
use super::store::{Reader, Settings, Store, StoreError};
use super::writer::Writer;

/// A handle to the ledger. Clones share it.
#[derive(Clone)]
pub struct Ledger {
    shared: Arc<Shared>,
}

struct Shared {
    queue: Arc<Queue>,
    reader: Arc<dyn Reader>,
    /// Taken by whoever waits for the writer's end.
    writer: Mutex<Option<JoinHandle<()>>>,
    /// The folder of a ledger that ends with the process.
    folder: Mutex<Option<TempDir>>,
    /// Keeps other banks out of the folder until the writer has ended.
    lock: Mutex<Option<File>>,
}

impl Ledger {
    /// Opens the ledger at `location`, or creates it.
    pub async fn open(location: &Location, observers: Observers) -> Result<Self, StoreError> {
        let location = location.clone();
        let Opened { store, reader, folder, lock } =
            tokio::task::spawn_blocking(move || location.open()).await.map_err(StoreError::lasting)??;
        let ledger = Self::start(store, reader, observers, super::writer::MOST);
        *ledger.shared.folder.lock().expect("nobody else has it yet") = folder;
        *ledger.shared.lock.lock().expect("nobody else has it yet") = lock;
        Ok(ledger)
    }

    /// Starts the writer on an open store. `most` is the largest number of payments in one transaction.
    pub fn start(store: Box<dyn Store>, reader: Arc<dyn Reader>, observers: Observers, most: usize) -> Self {
        let queue = Arc::<Queue>::default();
        let writer = Writer::new(store, Arc::clone(&queue), observers, most).spawn();
        let shared = Shared {
            queue,
            reader,
            writer: Mutex::new(Some(writer)),
            folder: Mutex::default(),
            lock: Mutex::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Decides an order; returns when the decision is on disk. Once called, dropping the future changes nothing:
    /// the order is the writer's.
    pub async fn pay(&self, order: Order) -> Result<Decision, Unpaid> {
        let (reply, answer) = oneshot::channel();
        self.shared.queue.offer(PayJob { order, stage: Stage::Fresh, reply })?;
        answer.await.unwrap_or(Err(Unpaid::Closing))
    }

    /// Deletes all payments and their keys, in one transaction.
    pub async fn clear(&self) -> Result<(), Unpaid> {
        self.change(Change::Clear).await
    }

    /// Puts a key policy in force, for every payment that is sent after this returns.
    pub async fn set_key_policy(&self, request: KeyPolicyRequest) -> Result<(), Unpaid> {
        self.change(Change::Policy(request)).await
    }

    /// Puts another rule in place, for every payment that is sent after this returns. The text has been checked.
    pub async fn set_script(&self, text: String) -> Result<(), Unpaid> {
        self.change(Change::Script(text)).await
    }

    /// Keeps the holder of the lease with the ledger.
    pub async fn set_lease(&self, holder: Option<RunId>) -> Result<(), Unpaid> {
        self.change(Change::Lease(holder)).await
    }

    /// The entries with an id above `after`, oldest first, at most `limit` of them.
    pub async fn entries(&self, after: u64, limit: Option<u64>) -> Result<Vec<Receipt>, StoreError> {
        self.read(move |reader| reader.entries(after, limit)).await
    }

    /// What all entries come to.
    pub async fn total(&self) -> Result<Total, StoreError> {
        self.read(|reader| reader.total()).await
    }

    /// The key policy in force, and its pause.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        self.read(|reader| reader.settings()).await
    }

    /// The rule of this ledger.
    pub async fn script(&self) -> Result<Script, StoreError> {
        self.read(|reader| reader.script()).await
    }

    /// The holder of the lease, as last kept.
    pub async fn lease(&self) -> Result<Option<RunId>, StoreError> {
        self.read(|reader| reader.lease()).await
    }

    /// Whether the ledger holds an entry of `run` that another process wrote.
    pub async fn holds_entries_not_written_here(&self, run: RunId) -> Result<bool, StoreError> {
        self.read(move |reader| reader.holds_entries_of_others(&run)).await
    }

    /// How many payments and changes wait for the writer.
    pub fn waiting(&self) -> usize {
        self.shared.queue.len()
    }

    /// Takes nothing more, finishes what waits, and returns when the writer has ended.
    pub async fn close(&self) {
        self.shared.queue.close();
        let writer = self.shared.writer.lock().expect("only this takes it").take();
        if let Some(writer) = writer {
            // A writer that panicked has ended the process.
            let _ = tokio::task::spawn_blocking(|| writer.join()).await;
        }
        drop(self.shared.lock.lock().expect("nobody panics with it").take());
    }

    async fn change(&self, change: Change) -> Result<(), Unpaid> {
        let (reply, done) = oneshot::channel();
        self.shared.queue.push(Job::Change(change, reply));
        done.await.unwrap_or(Err(Unpaid::Closing))
    }

    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let reader = Arc::clone(&self.shared.reader);
        tokio::task::spawn_blocking(move || question(&*reader))
            .await
            .unwrap_or_else(|error| Err(StoreError::lasting(error)))
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.queue.close();
    }
}
