//! The ledger, as a list in memory: what every store promises (`backend::bank::store`), and nothing else.

use std::sync::Arc;

use backend::bank::Order;
use backend::bank::store::{Claim, CommitError, Settings, StoreError, Transaction};
use protocol::{IdempotencyKey, KeyPolicy, Receipt, RunId, Script};

/// The rows, oldest first, and the keys that are claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Ledger {
    rows: Arc<Vec<Receipt>>,
    /// Places of rows whose key is claimed.
    claimed: Vec<usize>,
}

/// One batch on a [`Ledger`]: it works on the ledger itself, since nothing here fails or is undone.
pub(crate) struct Batch<'a> {
    pub(crate) ledger: &'a mut Ledger,
    pub(crate) settings: Settings,
    pub(crate) rule: &'static str,
}

impl Ledger {
    pub(crate) fn rows(&self) -> &[Receipt] {
        &self.rows
    }
}

impl Transaction for Batch<'_> {
    fn settings(&mut self) -> Result<Settings, StoreError> {
        Ok(self.settings)
    }

    fn insert(&mut self, order: &Order, key: Option<&IdempotencyKey>) -> Result<Receipt, StoreError> {
        let receipt = Receipt {
            id: self.ledger.rows.len() as u64 + 1,
            src: order.payment.src.clone(),
            dest: order.payment.dest.clone(),
            amount: order.payment.amount,
            key: key.map(ToString::to_string),
            attempt: order.attempt.as_ref().map(ToString::to_string),
            // The clock stands still.
            at: String::new(),
        };
        Arc::make_mut(&mut self.ledger.rows).push(receipt.clone());
        Ok(receipt)
    }

    fn claim(&mut self, order: &Order, key: &IdempotencyKey) -> Result<Claim, StoreError> {
        let rows = &self.ledger.rows;
        let first = self.ledger.claimed.iter().map(|place| &rows[*place]).find(|row| has(row, key));
        if let Some(first) = first {
            return Ok(Claim::Theirs(first.clone()));
        }
        let receipt = self.insert(order, Some(key))?;
        self.ledger.claimed.push(self.ledger.rows.len() - 1);
        Ok(Claim::Ours(receipt))
    }

    fn oldest_with(&mut self, key: &IdempotencyKey) -> Result<Option<Receipt>, StoreError> {
        Ok(self.ledger.rows.iter().find(|row| has(row, key)).cloned())
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        unreachable!("a policy does not clear the ledger")
    }

    fn set_policy(&mut self, _: KeyPolicy, _: u32) -> Result<(), StoreError> {
        unreachable!("a policy does not change itself")
    }

    fn script(&mut self) -> Result<Script, StoreError> {
        Ok(Script { text: self.rule.to_owned(), change: self.settings.script_change })
    }

    fn set_script(&mut self, _: &str) -> Result<Script, StoreError> {
        unreachable!("a rule does not change itself")
    }

    fn set_lease(&mut self, _: Option<&RunId>) -> Result<(), StoreError> {
        unreachable!("a policy knows no lease")
    }

    fn commit(self: Box<Self>) -> Result<(), CommitError> {
        Ok(())
    }
}

fn has(row: &Receipt, key: &IdempotencyKey) -> bool {
    row.key.as_deref() == Some(key.as_str())
}
