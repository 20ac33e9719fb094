//! The storages under test: each gives out processes that share one ledger.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use backend::bank::store::{DatabaseUrl, Durability, Reader, Store, open_postgres, open_sqlite};
use tempfile::TempDir;
use throwaway_postgres::Server;

use crate::in_memory_store::InMemoryLedger;

/// Both sides of a ledger, as one process holds them.
pub(crate) type LedgerHandles = (Box<dyn Store>, Arc<dyn Reader>);

/// The server of all tests that do not break theirs. It ends with the process.
pub(crate) static POSTGRES: LazyLock<Server> = LazyLock::new(Server::quick);

/// A place where a ledger can be kept.
pub(crate) trait TestStore: Send + Sync {
    /// Another process opens the ledger. The ones before may still have it open.
    fn open(&self) -> LedgerHandles;
}

/// The ledger.
pub(crate) struct InMemory {
    ledger: InMemoryLedger,
    processes: AtomicU64,
}

/// SQLite, in a file of a temporary folder.
pub(crate) struct InSqlite {
    folder: TempDir,
    durability: Durability,
}

/// PostgreSQL, in a database of its own.
pub(crate) struct InPostgres {
    url: DatabaseUrl,
}

impl InMemory {
    pub(crate) fn new() -> Self {
        Self { ledger: InMemoryLedger::new(), processes: AtomicU64::new(0) }
    }
}

impl InSqlite {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), durability: Durability::Full }
    }

    /// Nothing waits for the disk, where no power cut is tried.
    pub(crate) fn quick() -> Self {
        Self { durability: Durability::Off, ..Self::new() }
    }
}

impl InPostgres {
    pub(crate) fn new() -> Self {
        Self { url: POSTGRES.database().parse().expect("an address") }
    }
}

impl TestStore for InMemory {
    fn open(&self) -> LedgerHandles {
        let process = self.ledger.process(self.processes.fetch_add(1, Ordering::Relaxed));
        (Box::new(process.clone()), Arc::new(process))
    }
}

impl TestStore for InSqlite {
    fn open(&self) -> LedgerHandles {
        let sides = open_sqlite(&self.folder.path().join("ledger.sqlite"), self.durability);
        let (store, reader) = sides.expect("the ledger can be opened");
        (Box::new(store), Arc::new(reader))
    }
}

impl TestStore for InPostgres {
    fn open(&self) -> LedgerHandles {
        let (store, reader) = open_postgres(&self.url).expect("the ledger can be opened");
        (Box::new(store), Arc::new(reader))
    }
}
