//! The key policies: what the bank does with an idempotency key.
//!
//! Each is one file and one decisive function. They run inside the transaction of their batch, one after the other.

mod check_then_insert;
pub(crate) mod code;
mod ignore;
mod log;
mod memory;
mod script;
mod unique;

use std::sync::Arc;

use protocol::{KeyPolicy, Receipt, RuleError};

use super::decision::{Decision, Order};
use super::script::{RuleLooked, Scripts};
use super::store::{Settings, StoreError, Transaction};
use memory::Memory;

/// What a policy says to an order.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It is settled.
    Decided(Decision),
    /// A rule settled it, and noted this on the way.
    Noted(Decision, Vec<String>),
    /// It was looked for and not found; the order waits, and comes back at this stage.
    Pause(Stage),
    /// The rule failed. Whatever it did must be undone.
    Failed(RuleError),
}

/// How far an order has come. Only who looks first needs two steps.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// It has just arrived.
    Fresh,
    /// `check-then-insert` looked, found nothing and waited.
    Looked,
    /// The rule looked, found nothing and waited.
    RuleLooked(Arc<RuleLooked>),
}

impl Stage {
    /// Whether the rule decides an order with a key at this stage.
    pub(super) fn asks_the_rule(&self, settings: &Settings) -> bool {
        settings.policy == KeyPolicy::Script && !matches!(self, Self::Looked)
    }

    /// What the rule saw, as long as the ledger has not been deleted since.
    fn seen_by_rule(&self, settings: &Settings) -> Option<&RuleLooked> {
        match self {
            Self::RuleLooked(looked) if looked.generation == settings.generation => Some(looked),
            Self::RuleLooked(_) | Self::Fresh | Self::Looked => None,
        }
    }
}

/// What the policies know beyond the ledger. Two that are equal decide alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Knowledge {
    /// The keys that `memory` has seen.
    pub(super) keys: Memory,
    /// The rule, and what it remembers.
    pub(super) scripts: Scripts,
}

impl Knowledge {
    /// A batch begins.
    pub(super) fn begin(&mut self, settings: &Settings, ledger: &mut dyn Transaction) -> Result<(), StoreError> {
        self.keys.begin(settings.generation);
        self.scripts.begin(settings, ledger)
    }

    /// The batch is on disk.
    pub(super) fn commit(&mut self) {
        self.keys.commit();
        self.scripts.commit();
    }
}

/// Asks the policy in force.
pub(super) fn decide(
    order: &Order,
    stage: &Stage,
    settings: &Settings,
    knowledge: &mut Knowledge,
    ledger: &mut dyn Transaction,
) -> Result<Verdict, StoreError> {
    let Some(key) = &order.key else {
        return ledger.insert(order, None).map(executed);
    };
    if matches!(stage, Stage::Looked) {
        return check_then_insert::insert(order, key, ledger).map(Verdict::Decided);
    }
    match settings.policy {
        KeyPolicy::Ignore => ignore::pay(order, ledger).map(Verdict::Decided),
        KeyPolicy::Log => log::pay(order, key, ledger).map(Verdict::Decided),
        KeyPolicy::Unique => unique::pay(order, key, ledger).map(Verdict::Decided),
        KeyPolicy::Memory => memory::pay(order, key, &mut knowledge.keys, ledger).map(Verdict::Decided),
        KeyPolicy::CheckThenInsert => check_then_insert::look(order, key, ledger),
        KeyPolicy::Script => script::pay(order, key, stage.seen_by_rule(settings), &mut knowledge.scripts, ledger),
    }
}

fn executed(receipt: Receipt) -> Verdict {
    Verdict::Decided(Decision::Executed(receipt))
}
