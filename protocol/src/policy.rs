//! What the bank does with an idempotency key.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest pause of [`KeyPolicy::CheckThenInsert`] between look and insert, in milliseconds.
pub const MAX_PAUSE_MS: u32 = 10_000;

/// What [`KeyPolicy::Script`] was called before.
const FORMER_SCRIPT: &str = "yours";

/// What the bank does with an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyPolicy {
    /// Never parses or stores it.
    Ignore,
    /// Parses, logs and stores it, and claims nothing.
    Log,
    /// Claims it under a unique constraint in the payment's own transaction.
    Unique,
    /// Answers like `unique`, but remembers keys in the process only.
    Memory,
    /// Looks at stored keys, waits, inserts without a constraint.
    CheckThenInsert,
    /// Asks the rule that somebody wrote on the page. (It was called `yours` before, in ledgers and addresses.)
    #[serde(alias = "yours")]
    Script,
}

/// The text names no key policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownPolicy;

impl KeyPolicy {
    /// All of them, from careless to strict, then the two beyond the workshop, then the exercise.
    pub const ALL: [Self; 6] =
        [Self::Ignore, Self::Log, Self::Unique, Self::Memory, Self::CheckThenInsert, Self::Script];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::Log => "log",
            Self::Unique => "unique",
            Self::Memory => "memory",
            Self::CheckThenInsert => "check-then-insert",
            Self::Script => "script",
        }
    }
}

impl FromStr for KeyPolicy {
    type Err = UnknownPolicy;

    fn from_str(text: &str) -> Result<Self, UnknownPolicy> {
        if text == FORMER_SCRIPT {
            return Ok(Self::Script);
        }
        Self::ALL.into_iter().find(|policy| policy.as_str() == text).ok_or(UnknownPolicy)
    }
}

impl fmt::Display for KeyPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for UnknownPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key policy is one of ignore, log, unique, memory, check-then-insert, script")
    }
}

impl std::error::Error for UnknownPolicy {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_has_one_name_in_text_and_in_json() {
        for policy in KeyPolicy::ALL {
            assert_eq!(policy.as_str().parse(), Ok(policy));
            assert_eq!(serde_json::to_value(policy).expect("JSON"), policy.as_str());
        }
        assert_eq!("Unique".parse::<KeyPolicy>(), Err(UnknownPolicy));
    }

    #[test]
    fn a_kept_ledger_or_address_that_says_yours_means_script() {
        assert_eq!("yours".parse(), Ok(KeyPolicy::Script));
        assert_eq!(serde_json::from_str::<KeyPolicy>("\"yours\"").expect("JSON"), KeyPolicy::Script);
    }
}
