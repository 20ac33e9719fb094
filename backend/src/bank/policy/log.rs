//! `log`: the key is written down, and nobody looks.

use protocol::IdempotencyKey;

use crate::bank::{Decision, Order, StoreError, Transaction};

pub(super) fn pay(order: &Order, key: &IdempotencyKey, ledger: &mut dyn Transaction) -> Result<Decision, StoreError> {
    let receipt = ledger.insert(order, Some(key))?;
    Ok(Decision::Executed(receipt))
}
