//! The shortest ways to break a key policy, as the model checker found them.
//!
//! The checker (the crate `model`) writes [`FILE`], and its test compares the file with what it finds; the page is
//! compiled with the same file and draws it. So this crate knows neither of them, and compiles for wasm.

use protocol::KeyPolicy;
use serde::{Deserialize, Serialize};

/// What was found, as JSON.
pub const FILE: &str = include_str!("../counterexamples.json");

/// What was looked for under one key policy, how far, and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterexample {
    /// What the bank does with a key.
    pub policy: KeyPolicy,
    /// The rule that the bank asks under the policy `script`: its name among the samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What must not happen.
    pub violation: Violation,
    /// How far it was tried.
    pub bounds: Bounds,
    /// How many states were looked at: all there are within the bounds, or until something was found.
    pub states: usize,
    /// The shortest way there; `None` where there is no way at all.
    pub steps: Option<Vec<Event>>,
}

/// What must not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Violation {
    /// One payment is made twice.
    PaidTwice,
    /// A payment is acknowledged, and the ledger does not have it.
    AcknowledgedUnpaid,
}

/// How far everything is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bounds {
    /// So many payments, all of them under way at once.
    pub payments: u32,
    /// At most so many attempts of each. With five failures at most none of them waits for a clock.
    pub attempts: u32,
    /// The bank's process ends at most so often.
    pub crashes: u8,
    /// Whether the client gives attempts up whose requests or replies still travel.
    pub gives_up: bool,
}

/// What happens, one step after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What it is.
    pub step: EventKind,
    /// The payment, from 1; absent for a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<u32>,
    /// The attempt of the payment, from 1; absent for a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// The status of the reply, where one leaves the bank or reaches the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How many rows the ledger holds afterwards.
    pub rows: usize,
}

/// The name of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// The client sends an attempt.
    Send,
    /// Its request is lost.
    LoseRequest,
    /// Its request reaches the bank, which looks for the key, finds nothing, and pauses.
    Look,
    /// Its request reaches the bank, which decides.
    Decide,
    /// The bank decides what it did not find before its pause.
    PauseEnds,
    /// The reply is lost.
    LoseReply,
    /// The reply reaches the client.
    Answer,
    /// The client waits no longer.
    GiveUp,
    /// The bank's process ends, and another begins.
    Crash,
}

impl EventKind {
    /// Returns its name in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::LoseRequest => "lose-request",
            Self::Look => "look",
            Self::Decide => "decide",
            Self::PauseEnds => "pause-ends",
            Self::LoseReply => "lose-reply",
            Self::Answer => "answer",
            Self::GiveUp => "give-up",
            Self::Crash => "crash",
        }
    }
}

/// Returns what was found, in the order in which it was looked for.
///
/// # Panics
/// Where the file is not what this crate describes; a test holds that it is.
pub fn found() -> Vec<Counterexample> {
    serde_json::from_str(FILE).expect("the file of counterexamples")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_and_written_without_a_difference() {
        assert!(serde_json::to_string_pretty(&found()).expect("JSON") + "\n" == FILE);
    }

    #[test]
    fn a_step_has_the_name_that_the_file_gives_it() {
        for event in found().into_iter().filter_map(|found| found.steps).flatten() {
            assert_eq!(serde_json::to_value(event.step).expect("JSON"), event.step.as_str());
        }
    }
}
