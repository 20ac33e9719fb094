//! The reading side: connections of its own, so that a long list stops no payment.

use std::sync::{Condvar, Mutex};

use protocol::{Receipt, RunId, Script, Total};
use tokio::try_join;
use tokio_postgres::Config;
use tokio_postgres::types::ToSql;

use super::row::{self, damaged, number};
use super::session::Session;
use super::{Lock, Settings, StoreError};
use crate::bank::store::Reader;

/// How many connections a process reads from at most. A server has a hundred for everybody.
const CONNECTIONS: usize = 4;

const LAST: &str = "SELECT coalesce(max(id), 0) FROM payment";
/// Waits for the batches that are in flight now, and lets new ones begin.
const WAIT: &str = "SELECT count(pg_advisory_xact_lock_shared($1, objid::int4)) FROM pg_locks \
                    WHERE locktype = 'advisory' AND classid::int4 = $1 AND objsubid = 2 AND mode = 'ExclusiveLock' \
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
// No limit is NULL.
const ENTRIES: &str = "SELECT id, src, dest, cents, key, attempt, at FROM payment \
                       WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3";
const SUM: &str = "SELECT generation, coalesce(sum(cents), 0)::bigint, coalesce(max(payment.id), 0) FROM setting \
                   LEFT JOIN payment ON id > CASE WHEN generation = $1 THEN $2::bigint ELSE 0 END AND id <= $3 \
                   GROUP BY generation";
const LEASE: &str = "SELECT lease FROM setting";
const OF_OTHERS: &str = "SELECT EXISTS (SELECT 1 FROM payment WHERE written_by <> $1 AND starts_with(attempt, $2))";
const STATEMENTS: [&str; 8] = [LAST, WAIT, ENTRIES, SUM, row::SETTINGS, row::SCRIPT, LEASE, OF_OTHERS];

/// The reading side of a ledger in PostgreSQL.
pub struct PostgresReader {
    config: Config,
    written_by: i64,
    connections: Mutex<Connections>,
    /// Told when a reader is done with its connection.
    done: Condvar,
    /// The sum of a beginning of the ledger, so that only what came later has to be added.
    summed: Mutex<Summed>,
}

#[derive(Default)]
struct Connections {
    /// Nobody reads from them just now.
    idle: Vec<Session>,
    /// How many are being read from.
    busy: usize,
}

/// The sum of all entries up to one id. It stays true because entries never change, a deletion changes the
/// generation, and nobody who could still write a lower id was left when it was taken.
#[derive(Clone, Copy, Default)]
struct Summed {
    generation: i64,
    last_id: i64,
    cents: i64,
}

impl PostgresReader {
    pub(super) fn new(config: Config, written_by: i64) -> Self {
        Self { config, written_by, connections: Mutex::default(), done: Condvar::new(), summed: Mutex::default() }
    }

    /// Asks on an idle connection or a new one. A connection that has died while it was idle says so only now, and
    /// then its place is taken by a new one.
    fn read<T>(&self, question: impl Fn(&Session) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.take();
        let place = Place(self);
        if let Some(session) = idle {
            match question(&session) {
                Err(error) if error.transient => {}
                outcome => {
                    place.keep(session);
                    return outcome;
                }
            }
        }
        let session = Session::connect(&self.config, &STATEMENTS)?;
        let outcome = question(&session)?;
        place.keep(session);
        Ok(outcome)
    }

    /// Waits until there is a place for one more reader.
    fn take(&self) -> Option<Session> {
        let connections = self.connections.lock().expect("no reader panics");
        let full = |connections: &mut Connections| connections.busy == CONNECTIONS;
        let mut connections = self.done.wait_while(connections, full).expect("no reader panics");
        connections.busy += 1;
        connections.idle.pop()
    }
}

/// A reader's place, freed when it is dropped.
struct Place<'a>(&'a PostgresReader);

impl Place<'_> {
    /// Leaves the connection to the next one.
    fn keep(&self, session: Session) {
        self.0.connections.lock().expect("no reader panics").idle.push(session);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.connections.lock().expect("no reader panics").busy -= 1;
        self.0.done.notify_one();
    }
}

/// The highest id that can be seen. No lower one is still to come: ids are given out before the commit, and so a batch
/// with lower ones may still be in flight when a higher one has been seen. It is waited for.
fn settled(session: &Session) -> Result<i64, StoreError> {
    let (last, _) = session.run(async {
        try_join!(
            biased;
            session.one(LAST, []),
            session.one(WAIT, [Lock::Batches.number()]),
        )
    })?;
    Ok(last.try_get(0)?)
}

impl Reader for PostgresReader {
    fn entries(&self, after: u64, limit: Option<u64>) -> Result<Vec<Receipt>, StoreError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let limit = limit.map(|limit| i64::try_from(limit).unwrap_or(i64::MAX));
        self.read(|session| {
            let last = settled(session)?;
            let values: [&(dyn ToSql + Sync); 3] = [&after, &last, &limit];
            let rows = session.run(session.client().query(session.prepared(ENTRIES), &values))?;
            rows.iter().map(row::receipt).collect()
        })
    }

    fn total(&self) -> Result<Total, StoreError> {
        let known = *self.summed.lock().expect("no reader panics");
        let now = self.read(|session| sum_on(session, known))?;
        *self.summed.lock().expect("no reader panics") = now;
        Ok(Total::from_cents(now.cents.try_into().map_err(damaged)?))
    }

    fn settings(&self) -> Result<Settings, StoreError> {
        self.read(|session| row::settings(&session.run(session.one(row::SETTINGS, []))?))
    }

    fn script(&self) -> Result<Script, StoreError> {
        self.read(|session| row::script(&session.run(session.one(row::SCRIPT, []))?))
    }

    fn lease(&self) -> Result<Option<RunId>, StoreError> {
        let holder: Option<String> = self.read(|session| Ok(session.run(session.one(LEASE, []))?.try_get(0)?))?;
        holder.map(|run| run.parse().map_err(damaged)).transpose()
    }

    fn holds_entries_of_others(&self, run: &RunId) -> Result<bool, StoreError> {
        let values: [&(dyn ToSql + Sync); 2] = [&self.written_by, &format!("{run}/")];
        self.read(|session| {
            Ok(session.run(session.client().query_one(session.prepared(OF_OTHERS), &values))?.try_get(0)?)
        })
    }
}

/// Adds what came after `known`, in one statement and so from one state of the ledger.
fn sum_on(session: &Session, known: Summed) -> Result<Summed, StoreError> {
    let last = settled(session)?;
    let values: [&(dyn ToSql + Sync); 3] = [&known.generation, &known.last_id, &last];
    let row = session.run(session.client().query_one(session.prepared(SUM), &values))?;
    let (generation, cents, last_id): (i64, i64, i64) = (number(&row, 0)?, number(&row, 1)?, number(&row, 2)?);
    let before = if generation == known.generation { known } else { Summed::default() };
    Ok(Summed { generation, cents: before.cents + cents, last_id: before.last_id.max(last_id) })
}
