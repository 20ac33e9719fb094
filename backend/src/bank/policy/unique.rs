//! `unique`: the payment and the claim to its key are one step, and the database decides.

use protocol::IdempotencyKey;

use crate::bank::{Claim, Decision, Order, StoreError, Transaction};

pub(super) fn pay(order: &Order, key: &IdempotencyKey, ledger: &mut dyn Transaction) -> Result<Decision, StoreError> {
    match ledger.claim(order, key)? {
        Claim::Ours(receipt) => Ok(Decision::Executed(receipt)),
        Claim::Theirs(first) => Ok(Decision::on_known_key(order, first)),
    }
}
