//! The reading side: connections of its own, so that a long list stops no payment.

use std::path::PathBuf;
use std::sync::Mutex;

use protocol::{Receipt, RunId, Script, Total};
use rusqlite::{Connection, params};

use super::row::{self, COLUMNS, damaged};
use super::{BUSY_TIMEOUT, Settings, StoreError};
use crate::bank::store::Reader;

/// How many connections are kept for the next questions; each has a page cache of its own.
const IDLE: usize = 8;

/// The reading side of a ledger in SQLite.
pub struct SqliteReader {
    file: PathBuf,
    written_by: i64,
    /// Connections that nobody reads from just now.
    idle: Mutex<Vec<Connection>>,
    /// The sum of a beginning of the ledger, so that only what came later has to be added.
    summed: Mutex<Summed>,
}

/// The sum of all entries up to one id. It stays true because entries never change, ids rise in the order of the
/// commits, and a deletion changes the generation.
#[derive(Clone, Copy, Default)]
struct Summed {
    generation: u64,
    last_id: u64,
    cents: u64,
}

impl SqliteReader {
    pub(super) fn new(file: PathBuf, written_by: i64) -> Self {
        Self { file, written_by, idle: Mutex::default(), summed: Mutex::default() }
    }

    /// Reads from an idle connection, or from a new one.
    fn read<T>(&self, query: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.idle.lock().expect("no reader panics").pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let answer = query(&connection)?;
        let mut idle = self.idle.lock().expect("no reader panics");
        if idle.len() < IDLE {
            idle.push(connection);
        }
        Ok(answer)
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let connection = Connection::open(&self.file)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }
}

impl Reader for SqliteReader {
    fn entries(&self, after: u64, limit: Option<u64>) -> Result<Vec<Receipt>, StoreError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        // A negative limit is none.
        let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        self.read(|connection| {
            let select = format!("SELECT {COLUMNS} FROM payment WHERE id > ?1 ORDER BY id LIMIT ?2");
            let mut select = connection.prepare_cached(&select)?;
            select.query_and_then([after, limit], row::receipt)?.collect()
        })
    }

    fn total(&self) -> Result<Total, StoreError> {
        let known = *self.summed.lock().expect("no reader panics");
        let now = self.read(|connection| sum_on(connection, known))?;
        *self.summed.lock().expect("no reader panics") = now;
        Ok(Total::from_cents(now.cents))
    }

    fn settings(&self) -> Result<Settings, StoreError> {
        self.read(|connection| connection.prepare_cached(row::SETTINGS)?.query_one([], |row| Ok(row::settings(row)))?)
    }

    fn script(&self) -> Result<Script, StoreError> {
        self.read(|connection| connection.prepare_cached(row::SCRIPT)?.query_one([], |row| Ok(row::script(row)))?)
    }

    fn lease(&self) -> Result<Option<RunId>, StoreError> {
        let holder: Option<String> =
            self.read(|connection| Ok(connection.query_one("SELECT lease FROM setting", [], |row| row.get(0))?))?;
        holder.map(|run| run.parse().map_err(damaged)).transpose()
    }

    fn holds_entries_of_others(&self, run: &RunId) -> Result<bool, StoreError> {
        const SELECT: &str = "SELECT EXISTS (SELECT 1 FROM payment \
                              WHERE written_by <> ?1 AND substr(attempt, 1, length(?2)) = ?2)";
        let prefix = format!("{run}/");
        self.read(|connection| Ok(connection.query_one(SELECT, params![self.written_by, prefix], |row| row.get(0))?))
    }
}

/// Adds what came after `known`, in one statement and so from one state of the ledger.
fn sum_on(connection: &Connection, known: Summed) -> Result<Summed, StoreError> {
    const SELECT: &str = "SELECT generation, coalesce(sum(cents), 0), coalesce(max(id), 0) FROM setting \
                          LEFT JOIN payment ON id > iif(generation = ?1, ?2, 0)";
    let (generation, cents, last_id): (u64, u64, u64) = connection
        .prepare_cached(SELECT)?
        .query_one(params![known.generation, known.last_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let before = if generation == known.generation { known } else { Summed::default() };
    Ok(Summed { generation, cents: before.cents + cents, last_id: before.last_id.max(last_id) })
}
