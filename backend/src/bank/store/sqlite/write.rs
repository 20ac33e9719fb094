//! The writing side: one connection, one transaction at a time.

use jiff::Timestamp;
use protocol::{IdempotencyKey, KeyPolicy, Receipt, RunId, Script};
use rusqlite::{Connection, TransactionBehavior, params};

use super::row::{self, COLUMNS};
use super::{CommitError, Settings, StoreError};
use crate::bank::decision::Order;
use crate::bank::store::{Claim, Store, Transaction};

/// The writing side of a ledger in SQLite.
pub struct SqliteStore {
    connection: Connection,
    written_by: i64,
}

/// One batch in SQLite.
struct Batch<'a> {
    transaction: rusqlite::Transaction<'a>,
    written_by: i64,
    /// When the batch began: the time of all its payments.
    at: String,
}

impl SqliteStore {
    pub(super) fn new(connection: Connection, written_by: i64) -> Self {
        Self { connection, written_by }
    }
}

impl Store for SqliteStore {
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        // Immediate: this transaction is going to write, and waits for its turn here and not half-way.
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let at = format!("{:.6}", Timestamp::now());
        Ok(Box::new(Batch { transaction, written_by: self.written_by, at }))
    }
}

impl Transaction for Batch<'_> {
    fn settings(&mut self) -> Result<Settings, StoreError> {
        self.transaction.prepare_cached(row::SETTINGS)?.query_one([], |row| Ok(row::settings(row)))?
    }

    fn insert(&mut self, order: &Order, key: Option<&IdempotencyKey>) -> Result<Receipt, StoreError> {
        const INSERT: &str = "INSERT INTO payment (src, dest, cents, key, claimed, attempt, at, written_by) \
                              VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7)";
        self.write(INSERT, order, key)?;
        Ok(self.receipt(order, key))
    }

    fn claim(&mut self, order: &Order, key: &IdempotencyKey) -> Result<Claim, StoreError> {
        const INSERT: &str = "INSERT INTO payment (src, dest, cents, key, claimed, attempt, at, written_by) \
                              VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7) \
                              ON CONFLICT (key) WHERE claimed = 1 DO NOTHING";
        if self.write(INSERT, order, Some(key))? == 1 {
            return Ok(Claim::Ours(self.receipt(order, Some(key))));
        }
        let select = format!("SELECT {COLUMNS} FROM payment WHERE key = ?1 AND claimed = 1");
        let first = self.transaction.prepare_cached(&select)?.query_one([key.as_str()], |row| Ok(row::receipt(row)))?;
        Ok(Claim::Theirs(first?))
    }

    fn oldest_with(&mut self, key: &IdempotencyKey) -> Result<Option<Receipt>, StoreError> {
        // Two halves, because each index holds one of them.
        let select = format!(
            "SELECT * FROM (SELECT {COLUMNS} FROM payment WHERE key = ?1 AND claimed = 1 UNION ALL \
             SELECT {COLUMNS} FROM payment WHERE key = ?1 AND claimed = 0) ORDER BY id LIMIT 1"
        );
        let mut select = self.transaction.prepare_cached(&select)?;
        let mut rows = select.query([key.as_str()])?;
        rows.next()?.map(row::receipt).transpose()
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        self.transaction.execute("DELETE FROM payment", [])?;
        self.transaction.execute("UPDATE setting SET generation = generation + 1", [])?;
        Ok(())
    }

    fn set_policy(&mut self, policy: KeyPolicy, pause_ms: u32) -> Result<(), StoreError> {
        self.transaction
            .execute("UPDATE setting SET policy = ?1, pause_ms = ?2", params![policy.as_str(), pause_ms])?;
        Ok(())
    }

    fn script(&mut self) -> Result<Script, StoreError> {
        self.transaction.prepare_cached(row::SCRIPT)?.query_one([], |row| Ok(row::script(row)))?
    }

    fn set_script(&mut self, text: &str) -> Result<Script, StoreError> {
        let before = self.script()?;
        if before.text == text {
            return Ok(before);
        }
        self.transaction.execute("UPDATE setting SET script = ?1, script_change = script_change + 1", [text])?;
        self.script()
    }

    fn set_lease(&mut self, holder: Option<&RunId>) -> Result<(), StoreError> {
        self.transaction.execute("UPDATE setting SET lease = ?1", [holder.map(RunId::as_str)])?;
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<(), CommitError> {
        Ok(self.transaction.commit()?)
    }
}

impl Batch<'_> {
    /// Runs an insert; the number of rows it wrote.
    fn write(&self, insert: &str, order: &Order, key: Option<&IdempotencyKey>) -> Result<usize, StoreError> {
        let payment = &order.payment;
        Ok(self.transaction.prepare_cached(insert)?.execute(params![
            payment.src.as_str(),
            payment.dest.as_str(),
            payment.amount.cents(),
            key.map(IdempotencyKey::as_str),
            order.attempt.as_ref().map(ToString::to_string),
            self.at,
            self.written_by,
        ])?)
    }

    /// The receipt of the row just written.
    fn receipt(&self, order: &Order, key: Option<&IdempotencyKey>) -> Receipt {
        let id = self.transaction.last_insert_rowid();
        Receipt {
            id: u64::try_from(id).expect("SQLite counts rows from 1"),
            src: order.payment.src.clone(),
            dest: order.payment.dest.clone(),
            amount: order.payment.amount,
            key: key.map(ToString::to_string),
            attempt: order.attempt.as_ref().map(ToString::to_string),
            at: self.at.clone(),
        }
    }
}
