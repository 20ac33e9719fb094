//! A refusal on the wire: problem details for HTTP APIs (RFC 9457).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The media type of every refusal.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A URI reference that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// The kind of problem in a few words, the same for every occurrence.
    pub title: Cow<'static, str>,
    /// The HTTP status, again.
    pub status: u16,
    /// This occurrence in one sentence: the member or the byte that is wrong.
    pub detail: String,
}

impl Problem {
    /// What the type of every problem of the lab begins with.
    pub const TYPES: &str = "urn:problem-type:exactly-once-lab:";
    /// The type of a `503` that is final: the rule of this ledger could not decide the order.
    pub const SCRIPT_FAILED: &str = "urn:problem-type:exactly-once-lab:script-failed";
    /// The type of a hub's `502`: it could not bring the request to its end at the bank, and that counts as no answer.
    pub const BANK_GONE: &str = "urn:problem-type:exactly-once-lab:bank-gone";
    /// The type of a room's `409` when every seat is taken.
    pub const ROOM_FULL: &str = "urn:problem-type:exactly-once-lab:room-full";
    /// The type of a room's `409` when the host lets nobody else in.
    pub const ROOM_LOCKED: &str = "urn:problem-type:exactly-once-lab:room-locked";
    /// The type of a room's `410` to the key or token of a seat that the host has freed.
    pub const SEAT_FREED: &str = "urn:problem-type:exactly-once-lab:seat-freed";
    /// The type of a room's `410` to the key or token of a seat that another device has taken over.
    pub const SEAT_TAKEN_OVER: &str = "urn:problem-type:exactly-once-lab:seat-taken-over";
}
