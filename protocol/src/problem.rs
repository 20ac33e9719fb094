//! A refusal on the wire: problem details for HTTP APIs (RFC 9457).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The media type of every refusal.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// The type of a problem that says no more than its status (RFC 9457, section 4.2.1).
    pub const ABOUT_BLANK: &str = "about:blank";
    /// What the type of every problem of the lab begins with.
    pub const TYPES: &str = "urn:problem-type:exactly-once-lab:";
    /// The type of a `503` that is final: the rule of this ledger could not decide the order.
    pub const SCRIPT_FAILED: &str = "urn:problem-type:exactly-once-lab:script-failed";
    /// The type of a `502`: the network's control API does not answer, and may be starting anew.
    pub const NETWORK_GONE: &str = "urn:problem-type:exactly-once-lab:network-gone";
    /// The type of a `409`: the network has no proxy for the bank, or it is switched off.
    pub const NO_PROXY: &str = "urn:problem-type:exactly-once-lab:no-proxy";
    /// The type of a `403` to a control: not from there.
    pub const CONTROLS_CLOSED: &str = "urn:problem-type:exactly-once-lab:controls-closed";
    /// The type of a `422`: the key stands for another payment.
    pub const KEY_OF_ANOTHER_PAYMENT: &str = "urn:problem-type:exactly-once-lab:key-of-another-payment";
    /// The type of a `422` in the words of the ledger's rule.
    pub const RULE_REFUSED: &str = "urn:problem-type:exactly-once-lab:rule-refused";
    /// The type of a `503`: not now, and nothing was executed.
    pub const UNAVAILABLE: &str = "urn:problem-type:exactly-once-lab:unavailable";
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

    /// Returns a problem of this type, without a title.
    pub fn of_type(kind: &'static str, status: u16, detail: impl Into<String>) -> Self {
        Self { kind: kind.into(), title: "".into(), status, detail: detail.into() }
    }
}
