//! Where a ledger is kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::store::{self, DatabaseUrl, Durability, Reader, Store, StoreError};

/// The file of a ledger inside its folder.
const FILE: &str = "ledger.sqlite";

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
            Self::Folder(folder) => {
                std::fs::create_dir_all(folder)?;
                in_folder(folder)
            }
            Self::Database(url) => {
                let (store, reader) = store::open_postgres(url)?;
                Ok(Opened { store: Box::new(store), reader: Arc::new(reader), folder: None })
            }
        }
    }
}

fn in_folder(folder: &Path) -> Result<Opened, StoreError> {
    super::file_system::warn_if_volatile(folder);
    let (store, reader) = store::open_sqlite(&folder.join(FILE), Durability::Full)?;
    Ok(Opened { store: Box::new(store), reader: Arc::new(reader), folder: None })
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::lasting(error)
    }
}
