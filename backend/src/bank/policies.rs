//! The key policies by themselves, without store, clock and threads: for a checker that tries everything that can happen.

use super::decision::{Decision, Order};
use super::policy::{self, Knowledge, Stage, Verdict};
use super::store::{Settings, StoreError, Transaction};

/// The policies, and what they know beyond the ledger. Two that are equal decide alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Policies {
    knowledge: Knowledge,
}

impl Policies {
    /// Decides one order as the writer does, in a batch of its own; `None` where the policy lets it pause. After the
    /// pause it has `looked`. (A rule that looks does not pause here: what it saw is no part of this state.)
    ///
    /// # Errors
    /// The ledger's own, and a rule that fails.
    pub fn decide(
        &mut self,
        order: &Order,
        looked: bool,
        settings: &Settings,
        ledger: &mut dyn Transaction,
    ) -> Result<Option<Decision>, StoreError> {
        self.knowledge.begin(settings, ledger)?;
        let mut stage = if looked { Stage::Looked } else { Stage::Fresh };
        let decision = loop {
            match policy::decide(order, &stage, settings, &mut self.knowledge, ledger)? {
                Verdict::Decided(decision) | Verdict::Noted(decision, _) => break Some(decision),
                Verdict::Pause(next @ Stage::RuleLooked(_)) => stage = next,
                Verdict::Pause(_) => break None,
                Verdict::Failed(error) => return Err(StoreError::lasting(error)),
            }
        };
        self.knowledge.commit();
        Ok(decision)
    }
}
