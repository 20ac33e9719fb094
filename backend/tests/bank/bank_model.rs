//! The bank as the contract tells it, in a few maps.

use std::collections::HashMap;

use protocol::KeyPolicy;

/// What a decision was, without the receipt's number and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Executed,
    Replayed,
    Mismatch,
}

/// What the contract says of keys, and nothing of how.
pub(crate) struct BankModel {
    pub(crate) policy: KeyPolicy,
    /// The policy that the rule of the ledger repeats.
    rule: KeyPolicy,
    claimed: HashMap<u8, u8>,
    pub(crate) remembered: HashMap<u8, u8>,
    /// The first payment stored with a key, under any policy.
    stored: HashMap<u8, u8>,
    pub(crate) cents: u64,
    pub(crate) entries: usize,
}

impl BankModel {
    /// A new ledger with a rule that repeats a policy.
    pub(crate) fn new(rule: KeyPolicy) -> Self {
        Self {
            policy: KeyPolicy::Unique,
            rule,
            claimed: HashMap::new(),
            remembered: HashMap::new(),
            stored: HashMap::new(),
            cents: 0,
            entries: 0,
        }
    }

    pub(crate) fn pay(&mut self, key: Option<u8>, cents: u8) -> Outcome {
        let first = key.and_then(|key| match self.effective() {
            KeyPolicy::Ignore | KeyPolicy::Log | KeyPolicy::Script => None,
            KeyPolicy::Unique => self.claimed.get(&key),
            KeyPolicy::Memory => self.remembered.get(&key),
            KeyPolicy::CheckThenInsert => self.stored.get(&key),
        });
        match first {
            Some(first) if *first == cents => Outcome::Replayed,
            Some(_) => Outcome::Mismatch,
            None => {
                self.execute(key, cents);
                Outcome::Executed
            }
        }
    }

    /// The policy by which keys are judged.
    fn effective(&self) -> KeyPolicy {
        if self.policy == KeyPolicy::Script { self.rule } else { self.policy }
    }

    fn execute(&mut self, key: Option<u8>, cents: u8) {
        self.cents += u64::from(cents);
        self.entries += 1;
        let Some(key) = key.filter(|_| self.policy != KeyPolicy::Ignore) else { return };
        self.stored.entry(key).or_insert(cents);
        match self.effective() {
            KeyPolicy::Unique => self.claimed.insert(key, cents),
            KeyPolicy::Memory => self.remembered.insert(key, cents),
            _ => None,
        };
    }

    pub(crate) fn delete(&mut self) {
        *self = Self { policy: self.policy, ..Self::new(self.rule) };
    }
}
