//! The storages under test: each gives out processes that share one ledger.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use backend::bank::store::{Durability, Reader, Store, open_sqlite};
use tempfile::TempDir;

use crate::model::Model;

/// Both sides of a ledger, as one process holds them.
pub(crate) type Sides = (Box<dyn Store>, Arc<dyn Reader>);

/// A place where a ledger can be kept.
pub(crate) trait Storage {
    /// Another process opens the ledger. The ones before may still have it open.
    fn open(&self) -> Sides;
}

/// The model.
pub(crate) struct InMemory {
    model: Model,
    processes: AtomicU64,
}

/// SQLite, in a file of a temporary folder.
pub(crate) struct InSqlite {
    folder: TempDir,
}

impl InMemory {
    pub(crate) fn new() -> Self {
        Self { model: Model::new(), processes: AtomicU64::new(0) }
    }
}

impl InSqlite {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }
}

impl Storage for InMemory {
    fn open(&self) -> Sides {
        let process = self.model.process(self.processes.fetch_add(1, Ordering::Relaxed));
        (Box::new(process.clone()), Arc::new(process))
    }
}

impl Storage for InSqlite {
    fn open(&self) -> Sides {
        let sides = open_sqlite(&self.folder.path().join("ledger.sqlite"), Durability::Full);
        let (store, reader) = sides.expect("the ledger can be opened");
        (Box::new(store), Arc::new(reader))
    }
}
