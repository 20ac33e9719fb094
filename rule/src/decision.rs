//! One decision: a rule is evaluated, its questions are answered, until it has decided.

use std::sync::Arc;

use protocol::{IdempotencyKey, Payment, Receipt, RuleError, RuleErrorKind};

use crate::evaluation::{Answer, Function, Interpreter, Question, Rule, Spent, Step};
use crate::limits::MAX_QUESTIONS;
use crate::values::{OrderValue, VerdictValue};
use crate::{Value, error};

/// Answers a rule's questions about one order: the transaction, and what is remembered in this process.
pub trait Host {
    /// The host's own failure. It ends the decision, whatever the rule would return.
    type Error;

    /// Pays the order, and writes `key` beside it, unclaimed.
    fn insert(&mut self, key: &IdempotencyKey) -> Result<Receipt, Self::Error>;

    /// Pays the order and claims `key` in one step: `true` and its receipt; or `false` and the receipt of whoever
    /// claimed it first.
    fn claim(&mut self, key: &IdempotencyKey) -> Result<(bool, Receipt), Self::Error>;

    /// The oldest receipt that carries `key`.
    fn find(&mut self, key: &IdempotencyKey) -> Result<Option<Receipt>, Self::Error>;

    /// What is remembered under a name.
    fn recall(&mut self, name: &str) -> Option<Value>;

    /// Remembers a value under a name; returns whether there was room.
    fn remember(&mut self, name: &str, value: &Value) -> bool;
}

/// What a rule decided, and what it noted on the way.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The decision.
    pub outcome: Outcome,
    /// Lines for the bank's log, in their order.
    pub notes: Vec<String>,
    /// How many operations it took.
    pub operations: u64,
}

/// What a rule decided.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// `paid(receipt)`
    Paid(Receipt),
    /// `replay(receipt)`
    Replayed(Receipt),
    /// `refuse(text)`; nothing was paid.
    Refused(String),
    /// `look` asked something and found nothing: the order pauses, and is then decided with this.
    Pauses(Looked),
    /// The rule failed. Whatever it paid must be taken back.
    Failed(RuleError),
}

/// What an order brings along that has looked and paused.
#[derive(Clone, Debug)]
pub struct Looked {
    seen: Value,
    spent: Spent,
}

impl Interpreter {
    /// Decides an order. `looked` is there when the order comes back from its pause.
    ///
    /// # Errors
    /// The host's own, at once: nothing is known of the order then.
    pub fn decide<H: Host>(
        &mut self,
        rule: &Rule,
        payment: &Payment,
        key: &IdempotencyKey,
        looked: Option<Looked>,
        host: &mut H,
    ) -> Result<Decided, H::Error> {
        let order = OrderValue(Arc::new(payment.clone()));
        let mut decision = Decision { interpreter: self, rule, order, key, host, spent: Spent::default(), paid: false };
        let outcome = decision.outcome(looked)?;
        let (operations, notes) = (decision.spent.operations, decision.spent.notes);
        let notes = if matches!(outcome, Outcome::Pauses(_)) { Vec::new() } else { notes };
        Ok(Decided { outcome, notes, operations })
    }
}

/// A decision that is under way.
struct Decision<'a, H> {
    interpreter: &'a mut Interpreter,
    rule: &'a Rule,
    order: OrderValue,
    key: &'a IdempotencyKey,
    host: &'a mut H,
    spent: Spent,
    /// Whether the order has been paid.
    paid: bool,
}

/// What a function returned, and whether it asked something.
struct Returned {
    value: rhai::Dynamic,
    asked: bool,
}

impl<H: Host> Decision<'_, H> {
    fn outcome(&mut self, looked: Option<Looked>) -> Result<Outcome, H::Error> {
        let seen = match looked {
            Some(Looked { seen, spent }) => {
                self.spent = spent;
                seen
            }
            None if self.rule.looks => match self.look()? {
                Ok((seen, true)) if seen.is_empty_handed() => {
                    return Ok(Outcome::Pauses(Looked { seen, spent: self.spent.clone() }));
                }
                Ok((seen, _)) => seen,
                Err(found) => return Ok(Outcome::Failed(found)),
            },
            None => Value::Nothing,
        };
        let verdict = match self.run(|| Function::Pay(seen.clone()))? {
            Ok(returned) => self.verdict(returned.value),
            Err(found) => Err(found),
        };
        Ok(match verdict {
            Ok(VerdictValue::Paid(receipt)) => Outcome::Paid(receipt.receipt()),
            Ok(VerdictValue::Replay(receipt)) => Outcome::Replayed(receipt.receipt()),
            Ok(VerdictValue::Refuse(reason)) => Outcome::Refused(reason),
            Err(found) => Outcome::Failed(found),
        })
    }

    /// What `look` saw, and whether it asked something.
    fn look(&mut self) -> Result<Result<(Value, bool), RuleError>, H::Error> {
        let Returned { value, asked } = match self.run(|| Function::Look)? {
            Ok(returned) => returned,
            Err(found) => return Ok(Err(found)),
        };
        let type_name = self.interpreter.type_of(&value);
        Ok(Value::of(value).map(|value| (value, asked)).ok_or_else(|| {
            let detail = format!("look returns (), a truth value, a number, a text or a receipt, not {type_name}");
            let found = error::without_place(RuleErrorKind::WrongResult, detail);
            RuleError { name: Some("look".to_owned()), ..found }
        }))
    }

    fn verdict(&self, value: rhai::Dynamic) -> Result<VerdictValue, RuleError> {
        let type_name = self.interpreter.type_of(&value);
        match value.try_cast::<VerdictValue>() {
            Some(VerdictValue::Refuse(_)) if self.paid => {
                Err(error::without_place(RuleErrorKind::RefusedAfterPaying, error::HAS_PAID))
            }
            Some(verdict) => Ok(verdict),
            None => {
                let detail = format!("pay returns paid(...), replay(...) or refuse(...), not {type_name}");
                Err(error::without_place(RuleErrorKind::WrongResult, detail))
            }
        }
    }

    /// Evaluates a function until it asks nothing more.
    fn run(&mut self, function: impl Fn() -> Function) -> Result<Result<Returned, RuleError>, H::Error> {
        let mut answers = Vec::new();
        loop {
            let step =
                self.interpreter.evaluate(self.rule, function(), &self.order, self.key, &mut answers, &mut self.spent);
            match step {
                Step::Returns(value) => return Ok(Ok(Returned { value, asked: !answers.is_empty() })),
                Step::Fails(found) => return Ok(Err(found)),
                Step::Asks(_) if self.spent.questions == MAX_QUESTIONS => {
                    let detail = format!("a decision asks at most {MAX_QUESTIONS} questions");
                    return Ok(Err(error::of_limit("questions", detail)));
                }
                Step::Asks(question) => {
                    self.spent.questions += 1;
                    let answer = self.answer(&question)?;
                    answers.push((question, answer));
                }
            }
        }
    }

    fn answer(&mut self, question: &Question) -> Result<Answer, H::Error> {
        Ok(match question {
            Question::Insert(key) => {
                self.paid = true;
                Answer::Paid(self.host.insert(key)?)
            }
            Question::Claim(key) => {
                let (ours, receipt) = self.host.claim(key)?;
                self.paid |= ours;
                Answer::Claimed(ours, receipt)
            }
            Question::Find(key) => Answer::Found(self.host.find(key)?),
            Question::Recall(name) => Answer::Recalled(self.host.recall(name)),
            Question::Remember(name, value) => Answer::Remembered(self.host.remember(name, value)),
        })
    }
}
