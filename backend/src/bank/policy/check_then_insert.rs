//! `check-then-insert`: looks at the ledger first, and believes what it saw a moment later.

use protocol::IdempotencyKey;

use super::{Stage, Verdict};
use crate::bank::{Decision, Order, StoreError, Transaction};

pub(super) fn look(order: &Order, key: &IdempotencyKey, ledger: &mut dyn Transaction) -> Result<Verdict, StoreError> {
    match ledger.oldest_with(key)? {
        Some(first) => Ok(Verdict::Decided(Decision::on_known_key(order, first))),
        // While this order pauses, a copy of it can look and find nothing either.
        None => Ok(Verdict::Pause(Stage::Looked)),
    }
}

pub(super) fn insert(
    order: &Order,
    key: &IdempotencyKey,
    ledger: &mut dyn Transaction,
) -> Result<Decision, StoreError> {
    let receipt = ledger.insert(order, Some(key))?;
    Ok(Decision::Executed(receipt))
}
