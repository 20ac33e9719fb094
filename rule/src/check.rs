//! What a rule must pass before it is saved.

use std::convert::Infallible;

use protocol::{Amount, IdempotencyKey, Payment, Receipt, RuleError};

use crate::{Decided, Host, Interpreter, Limits, Memory, Outcome, Value};

/// Compiles a rule, and lets it decide an order, its repeat and another amount on a model ledger: names are looked up
/// only when a rule runs.
///
/// # Errors
/// The first mistake. A rule that passes may still fail for other orders.
pub fn check(text: &str) -> Result<(), RuleError> {
    let mut interpreter = Interpreter::new(Limits::default());
    let rule = interpreter.compile(text)?;
    let key = "a-key".parse().expect("visible ASCII characters");
    let mut ledger = Model::default();
    for amount in ["1.00", "1.00", "2.00"] {
        let payment = payment(amount);
        let mut looked = None;
        loop {
            let mut host = Asked { ledger: &mut ledger, payment: &payment };
            let Ok(Decided { outcome, .. }) = interpreter.decide(&rule, &payment, &key, looked, &mut host);
            match outcome {
                Outcome::Pauses(then) => looked = Some(then),
                Outcome::Failed(error) => return Err(error),
                Outcome::Paid(_) | Outcome::Replayed(_) | Outcome::Refused(_) => break,
            }
        }
    }
    Ok(())
}

fn payment(amount: &str) -> Payment {
    let party = |name: &str| name.parse().expect("a name");
    let amount: Amount = amount.parse().expect("two decimals");
    Payment { src: party("bianca"), dest: party("marc"), amount }
}

/// A ledger in memory.
#[derive(Default)]
struct Model {
    /// Every receipt, and whether it claimed its key.
    entries: Vec<(Receipt, bool)>,
    memory: Memory,
}

/// The model ledger, asked about one order.
struct Asked<'a> {
    ledger: &'a mut Model,
    payment: &'a Payment,
}

impl Asked<'_> {
    fn write(&mut self, key: &IdempotencyKey, claimed: bool) -> Receipt {
        let Payment { src, dest, amount } = self.payment.clone();
        let id = self.ledger.entries.len() as u64 + 1;
        let at = "2026-01-01T00:00:00.000000Z".to_owned();
        let receipt = Receipt { id, src, dest, amount, key: Some(key.to_string()), attempt: None, at };
        self.ledger.entries.push((receipt.clone(), claimed));
        receipt
    }

    fn oldest(&self, key: &IdempotencyKey, claimed_only: bool) -> Option<Receipt> {
        let carries = |(receipt, claimed): &&(Receipt, bool)| {
            receipt.key.as_deref() == Some(key.as_str()) && (*claimed || !claimed_only)
        };
        self.ledger.entries.iter().find(carries).map(|(receipt, _)| receipt.clone())
    }
}

impl Host for Asked<'_> {
    type Error = Infallible;

    fn insert(&mut self, key: &IdempotencyKey) -> Result<Receipt, Infallible> {
        Ok(self.write(key, false))
    }

    fn claim(&mut self, key: &IdempotencyKey) -> Result<(bool, Receipt), Infallible> {
        Ok(match self.oldest(key, true) {
            Some(first) => (false, first),
            None => (true, self.write(key, true)),
        })
    }

    fn find(&mut self, key: &IdempotencyKey) -> Result<Option<Receipt>, Infallible> {
        Ok(self.oldest(key, false))
    }

    fn recall(&mut self, name: &str) -> Option<Value> {
        self.ledger.memory.get(name).cloned()
    }

    fn remember(&mut self, name: &str, value: &Value) -> bool {
        self.ledger.memory.set(name, value.clone())
    }
}
