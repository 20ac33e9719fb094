//! The writing side: one connection, one transaction at a time.

use std::thread;
use std::time::{Duration, Instant, SystemTime};

use jiff::{Timestamp, Unit};
use protocol::{IdempotencyKey, KeyPolicy, Receipt, RunId, Script};
use tokio::try_join;
use tokio_postgres::Config;
use tokio_postgres::types::ToSql;
use tracing::warn;

use super::row;
use super::session::Session;
use super::{CommitError, Lock, Settings, StoreError};
use crate::bank::decision::Order;
use crate::bank::store::{Claim, Store, Transaction};

/// How long the fate of a commit is asked for. No client waits longer for its answer.
const SETTLE_LIMIT: Duration = Duration::from_secs(10);
/// How long a server that does not answer is left alone before it is asked again.
const SETTLE_PAUSE: Duration = Duration::from_millis(100);

const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// Signs a transaction. Whoever asks for this row later waits until the transaction has ended.
const SIGN: &str = "UPDATE writer SET batches = $2 WHERE id = $1";
const SIGNED: &str = "SELECT batches FROM writer WHERE id = $1 FOR UPDATE";
const LOCK: &str = "SELECT pg_advisory_xact_lock($1, $2)";
const SHARE: &str = "SELECT pg_advisory_xact_lock_shared($1, $2)";
const INSERT: &str = "INSERT INTO payment (src, dest, cents, key, attempt, at, written_by, claimed) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, false) RETURNING id";
const CLAIM: &str = "INSERT INTO payment (src, dest, cents, key, attempt, at, written_by, claimed) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, true) \
                     ON CONFLICT (key) WHERE claimed DO NOTHING RETURNING id";
const CLAIMED: &str = "SELECT id, src, dest, cents, key, attempt, at FROM payment WHERE key = $1 AND claimed";
// Two halves, because each index holds one of them.
const OLDEST: &str = "SELECT id, src, dest, cents, key, attempt, at FROM payment WHERE key = $1 AND claimed \
                      UNION ALL \
                      SELECT id, src, dest, cents, key, attempt, at FROM payment WHERE key = $1 AND NOT claimed \
                      ORDER BY id LIMIT 1";
const STATEMENTS: [&str; 9] = [SIGN, LOCK, SHARE, row::SETTINGS, row::SCRIPT, INSERT, CLAIM, CLAIMED, OLDEST];

/// The writing side of a ledger in PostgreSQL.
pub struct PostgresStore {
    config: Config,
    /// Which row of `writer` is this process's.
    written_by: i64,
    /// How many transactions it has committed.
    batches: i64,
    /// The connection; `None` when the last one did not end well.
    session: Option<Session>,
}

/// One transaction. Without a commit its connection is dropped, and the server rolls it back.
struct Batch<'a> {
    store: &'a mut PostgresStore,
    session: Session,
    /// When it began: the time of all its payments.
    at: SystemTime,
    /// The same, as receipts show it.
    shown: String,
}

impl PostgresStore {
    pub(super) fn new(config: Config, written_by: i64) -> Self {
        Self { config, written_by, batches: 0, session: None }
    }

    /// The answer to a commit was lost: looks on a new connection whether it was. If nobody can be asked, nobody
    /// knows.
    fn settle(&mut self, lost: StoreError) -> Result<(), CommitError> {
        warn!(error = %lost, "the answer to a commit was lost");
        let end = Instant::now() + SETTLE_LIMIT;
        let ours = self.batches + 1;
        loop {
            match self.ask_signed() {
                Ok(signed) if signed == ours => {
                    self.batches = ours;
                    return Ok(());
                }
                Ok(_) => return Err(CommitError::RolledBack(StoreError { transient: true, ..lost })),
                Err(error) if Instant::now() >= end => return Err(CommitError::Unknown(error)),
                Err(_) => thread::sleep(SETTLE_PAUSE),
            }
        }
    }

    /// How many transactions of this process the database knows, the last one having ended.
    fn ask_signed(&self) -> Result<i64, StoreError> {
        let session = Session::connect(&self.config, &[])?;
        Ok(session.run(session.client().query_one(SIGNED, &[&self.written_by]))?.try_get(0)?)
    }
}

impl Store for PostgresStore {
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let session = match self.session.take() {
            Some(session) => session,
            None => Session::connect(&self.config, &STATEMENTS)?,
        };
        let ours = self.batches + 1;
        let signature: [&(dyn ToSql + Sync); 2] = [&self.written_by, &ours];
        let (.., signed) = session.run(async {
            try_join!(
                biased;
                session.client().batch_execute(BEGIN),
                session.one(LOCK, [Lock::Batches.number(), rand::random()]),
                session.client().execute(session.prepared(SIGN), &signature),
            )
        })?;
        if signed != 1 {
            return Err(StoreError::lasting("the database no longer knows this process"));
        }
        let at = Timestamp::now().round(Unit::Microsecond).map_err(StoreError::lasting)?;
        let shown = row::shown(at);
        let at = at.try_into().map_err(StoreError::lasting)?;
        Ok(Box::new(Batch { store: self, session, at, shown }))
    }
}

