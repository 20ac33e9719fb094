//! A ledger in one file: SQLite in WAL mode, which lets readers read while the writer writes.

mod read;
mod row;
mod write;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior, params};

use super::{CommitError, Settings, StoreError};
pub use read::SqliteReader;
pub use write::SqliteStore;

/// How long one connection waits for another to let go of the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How much of the ledger the writer keeps in memory, in KiB. New keys fall anywhere into their index, and a page that
/// is not here is read again for one key.
const CACHE_KIB: i64 = 16 * 1024;
/// What brings a ledger from one version to the next. How many of them it has seen is its version, kept in the file's
/// `user_version`: a new one is appended, and none is ever changed.
const MIGRATIONS: [&str; 1] = [include_str!("sqlite/schema.sql")];

/// What a commit waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// The disk, at each commit: a power cut takes back nothing that was acknowledged.
    #[default]
    Full,
    /// The disk at checkpoints only: a power cut takes back the last commits. For tests that must find losses.
    Normal,
    /// Nothing. For benchmarks.
    Off,
}

/// Opens the ledger in `file`, creates it or brings it up to date, and gives out both of its sides.
pub fn open(file: &Path, durability: Durability) -> Result<(SqliteStore, SqliteReader), StoreError> {
    let mut connection = Connection::open(file)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", durability.pragma())?;
    // A negative number is in KiB.
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // On macOS a plain fsync stops at the drive's cache.
    connection.pragma_update(None, "fullfsync", durability == Durability::Full)?;
    migrate(&mut connection)?;
    let written_by = i64::from(rand::random::<u32>());
    Ok((SqliteStore::new(connection, written_by), SqliteReader::new(file.to_owned(), written_by)))
}

/// Runs the [`MIGRATIONS`] that the file has not seen. When there are none it writes nothing: a bank must be able to
/// start on a full disk.
fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let version = |connection: &Connection| connection.pragma_query_value(None, "user_version", |row| row.get(0));
    let newest = MIGRATIONS.len();
    let seen: usize = version(connection)?;
    if seen > newest {
        return Err(StoreError::lasting(format!("the ledger was written by a newer version (schema {seen})")));
    }
    if seen == newest {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again, now that nobody else can migrate.
    let seen: usize = version(&transaction)?;
    for migration in MIGRATIONS.iter().skip(seen) {
        transaction.execute_batch(migration)?;
    }
    if seen == 0 {
        let Settings { policy, pause_ms, generation } = Settings::NEW;
        transaction.execute(
            "INSERT INTO setting (one, policy, pause_ms, generation) VALUES (1, ?1, ?2, ?3)",
            params![policy.as_str(), pause_ms, generation],
        )?;
    }
    transaction.pragma_update(None, "user_version", newest)?;
    transaction.commit()?;
    Ok(())
}

impl Durability {
    fn pragma(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::Normal => "NORMAL",
            Self::Off => "OFF",
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::lasting(error)
    }
}

impl From<rusqlite::Error> for CommitError {
    // The file is local, and what failed was the last write or its flush: none of it can be asked.
    fn from(error: rusqlite::Error) -> Self {
        Self::Unknown(error.into())
    }
}
