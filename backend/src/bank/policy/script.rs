//! `script`: asks the rule that somebody wrote on the page. What a rule can say and how it is evaluated is the crate
//! `rule`; here its questions are answered by the transaction and by this process's memory.

use std::sync::Arc;

use protocol::{IdempotencyKey, Receipt};
use rule::{Host, Memory, Outcome, Value};

use super::{Stage, Verdict};
use crate::bank::script::{RuleLooked, Scripts};
use crate::bank::{Claim, Decision, Order, StoreError, Transaction};

pub(super) fn pay(
    order: &Order,
    key: &IdempotencyKey,
    before: Option<&RuleLooked>,
    scripts: &mut Scripts,
    ledger: &mut dyn Transaction,
) -> Result<Verdict, StoreError> {
    let rule = match before {
        Some(before) => Arc::clone(&before.rule),
        None => match scripts.rule() {
            Ok(rule) => rule,
            Err(error) => return Ok(Verdict::Failed(error)),
        },
    };
    let looked = before.map(|before| before.looked.clone());
    let (mut interpreter, memory) = scripts.tools();
    let mut host = Asked { order, ledger, memory };
    let decided = interpreter.decide(&rule, &order.payment, key, looked, &mut host)?;
    drop(interpreter);
    let decision = match decided.outcome {
        Outcome::Paid(receipt) => Decision::Executed(receipt),
        Outcome::Replayed(receipt) => Decision::Replayed(receipt),
        Outcome::Refused(reason) => Decision::RuleRefused(reason),
        Outcome::Pauses(looked) => return Ok(Verdict::Pause(Stage::RuleLooked(scripts.pausing(rule, looked)))),
        Outcome::Failed(error) => return Ok(Verdict::Failed(error)),
    };
    Ok(Verdict::Noted(decision, decided.notes))
}

/// Who answers a rule's questions about one order.
struct Asked<'a> {
    order: &'a Order,
    ledger: &'a mut dyn Transaction,
    memory: &'a mut Memory,
}

impl Host for Asked<'_> {
    type Error = StoreError;

    fn insert(&mut self, key: &IdempotencyKey) -> Result<Receipt, StoreError> {
        self.ledger.insert(self.order, Some(key))
    }

    fn claim(&mut self, key: &IdempotencyKey) -> Result<(bool, Receipt), StoreError> {
        Ok(match self.ledger.claim(self.order, key)? {
            Claim::Ours(receipt) => (true, receipt),
            Claim::Theirs(first) => (false, first),
        })
    }

    fn find(&mut self, key: &IdempotencyKey) -> Result<Option<Receipt>, StoreError> {
        self.ledger.oldest_with(key)
    }

    fn recall(&mut self, name: &str) -> Option<Value> {
        self.memory.get(name).cloned()
    }

    fn remember(&mut self, name: &str, value: &Value) -> bool {
        self.memory.set(name, value.clone())
    }
}