impl Transaction for Batch<'_> {
    fn settings(&mut self) -> Result<Settings, StoreError> {
        let session = &self.session;
        // Two statements, because the second must not see less than what the first has waited for.
        let (_, settings) = session.run(async {
            try_join!(
                biased;
                session.one(SHARE, [Lock::Ledger.number(), 0]),
                session.one(row::SETTINGS, []),
            )
        })?;
        row::settings(&settings)
    }

    fn insert(&mut self, order: &Order, key: Option<&IdempotencyKey>) -> Result<Receipt, StoreError> {
        let written = self.write(INSERT, order, key)?;
        written.ok_or_else(|| StoreError::lasting("an insert wrote nothing"))
    }

    fn claim(&mut self, order: &Order, key: &IdempotencyKey) -> Result<Claim, StoreError> {
        if let Some(receipt) = self.write(CLAIM, order, Some(key))? {
            return Ok(Claim::Ours(receipt));
        }
        match self.look(CLAIMED, key)? {
            Some(first) => Ok(Claim::Theirs(first)),
            None => Err(StoreError::transient("a claimed key was deleted just now")),
        }
    }

    fn oldest_with(&mut self, key: &IdempotencyKey) -> Result<Option<Receipt>, StoreError> {
        self.look(OLDEST, key)
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        let session = &self.session;
        session.run(async {
            session.one(LOCK, [Lock::Ledger.number(), 0]).await?;
            session.client().batch_execute("DELETE FROM payment; UPDATE setting SET generation = generation + 1").await
        })
    }

    fn set_policy(&mut self, policy: KeyPolicy, pause_ms: u32) -> Result<(), StoreError> {
        self.set("UPDATE setting SET policy = $1, pause_ms = $2", &[&policy.as_str(), &i64::from(pause_ms)])
    }

    fn script(&mut self) -> Result<Script, StoreError> {
        row::script(&self.session.run(self.session.one(row::SCRIPT, []))?)
    }

    fn set_script(&mut self, text: &str) -> Result<Script, StoreError> {
        const SET: &str = "UPDATE setting SET script = $1, script_change = script_change + 1 \
                           WHERE script IS DISTINCT FROM $1";
        if self.script()?.text != text {
            self.set(SET, &[&text])?;
        }
        self.script()
    }

    fn set_lease(&mut self, holder: Option<&RunId>) -> Result<(), StoreError> {
        self.set("UPDATE setting SET lease = $1", &[&holder.map(RunId::as_str)])
    }

    fn commit(self: Box<Self>) -> Result<(), CommitError> {
        let Self { store, session, .. } = *self;
        match session.run(session.client().batch_execute("COMMIT")) {
            Ok(()) => {
                store.batches += 1;
                store.session = Some(session);
                Ok(())
            }
            Err(error) => {
                drop(session);
                store.settle(error)
            }
        }
    }
}

impl Batch<'_> {
    /// Runs an insert; the receipt of the row, if it wrote one.
    fn write(
        &self,
        insert: &'static str,
        order: &Order,
        key: Option<&IdempotencyKey>,
    ) -> Result<Option<Receipt>, StoreError> {
        let payment = &order.payment;
        let cents = i64::try_from(payment.amount.cents()).map_err(StoreError::lasting)?;
        let (key, attempt) = (key.map(IdempotencyKey::as_str), order.attempt.as_ref().map(ToString::to_string));
        let (src, dest) = (payment.src.as_str(), payment.dest.as_str());
        let values: [&(dyn ToSql + Sync); 7] = [&src, &dest, &cents, &key, &attempt, &self.at, &self.store.written_by];
        let session = &self.session;
        let row = session.run(session.client().query_opt(session.prepared(insert), &values))?;
        let receipt = |id| Receipt {
            id,
            src: payment.src.clone(),
            dest: payment.dest.clone(),
            amount: payment.amount,
            key: key.map(ToOwned::to_owned),
            attempt,
            at: self.shown.clone(),
        };
        row.map(|row| row::number(&row, 0)).transpose().map(|id| id.map(receipt))
    }

    /// The first entry that a statement finds for a key.
    fn look(&self, select: &'static str, key: &IdempotencyKey) -> Result<Option<Receipt>, StoreError> {
        let session = &self.session;
        let row = session.run(session.client().query_opt(session.prepared(select), &[&key.as_str()]))?;
        row.as_ref().map(row::receipt).transpose()
    }

    fn set(&self, update: &str, values: &[&(dyn ToSql + Sync)]) -> Result<(), StoreError> {
        self.session.run(self.session.client().execute(update, values)).map(drop)
    }
}
