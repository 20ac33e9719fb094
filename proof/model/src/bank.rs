//! The bank: the real policies, on a ledger in memory.

use std::collections::BTreeSet;

use backend::bank::store::Settings;
use backend::bank::{Decision, Order, Policies};
use protocol::Receipt;

use crate::ledger::{Batch, Ledger};
use crate::{Setting, Wire};

/// The bank, at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Bank {
    ledger: Ledger,
    policies: Policies,
    /// Orders that have looked, and pause.
    pub(crate) pausing: BTreeSet<Wire>,
}

impl Bank {
    /// Decides an order, or lets it pause.
    pub(crate) fn decide(&mut self, wire: Wire, order: &Order, setting: &Setting) -> Option<Decision> {
        let looked = self.pausing.remove(&wire);
        let settings = Settings { policy: setting.key_policy, ..Settings::NEW };
        let mut batch = Batch { ledger: &mut self.ledger, settings, rule: setting.rule };
        let decision = self.policies.decide(order, looked, &settings, &mut batch).expect("this ledger does not fail");
        if decision.is_none() {
            self.pausing.insert(wire);
        }
        decision
    }

    /// The process ends: what it knew is gone, and so are the orders that paused, which are returned.
    pub(crate) fn crash(&mut self) -> BTreeSet<Wire> {
        self.policies = Policies::default();
        std::mem::take(&mut self.pausing)
    }

    pub(crate) fn rows(&self) -> &[Receipt] {
        self.ledger.rows()
    }
}
