//! Where a ledger is kept.

use std::fmt::Display;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::store::{self, DatabaseUrl, Durability, Reader, Store, StoreError};

/// The file of a ledger inside its folder.
const FILE: &str = "ledger.sqlite";
/// The file that a bank locks while its ledger is in the folder.
const LOCK: &str = "ledger.lock";

/// Where a ledger is kept.
#[derive(Clone, Debug, Default)]
pub enum Location {
    /// A temporary folder, gone at the end.
    #[default]
    Temporary,
    /// A folder that stays.
    Folder(PathBuf),
    /// A database in PostgreSQL, which other backends may share.
    Database(DatabaseUrl),
}

/// An open ledger.
pub(super) struct Opened {
    pub(super) store: Box<dyn Store>,
    pub(super) reader: Arc<dyn Reader>,
    /// The folder of a ledger that ends with the process.
    pub(super) folder: Option<TempDir>,
    /// What keeps other banks out of the folder.
    pub(super) lock: Option<File>,
}

impl Location {
    /// Opens the ledger, or creates it. It blocks.
    pub(super) fn open(&self) -> Result<Opened, StoreError> {
        match self {
            Self::Temporary => {
                let folder = tempfile::Builder::new().prefix("exactly-once-ledger-").tempdir()?;
                let opened = in_folder(folder.path())?;
                Ok(Opened { folder: Some(folder), ..opened })
            }
            Self::Folder(folder) => in_folder(folder),
            Self::Database(url) => {
                let (store, reader) = store::open_postgres(url)?;
                Ok(Opened { store: Box::new(store), reader: Arc::new(reader), folder: None, lock: None })
            }
        }
    }
}

/// Opens the ledger in a folder. Every error names the folder.
fn in_folder(folder: &Path) -> Result<Opened, StoreError> {
    let in_folder = |error: &dyn Display| StoreError::lasting(format!("{}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(|error| match file_in_the_way(folder) {
        Some(file) if file == folder => in_folder(&"this is a file, and the ledger needs a folder"),
        Some(file) => in_folder(&format_args!("{} is a file", file.display())),
        None => in_folder(&error),
    })?;
    let lock = lock(folder)?;
    super::file_system::warn_if_volatile(folder);
    let opened = store::open_sqlite(&folder.join(FILE), Durability::Full);
    let (store, reader) = opened.map_err(|error| in_folder(&error))?;
    Ok(Opened { store: Box::new(store), reader: Arc::new(reader), folder: None, lock: Some(lock) })
}

/// Returns the file that stands where a folder is to be, or one above it.
fn file_in_the_way(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|path| path.is_file())
}

/// Locks a folder. Two banks on one file would both give out the lease, and pay a key twice under `memory`. The system
/// frees the lock when the process ends, however it ends.
fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(LOCK);
    let in_file = |error: io::Error| StoreError::lasting(format!("{}: {error}", path.display()));
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(in_file)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::lasting(format!(
            "another bank keeps its ledger in {}; --data-dir names another folder",
            folder.display()
        ))),
        Err(TryLockError::Error(error)) => Err(in_file(error)),
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        Self::lasting(error)
    }
}
