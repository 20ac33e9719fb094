//! The event feed: what the bank saw, as server-sent events of `GET /lab/events`.

use serde::{Deserialize, Serialize};

use crate::room::{RoomState, StationNews, StationNumber};
use crate::{KeyPolicyRequest, NetworkState, RunId, RunLease};

/// What the bank decided about one arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Paid.
    Executed,
    /// The key was known with the same payment: the first receipt again.
    Replayed,
    /// The key was known with another payment: nothing paid.
    Mismatch,
    /// The rule said no: nothing paid.
    RuleRefused,
    /// Refused before any of that: nothing paid.
    Refused,
}

/// One event of the feed: an unnamed message whose `data:` is this as JSON on one line, tagged by its member `event`.
/// (Events of different names would reach a page in streams of their own, and lose their order.)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum LabEvent {
    /// A payment arrived and was decided.
    Payment(PaymentEvent),
    /// Another key policy is in force.
    Policy(KeyPolicyRequest),
    /// The network changed.
    Network(NetworkState),
    /// The lease was taken or freed.
    Lease {
        /// Who holds it now.
        lease: Option<RunLease>,
    },
    /// The ledger was deleted.
    Cleared,
    /// Another rule was saved.
    Script(ScriptEvent),
    /// The rule left a line in the bank's log.
    Note(NoteEvent),
    /// The room as it is now; said by a room's hub.
    Room(RoomState),
    /// Something happened to a seat; said by a room's hub.
    Station {
        /// Which.
        station: StationNumber,
        /// What.
        news: StationNews,
    },
    /// The station's bank is gone; the feed stays open, and `started` follows when it is back. Said by a room's hub.
    BankDown,
    /// The bank has started, or this feed has just been opened.
    Started,
    /// Events were lost: read the ledger again.
    Lagged,
}

/// `payment`: one arrival and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentEvent {
    /// The run, where the attempt was numbered.
    pub run: Option<RunId>,
    /// The payment's number, where the attempt was numbered.
    pub payment: Option<u32>,
    /// The attempt's number, where it was numbered.
    pub attempt: Option<u32>,
    /// The key as parsed; null when there was none, or the policy does not look.
    pub key: Option<String>,
    /// What the bank decided.
    pub decision: Decision,
    /// The HTTP status of the answer.
    pub status: u16,
}

/// `script`: another rule was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptEvent {
    /// The number of the rule that is in place now, as in [`Script`](crate::Script).
    pub change: u64,
}

/// `note`: what the rule noted while it decided an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteEvent {
    /// The run, where the attempt was numbered.
    pub run: Option<RunId>,
    /// The payment's number, where the attempt was numbered.
    pub payment: Option<u32>,
    /// The attempt's number, where it was numbered.
    pub attempt: Option<u32>,
    /// What the rule said; somebody wrote it, and it is never markup.
    pub text: String,
}

impl LabEvent {
    /// Returns the value of its tag.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Payment(_) => "payment",
            Self::Policy(_) => "policy",
            Self::Network(_) => "network",
            Self::Lease { .. } => "lease",
            Self::Cleared => "cleared",
            Self::Script(_) => "script",
            Self::Note(_) => "note",
            Self::Room(_) => "room",
            Self::Station { .. } => "station",
            Self::BankDown => "bank-down",
            Self::Started => "started",
            Self::Lagged => "lagged",
        }
    }

    /// Returns the message's `data:`, JSON on one line.
    pub fn data(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    /// Reads an event back from its message's data.
    pub fn from_data(data: &str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Tag {
            event: String,
        }
        let Tag { event } = serde_json::from_str(data)?;
        // A total is read from its digits as they stand there, which serde does not keep inside of a tagged enum.
        if event == "room" { serde_json::from_str(data).map(Self::Room) } else { serde_json::from_str(data) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::{Pace, RoomMode, SeatCounts, StationPrediction, StationResult};
    use crate::{KeyPolicy, Total};

    fn revealed_room() -> RoomState {
        let (station, scenario, total) = (StationNumber(7), "chapter-3".to_owned(), Total::from_cents(14_350));
        let pace =
            Pace { mode: RoomMode::Paced, scenario: scenario.clone(), revealed: true, reveals: 0, paused: false };
        RoomState {
            open: true,
            locked: false,
            seats: SeatCounts { all: 30, taken: 27 },
            pace,
            payments: 100,
            predictions: Some(vec![StationPrediction { station, scenario: scenario.clone(), prediction: total }]),
            results: Some(vec![StationResult { station, scenario, transferred: total }]),
        }
    }

    #[test]
    fn an_event_is_tagged_with_its_name_and_read_back() {
        let events = [
            LabEvent::Payment(PaymentEvent {
                run: Some("abcdefgh".parse().expect("a run id")),
                payment: Some(1),
                attempt: Some(2),
                key: None,
                decision: Decision::Replayed,
                status: 208,
            }),
            LabEvent::Policy(KeyPolicyRequest { policy: KeyPolicy::Log, pause_ms: Some(45) }),
            LabEvent::Network(NetworkState::unreachable()),
            LabEvent::Lease { lease: None },
            LabEvent::Cleared,
            LabEvent::Room(revealed_room()),
            LabEvent::Script(ScriptEvent { change: 3 }),
            LabEvent::Note(NoteEvent { run: None, payment: None, attempt: None, text: "<b>".to_owned() }),
            LabEvent::Started,
            LabEvent::Lagged,
        ];
        for event in events {
            let data = event.data().expect("JSON");
            let tag: serde_json::Value = serde_json::from_str(&data).expect("JSON");
            assert_eq!(tag["event"], event.name());
            assert_eq!(LabEvent::from_data(&data).expect("its own JSON"), event);
        }
    }
}
