//! The key policies by themselves, without store, clock and threads: for a checker that tries everything that can happen.

use super::decision::{Decision, Order};
use super::policy::{self, Memory, Stage, Verdict};
use super::store::{Settings, StoreError, Transaction};

/// The policies, and what they know beyond the ledger. Two that are equal decide alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Policies {
    memory: Memory,
}

impl Policies {
    /// Decides one order as the writer does, in a batch of its own; `None` where the policy lets it pause. After the
    /// pause it has `looked`.
    pub fn decide(
        &mut self,
        order: &Order,
        looked: bool,
        settings: &Settings,
        ledger: &mut dyn Transaction,
    ) -> Result<Option<Decision>, StoreError> {
        self.memory.begin(settings.generation);
        let stage = if looked { Stage::Looked } else { Stage::Fresh };
        let verdict = policy::decide(order, stage, settings, &mut self.memory, ledger)?;
        self.memory.commit();
        Ok(match verdict {
            Verdict::Decided(decision) => Some(decision),
            Verdict::Pause => None,
        })
    }
}
