//! A ledger in PostgreSQL, which several backends may share.
//!
//! Batches of different backends run side by side, in READ COMMITTED, and meet only where they must:
//! * at a key that both claim: the unique index lets the second wait for the first one's end;
//! * at a DELETE: it waits for the batches in flight and holds up new ones ([`Lock::Ledger`]);
//! * at a reader: it waits for the batches in flight, and holds up none ([`Lock::Batches`]).

mod read;
mod row;
mod session;
mod url;
mod write;

use tracing::warn;

use super::{CommitError, Settings, StoreError};
pub use read::PostgresReader;
use session::Session;
pub use url::DatabaseUrl;
pub use write::PostgresStore;

/// The version of the schema, kept in the table `schema_version`.
const SCHEMA_VERSION: i32 = 2;
/// The oldest server that is taken, as it counts itself. Those before are no longer maintained.
const OLDEST_SERVER: i32 = 140_000;

/// The advisory locks of a ledger. The numbers are the first halves of their keys, and mean nothing else.
#[derive(Clone, Copy, Debug)]
#[repr(i32)]
enum Lock {
    /// Held by whoever brings the schema up to date.
    Schema = 0x0E0_0001,
    /// Shared by batches, held alone by a DELETE: it comes before or after a batch, and not into the middle.
    Ledger = 0x0E0_0002,
    /// One for each batch in flight, under a number of its own. A batch takes it before its first id, so whoever has
    /// seen an id and then waited for these has waited for everybody who could still commit a lower one.
    Batches = 0x0E0_0003,
}

impl Lock {
    fn number(self) -> i32 {
        self as i32
    }
}

/// Opens the ledger in a database, creates it or brings it up to date, and gives out both of its sides. It blocks,
/// and must not be called from within a runtime.
pub fn open(url: &DatabaseUrl) -> Result<(PostgresStore, PostgresReader), StoreError> {
    let config = url.config();
    let session = Session::connect(config, &[])
        .map_err(|error| StoreError::lasting(format!("the database {url} cannot be reached: {error}")))?;
    let written_by = set_up(&session).map_err(|error| StoreError::lasting(format!("the database {url}: {error}")))?;
    Ok((PostgresStore::new(config.clone(), written_by), PostgresReader::new(config.clone(), written_by)))
}

/// Prepares the database for a process, and returns the number under which it writes.
fn set_up(session: &Session) -> Result<i64, StoreError> {
    check_server(session)?;
    migrate(session)?;
    let written_by = rand::random::<i64>();
    session.run(session.client().execute("INSERT INTO writer (id, batches) VALUES ($1, 0)", &[&written_by]))?;
    Ok(written_by)
}

/// Refuses a server on which the ledger would not be what it promises.
fn check_server(session: &Session) -> Result<(), StoreError> {
    const SELECT: &str = "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), \
                          current_setting('fsync')";
    let row = session.run(session.client().query_one(SELECT, &[]))?;
    let (version, encoding, fsync): (i32, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    if version < OLDEST_SERVER {
        return Err(StoreError::lasting(format!("PostgreSQL {} or newer is needed", OLDEST_SERVER / 10_000)));
    }
    if encoding != "UTF8" {
        return Err(StoreError::lasting(format!("the database must be encoded in UTF8, not {encoding}")));
    }
    if fsync == "off" {
        warn!("the database runs with fsync = off: a crash of its machine loses payments");
    }
    Ok(())
}

const SET_UP: &str = "INSERT INTO setting (policy, pause_ms) VALUES ($1, $2)";

/// Brings the schema from the version in the database to [`SCHEMA_VERSION`], one backend at a time.
fn migrate(session: &Session) -> Result<(), StoreError> {
    let client = session.client();
    session.run(async {
        client.batch_execute("BEGIN").await?;
        client.query_one("SELECT pg_advisory_xact_lock($1, 0)", &[&Lock::Schema.number()]).await?;
        client.batch_execute("CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)").await
    })?;
    let row = session.run(client.query_one("SELECT coalesce(max(version), 0) FROM schema_version", &[]))?;
    let version: i32 = row.try_get(0)?;
    if version > SCHEMA_VERSION {
        return Err(StoreError::lasting(format!("the ledger was written by a newer version (schema {version})")));
    }
    session.run(async {
        if version < 1 {
            client.batch_execute(include_str!("postgres/schema.sql")).await?;
            let Settings { policy, pause_ms, .. } = Settings::NEW;
            client.execute(SET_UP, &[&policy.as_str(), &i64::from(pause_ms)]).await?;
        }
        if version < 2 {
            client.batch_execute(include_str!("postgres/script.sql")).await?;
        }
        if version < SCHEMA_VERSION {
            client.execute("INSERT INTO schema_version (version) VALUES ($1)", &[&SCHEMA_VERSION]).await?;
        }
        client.batch_execute("COMMIT").await
    })
}
