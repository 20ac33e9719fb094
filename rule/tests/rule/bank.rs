//! A ledger in a few lines, asked by rules.

use std::convert::Infallible;

use protocol::{IdempotencyKey, Payment, Receipt};
use rule::{Decided, Host, Interpreter, Memory, Outcome, Rule, Value};

/// A bank with one ledger and one memory. It knows no transactions: a rule that fails ends a test.
#[derive(Default)]
pub(crate) struct Bank {
    pub(crate) interpreter: Interpreter,
    pub(crate) entries: Vec<(Receipt, bool)>,
    pub(crate) memory: Memory,
    pub(crate) questions: usize,
}

struct Asked<'a> {
    entries: &'a mut Vec<(Receipt, bool)>,
    memory: &'a mut Memory,
    questions: &'a mut usize,
    payment: &'a Payment,
}

pub(crate) fn payment(amount: &str) -> Payment {
    Payment {
        src: "bianca".parse().expect("a name"),
        dest: "marc".parse().expect("a name"),
        amount: amount.parse().expect("an amount"),
    }
}

/// A rule whose `pay` has this body.
pub(crate) fn pay(body: &str) -> String {
    format!("fn pay(order, key, ledger, memory, seen) {{\n{body}\n}}")
}

impl Bank {
    pub(crate) fn compile(&self, text: &str) -> Rule {
        self.interpreter.compile(text).unwrap_or_else(|error| panic!("{text}\n{error:?}"))
    }

    /// Lets a rule decide; whoever pauses comes back at once.
    pub(crate) fn decide(&mut self, rule: &Rule, key: &str, amount: &str) -> Decided {
        let mut looked = None;
        loop {
            let decided = self.step(rule, key, amount, looked);
            match decided.outcome {
                Outcome::Pauses(then) => looked = Some(then),
                _ => return decided,
            }
        }
    }

    /// Lets a rule decide until it pauses.
    pub(crate) fn step(&mut self, rule: &Rule, key: &str, amount: &str, looked: Option<rule::Looked>) -> Decided {
        let payment = payment(amount);
        let Self { interpreter, entries, memory, questions } = self;
        let mut host = Asked { entries, memory, questions, payment: &payment };
        let key = key.parse().expect("a key");
        let Ok(decided) = interpreter.decide(rule, &payment, &key, looked, &mut host);
        decided
    }

    /// What a rule says to an order, in a word.
    pub(crate) fn word(&mut self, rule: &Rule, key: &str, amount: &str) -> String {
        match self.decide(rule, key, amount).outcome {
            Outcome::Paid(receipt) => format!("paid {}", receipt.id),
            Outcome::Replayed(receipt) => format!("replay {}", receipt.id),
            Outcome::Refused(reason) => format!("refuse {reason}"),
            Outcome::Failed(error) => format!("failed {:?}: {error}", error.kind),
            Outcome::Pauses(_) => unreachable!("it came back"),
        }
    }
}

impl Asked<'_> {
    fn write(&mut self, key: &IdempotencyKey, claimed: bool) -> Receipt {
        let Payment { src, dest, amount } = self.payment.clone();
        let id = self.entries.len() as u64 + 1;
        let receipt = Receipt { id, src, dest, amount, key: Some(key.to_string()), attempt: None, at: String::new() };
        self.entries.push((receipt.clone(), claimed));
        receipt
    }
}

impl Host for Asked<'_> {
    type Error = Infallible;

    fn insert(&mut self, key: &IdempotencyKey) -> Result<Receipt, Infallible> {
        *self.questions += 1;
        Ok(self.write(key, false))
    }

    fn claim(&mut self, key: &IdempotencyKey) -> Result<(bool, Receipt), Infallible> {
        *self.questions += 1;
        let first =
            self.entries.iter().find(|(receipt, claimed)| *claimed && receipt.key.as_deref() == Some(key.as_str()));
        Ok(match first {
            Some((first, _)) => (false, first.clone()),
            None => (true, self.write(key, true)),
        })
    }

    fn find(&mut self, key: &IdempotencyKey) -> Result<Option<Receipt>, Infallible> {
        *self.questions += 1;
        let first = self.entries.iter().find(|(receipt, _)| receipt.key.as_deref() == Some(key.as_str()));
        Ok(first.map(|(receipt, _)| receipt.clone()))
    }

    fn recall(&mut self, name: &str) -> Option<Value> {
        self.memory.get(name).cloned()
    }

    fn remember(&mut self, name: &str, value: &Value) -> bool {
        self.memory.set(name, value.clone())
    }
}
