//! A ledger in one file: SQLite in WAL mode, which lets readers read while the writer writes.

mod read;
mod row;
mod write;

use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, MAIN_DB, TransactionBehavior, ffi, params};

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
const MIGRATIONS: [&str; 2] = [include_str!("sqlite/schema.sql"), include_str!("sqlite/script.sql")];

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
    // What it may not write, SQLite opens for reading without a word.
    if connection.is_readonly(MAIN_DB)? {
        return Err(StoreError::lasting("the ledger's file may not be written"));
    }
    connection.busy_timeout(BUSY_TIMEOUT)?;
    keep_write_ahead_log(&connection)?;
    connection.pragma_update(None, "synchronous", durability.pragma())?;
    // A negative number is in KiB.
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // On macOS a plain fsync stops at the drive's cache.
    connection.pragma_update(None, "fullfsync", durability == Durability::Full)?;
    migrate(&mut connection)?;
    let written_by = i64::from(rand::random::<u32>());
    Ok((SqliteStore::new(connection, written_by), SqliteReader::new(file.to_owned(), written_by)))
}

/// Switches to WAL. It needs memory that processes share and locks on parts of a file, which drives in the network and
/// some file systems lack: there SQLite keeps another journal without a word, or fails at the first access.
fn keep_write_ahead_log(connection: &Connection) -> Result<(), StoreError> {
    let lacking = |what: &dyn Display| {
        StoreError::lasting(format!(
            "this drive cannot keep a write-ahead log ({what}), as network and exFAT drives cannot: the ledger needs a \
             folder on a disk of this machine"
        ))
    };
    let mode = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
    // The first access maps the memory that is shared.
    let access = || connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    match mode.and_then(|mode| access().map(|()| mode)) {
        Ok(mode) if mode == "wal" => Ok(()),
        Ok(mode) => Err(lacking(&format_args!("the journal stays \"{mode}\""))),
        Err(error) => match error.sqlite_error().map(|error| error.extended_code) {
            Some(
                ffi::SQLITE_IOERR_SHMOPEN
                | ffi::SQLITE_IOERR_SHMSIZE
                | ffi::SQLITE_IOERR_SHMMAP
                | ffi::SQLITE_IOERR_SHMLOCK
                | ffi::SQLITE_IOERR_LOCK
                | ffi::SQLITE_PROTOCOL,
            ) => Err(lacking(&error)),
            _ => Err(error.into()),
        },
    }
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
        let Settings { policy, pause_ms, generation, .. } = Settings::NEW;
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
