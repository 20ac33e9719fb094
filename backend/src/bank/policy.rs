//! The key policies: what the bank does with an idempotency key.
//!
//! Each is one file and one decisive function. They run inside the transaction of their batch, one after the other.

mod check_then_insert;
pub(crate) mod code;
mod ignore;
mod log;
mod memory;
mod unique;
mod yours;

use protocol::{KeyPolicy, Receipt};

use super::decision::{Decision, Order};
use super::store::{Settings, StoreError, Transaction};
pub(super) use memory::Memory;

/// What a policy says to an order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is settled.
    Decided(Decision),
    /// `check-then-insert` has looked, and waits before it inserts.
    Pause,
}

/// How far an order has come. Only `check-then-insert` needs two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It has just arrived.
    Fresh,
    /// `check-then-insert` looked, found nothing and waited.
    Looked,
}

/// Asks the policy in force.
pub(super) fn decide(
    order: &Order,
    stage: Stage,
    settings: &Settings,
    memory: &mut Memory,
    ledger: &mut dyn Transaction,
) -> Result<Verdict, StoreError> {
    let Some(key) = &order.key else {
        return ledger.insert(order, None).map(executed);
    };
    if stage == Stage::Looked {
        return check_then_insert::insert(order, key, ledger).map(Verdict::Decided);
    }
    match settings.policy {
        KeyPolicy::Ignore => ignore::pay(order, ledger).map(Verdict::Decided),
        KeyPolicy::Log => log::pay(order, key, ledger).map(Verdict::Decided),
        KeyPolicy::Unique => unique::pay(order, key, ledger).map(Verdict::Decided),
        KeyPolicy::Memory => memory::pay(order, key, memory, ledger).map(Verdict::Decided),
        KeyPolicy::CheckThenInsert => check_then_insert::look(order, key, ledger),
        KeyPolicy::Yours => yours::pay(order, key, ledger).map(Verdict::Decided),
    }
}

fn executed(receipt: Receipt) -> Verdict {
    Verdict::Decided(Decision::Executed(receipt))
}
