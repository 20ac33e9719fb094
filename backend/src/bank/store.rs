//! The storage interface: everything the bank asks of the place where a ledger is kept.
//!
//! One contract suite (`tests/bank/store_contract.rs`) runs on every implementation. All calls block; the writer has a thread of its
//! own, and readers are called where blocking is allowed.

mod postgres;
mod sqlite;

use std::fmt;

use protocol::{IdempotencyKey, KeyPolicy, Receipt, RunId, Script, Total};

use super::decision::Order;
pub use postgres::{DatabaseUrl, PostgresReader, PostgresStore, open as open_postgres};
pub use sqlite::{Durability, SqliteReader, SqliteStore, open as open_sqlite};

/// The writing side of a ledger. There is one in a process, owned by the writer's thread.
pub trait Store: Send {
    /// Opens the transaction of one batch.
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, StoreError>;
}

/// One batch. Dropped without [`Transaction::commit`], it leaves nothing behind.
pub trait Transaction {
    /// The key policy in force, and what belongs to it.
    fn settings(&mut self) -> Result<Settings, StoreError>;

    /// Pays, and writes `key` beside it without claiming it.
    fn insert(&mut self, order: &Order, key: Option<&IdempotencyKey>) -> Result<Receipt, StoreError>;

    /// Pays and claims `key` in one step, or finds the payment that claimed it first. Claimed keys are unique in the
    /// ledger, this transaction's own included; two transactions cannot both claim one.
    fn claim(&mut self, order: &Order, key: &IdempotencyKey) -> Result<Claim, StoreError>;

    /// The oldest entry that carries `key`, claimed or not.
    fn oldest_with(&mut self, key: &IdempotencyKey) -> Result<Option<Receipt>, StoreError>;

    /// Removes all entries and with them their keys. Ids go on; policy, rule and lease stay.
    fn clear(&mut self) -> Result<(), StoreError>;

    /// Puts a key policy in force.
    fn set_policy(&mut self, policy: KeyPolicy, pause_ms: u32) -> Result<(), StoreError>;

    /// The rule of this ledger, and the number of the change that put it there.
    fn script(&mut self) -> Result<Script, StoreError>;

    /// Puts another rule in place. The same text again changes nothing; returns the rule that is in place now.
    fn set_script(&mut self, text: &str) -> Result<Script, StoreError>;

    /// Keeps the holder of the lease.
    fn set_lease(&mut self, holder: Option<&RunId>) -> Result<(), StoreError>;

    /// Makes it durable: when this returns `Ok`, no crash undoes it.
    fn commit(self: Box<Self>) -> Result<(), CommitError>;
}

/// The reading side of a ledger. It sees every transaction whose commit has returned, and stops no writer.
pub trait Reader: Send + Sync {
    /// Entries with an id above `after`, oldest first, at most `limit` of them.
    fn entries(&self, after: u64, limit: Option<u64>) -> Result<Vec<Receipt>, StoreError>;

    /// What all entries come to.
    fn total(&self) -> Result<Total, StoreError>;

    /// The key policy in force.
    fn settings(&self) -> Result<Settings, StoreError>;

    /// The rule of this ledger.
    fn script(&self) -> Result<Script, StoreError>;

    /// The holder of the lease, as last kept.
    fn lease(&self) -> Result<Option<RunId>, StoreError>;

    /// Whether an entry of `run` was written by another process than this one.
    fn holds_entries_of_others(&self, run: &RunId) -> Result<bool, StoreError>;
}

/// What [`Transaction::claim`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The key was new: paid.
    Ours(Receipt),
    /// Another payment had claimed it: its receipt, and nothing was paid.
    Theirs(Receipt),
}

/// What is kept with the ledger and read with each batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What the bank does with a key.
    pub policy: KeyPolicy,
    /// The pause of `check-then-insert` and of a rule that looks, in milliseconds.
    pub pause_ms: u32,
    /// Counts the deletions, so that what was remembered elsewhere is forgotten too.
    pub generation: u64,
    /// Counts the rules that were saved, so that a rule is read again only when it is another one.
    pub script_change: u64,
}

impl Settings {
    /// What a new ledger starts with.
    pub const NEW: Self = Self { policy: KeyPolicy::Unique, pause_ms: 45, generation: 0, script_change: 0 };
}

/// The store failed, and nothing of the transaction remains.
#[derive(Debug)]
pub struct StoreError {
    cause: Box<dyn std::error::Error + Send + Sync>,
    /// Trying the same transaction again may succeed: a deadlock, a lost connection.
    pub transient: bool,
}

/// [`Transaction::commit`] failed.
#[derive(Debug)]
pub enum CommitError {
    /// Nothing of the transaction remains.
    RolledBack(StoreError),
    /// Nobody knows. The process must end rather than guess.
    Unknown(StoreError),
}

impl StoreError {
    /// An error that will not go away by itself.
    pub fn lasting(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { cause: cause.into(), transient: false }
    }

    /// An error that may be gone at the next try.
    pub fn transient(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { cause: cause.into(), transient: true }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.source()
    }
}
