//! What belongs to the policy `script` and lives longer than one order: the rule of this ledger, the engine that
//! evaluates it, what it remembers in this process, and which orders of a batch it has failed.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::{KeyPolicy, RuleError, RuleErrorKind};
use rule::{Interpreter, Looked, Memory, Rule};

use super::store::{Settings, StoreError, Transaction};

/// What this process knows of the rule. Two that are equal decide alike: the engine holds nothing between decisions.
#[derive(Clone, Debug, Default)]
pub(super) struct Scripts {
    /// Built when the first rule is used.
    interpreter: Option<Arc<Mutex<Interpreter>>>,
    /// The rule as last read, and the number of its change.
    saved: Option<(u64, Result<Arc<Rule>, RuleError>)>,
    memory: Memory,
    /// What the memory belongs to: so many deletions, and this change of the rule.
    epoch: (u64, u64),
}

/// An order that has looked, and pauses. It keeps the rule that looked.
#[derive(Debug)]
pub(super) struct RuleLooked {
    pub(super) rule: Arc<Rule>,
    pub(super) looked: Looked,
    /// How often the ledger had been deleted.
    pub(super) generation: u64,
}

impl Scripts {
    /// A batch begins. What another rule remembered, or this one before a deletion, is forgotten; the rule is read
    /// where it is another one.
    pub(super) fn begin(&mut self, settings: &Settings, ledger: &mut dyn Transaction) -> Result<(), StoreError> {
        self.memory.roll_back();
        let epoch = (settings.generation, settings.script_change);
        if self.epoch != epoch {
            self.epoch = epoch;
            self.memory = Memory::default();
        }
        let is_read = self.saved.as_ref().is_some_and(|(change, _)| *change == settings.script_change);
        if settings.policy == KeyPolicy::Script && !is_read {
            let script = ledger.script()?;
            let rule = self.tools().0.compile(&script.text).map(Arc::new);
            self.saved = Some((script.change, rule));
        }
        Ok(())
    }

    /// The batch is on disk.
    pub(super) fn commit(&mut self) {
        self.memory.commit();
    }

    /// The rule of this ledger, or why it is none.
    pub(super) fn rule(&self) -> Result<Arc<Rule>, RuleError> {
        let (_, rule) = self.saved.as_ref().expect("a batch under `script` begins with its rule");
        rule.clone()
    }

    /// What a rule is evaluated with.
    pub(super) fn tools(&mut self) -> (MutexGuard<'_, Interpreter>, &mut Memory) {
        let interpreter = self.interpreter.get_or_insert_default();
        // An interpreter builds itself anew after a panic.
        (interpreter.lock().unwrap_or_else(PoisonError::into_inner), &mut self.memory)
    }

    /// Keeps the rule that looked for an order that pauses.
    pub(super) fn pausing(&self, rule: Arc<Rule>, looked: Looked) -> Arc<RuleLooked> {
        Arc::new(RuleLooked { rule, looked, generation: self.epoch.0 })
    }
}

impl PartialEq for Scripts {
    fn eq(&self, other: &Self) -> bool {
        (self.epoch, &self.memory) == (other.epoch, &other.memory)
    }
}

impl Eq for Scripts {}

impl Hash for Scripts {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.epoch, &self.memory).hash(state);
    }
}

/// The orders of one batch that the rule has failed. The batch is decided again without them.
#[derive(Debug, Default)]
pub(super) struct RuleFailures {
    failed: HashMap<usize, RuleError>,
    /// From behind this order on, the rule is not asked any more.
    stopped: Option<(usize, RuleError)>,
}

impl RuleFailures {
    /// So many orders of a batch may fail, each at the price of deciding the batch again.
    const MOST: usize = 3;

    /// Why the order at this place of the batch is not decided.
    pub(super) fn of(&self, place: usize) -> Option<&RuleError> {
        let stopped = self.stopped.as_ref().filter(|(last, _)| *last < place).map(|(_, error)| error);
        self.failed.get(&place).or(stopped)
    }

    /// The rule has failed the order at this place. A limit costs the bank more time than another mistake.
    pub(super) fn add(&mut self, place: usize, error: RuleError) {
        let first = self.stopped.as_ref().is_none_or(|(last, _)| place < *last);
        if first && (error.kind == RuleErrorKind::Limit || self.failed.len() + 1 >= Self::MOST) {
            self.stopped = Some((place, error.clone()));
        }
        self.failed.insert(place, error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: RuleErrorKind) -> RuleError {
        RuleError { kind, detail: "it failed".to_owned(), name: None, line: Some(2), column: Some(1) }
    }

    #[test]
    fn a_failure_costs_its_own_order_and_a_limit_or_the_third_also_the_rest_of_the_batch() {
        let mut failures = RuleFailures::default();
        failures.add(4, error(RuleErrorKind::UnknownName));
        failures.add(6, error(RuleErrorKind::UnknownName));
        let failed =
            |failures: &RuleFailures| (0..10).filter(|place| failures.of(*place).is_some()).collect::<Vec<_>>();
        assert_eq!(failed(&failures), [4, 6]);
        failures.add(7, error(RuleErrorKind::UnknownName));
        assert_eq!(failed(&failures), [4, 6, 7, 8, 9]);
        failures.add(1, error(RuleErrorKind::Limit));
        assert_eq!(failed(&failures), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
}
