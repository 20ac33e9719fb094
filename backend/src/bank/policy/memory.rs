//! `memory`: like `unique`, until the process ends.

use std::collections::BTreeMap;

use protocol::{IdempotencyKey, Receipt};

use crate::bank::{Decision, Order, StoreError, Transaction};

pub(super) fn pay(
    order: &Order,
    key: &IdempotencyKey,
    memory: &mut Memory,
    ledger: &mut dyn Transaction,
) -> Result<Decision, StoreError> {
    if let Some(first) = memory.recall(key) {
        return Ok(Decision::on_known_key(order, first.clone()));
    }
    let receipt = ledger.insert(order, Some(key))?;
    memory.remember(key, &receipt);
    Ok(Decision::Executed(receipt))
}

/// The keys this process has seen. A batch that is rolled back is forgotten again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::bank) struct Memory {
    known: BTreeMap<IdempotencyKey, Receipt>,
    /// Learned in the batch that is not committed yet.
    learned: Vec<IdempotencyKey>,
    /// The ledger's count of deletions when all this was learned.
    generation: u64,
}

impl Memory {
    fn recall(&self, key: &IdempotencyKey) -> Option<&Receipt> {
        self.known.get(key)
    }

    fn remember(&mut self, key: &IdempotencyKey, receipt: &Receipt) {
        self.known.insert(key.clone(), receipt.clone());
        self.learned.push(key.clone());
    }

    /// A batch begins, on a ledger that has been deleted `generation` times.
    pub(in crate::bank) fn begin(&mut self, generation: u64) {
        self.roll_back();
        if self.generation != generation {
            self.generation = generation;
            self.known.clear();
        }
    }

    /// The batch is on disk.
    pub(in crate::bank) fn commit(&mut self) {
        self.learned.clear();
    }

    /// The batch never happened.
    fn roll_back(&mut self) {
        for key in self.learned.drain(..) {
            self.known.remove(&key);
        }
    }
}
