//! The rule of this ledger, as last read, and whether somebody else has put it there.

use protocol::Script;

use super::Model;

/// What is known of the ledger's rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LedgerRule {
    /// The rule; `None` before it was read.
    pub script: Option<Script>,
    /// Whether another page has saved it, and nobody here has said yet that this is known.
    pub is_news: bool,
}

impl LedgerRule {
    /// Returns the rule's number.
    pub(super) fn change(&self) -> Option<u64> {
        self.script.as_ref().map(|script| script.change)
    }
}

impl Model {
    /// The ledger's rule was read.
    pub fn rule_read(&mut self, script: Script) {
        let known = self.rule.change();
        self.rule.is_news |= known.is_some_and(|known| known != script.change);
        self.keep_rule(script);
    }

    /// This page has saved it.
    pub fn rule_saved(&mut self, script: Script) {
        self.rule.is_news = false;
        self.keep_rule(script);
    }

    /// Somebody has seen that another page has saved a rule.
    pub fn acknowledge_rule(&mut self) {
        self.rule.is_news = false;
    }

    fn keep_rule(&mut self, script: Script) {
        if self.rule.change().is_some() {
            self.rule_has_changed(script.change);
        }
        self.rule.script = Some(script);
    }
}
