//! What a page says of itself, and what the hub keeps of its seat.

use serde::{Deserialize, Serialize};

use super::pace::scenario_name;
use super::seats::Seat;
use super::state::RoomState;
use crate::{RunId, Total};

/// `PUT /room/me`: what a page says of itself, every 5 s while visible and at each change. An older `seq` changes nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MyState {
    /// Rises with each request, at most 2^53 - 1. [`Me::seq`] says where another device goes on.
    pub seq: u64,
    /// What the participant does.
    pub state: Activity,
    /// The scenario that is chosen, by its name; on input the number of a chapter will do.
    #[serde(deserialize_with = "scenario_name")]
    pub scenario: String,
    /// The settings of the run, or those that are chosen.
    #[serde(default)]
    pub settings: Option<RunSettings>,
    /// How much of the run is settled, from 0 to 100.
    #[serde(default)]
    pub percent: u8,
    /// What was predicted, from 0 to four times what is expected.
    #[serde(default)]
    pub prediction: Option<Total>,
    /// The run that is under way or done.
    #[serde(default)]
    pub run: Option<RunId>,
    /// How many attempts it made.
    #[serde(default)]
    pub attempts: u64,
    /// Whether it was stopped.
    #[serde(default)]
    pub stopped: bool,
    /// The five trials of the rule, in their order: passed, failed, or not judged.
    #[serde(default)]
    pub trials: [Option<bool>; 5],
}

/// What a participant does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activity {
    /// Looks at the page; nothing runs.
    #[default]
    Predicting,
    /// A run is under way.
    Running,
    /// A run has its verdict.
    Done,
    /// *Leave* was pressed.
    Left,
}

/// The settings of a run on the wire: the words of the contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSettings {
    /// How many payments it sends.
    pub payments: u32,
    /// The client policy.
    pub client_policy: String,
    /// `at-once` or `later`.
    pub retry_order: String,
    /// The key policy.
    pub key_policy: String,
    /// The pause of `check-then-insert`, in milliseconds.
    pub pause_ms: u32,
    /// Share of requests lost.
    pub request_loss: f64,
    /// Share of replies lost.
    pub reply_loss: f64,
    /// How many attempts are under way at once.
    pub senders: usize,
    /// An attempt without an answer is aborted after this long, in milliseconds.
    pub attempt_timeout: u64,
}

/// `GET` and `PUT /room/me`: the room as it is, and what the hub keeps of this seat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Me {
    /// The seat.
    pub seat: Seat,
    /// The last `seq` that counted.
    pub seq: u64,
    /// The room.
    pub room: RoomState,
    /// What the hub read of the run that was said to be done, if it did.
    pub result: Option<MyResult>,
}

/// What the hub read of a run when it was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MyResult {
    /// Which.
    pub run: RunId,
    /// What the ledger held; null when it was read too late.
    pub transferred: Option<Total>,
    /// How many entries were not of this run.
    pub other_traffic: u64,
    /// Whether it is a dot, or why not.
    pub counted: Counted,
}

/// Whether a run counts in the room's statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// It does.
    Counted,
    /// Its settings are not the scenario's own.
    OtherSettings,
    /// It was stopped.
    Stopped,
    /// Somebody else paid into its ledger.
    OtherTraffic,
    /// Ledger, policy or network changed under it.
    Disturbed,
    /// It began after *Reveal all*.
    AfterReveal,
    /// Another run had taken the lease before the ledger was read.
    ReadTooLate,
    /// Payments are missing that a whole run leaves in its ledger.
    Incomplete,
}
