//! The event feed: what the bank saw, as server-sent events of `GET /lab/events`.

use serde::{Deserialize, Serialize};

use crate::{KeyPolicyRequest, NetworkState, RunId, RunLease};

/// What the bank decided about one arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Paid.
    Executed,
    /// The key was known with the same payment: the first receipt again.
    Replayed,
    /// The key was known with another payment: nothing paid.
    Mismatch,
    /// Refused before any of that: nothing paid.
    Refused,
}

/// One event of the feed.
#[derive(Clone, Debug, PartialEq)]
pub enum LabEvent {
    /// A payment arrived and was decided.
    Payment(PaymentEvent),
    /// Another key policy is in force.
    Policy(KeyPolicyRequest),
    /// The network changed.
    Network(NetworkState),
    /// The lease was taken or freed.
    Lease(Option<RunLease>),
    /// The ledger was deleted.
    Cleared,
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

/// The name of an event in the feed (the `event:` field), and its data as JSON.
impl LabEvent {
    /// Every name, in the order of the enum.
    pub const NAMES: [&'static str; 7] = ["payment", "policy", "network", "lease", "cleared", "started", "lagged"];

    /// The `event:` field.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Payment(_) => "payment",
            Self::Policy(_) => "policy",
            Self::Network(_) => "network",
            Self::Lease(_) => "lease",
            Self::Cleared => "cleared",
            Self::Started => "started",
            Self::Lagged => "lagged",
        }
    }

    /// The `data:` field: JSON on one line.
    pub fn data(&self) -> serde_json::Result<String> {
        match self {
            Self::Payment(payment) => serde_json::to_string(payment),
            Self::Policy(policy) => serde_json::to_string(policy),
            Self::Network(network) => serde_json::to_string(network),
            Self::Lease(lease) => serde_json::to_string(lease),
            Self::Cleared | Self::Started | Self::Lagged => Ok("{}".to_owned()),
        }
    }

    /// Reads an event back from its two fields; `None` for a name it does not know.
    pub fn from_fields(name: &str, data: &str) -> serde_json::Result<Option<Self>> {
        Ok(Some(match name {
            "payment" => Self::Payment(serde_json::from_str(data)?),
            "policy" => Self::Policy(serde_json::from_str(data)?),
            "network" => Self::Network(serde_json::from_str(data)?),
            "lease" => Self::Lease(serde_json::from_str(data)?),
            "cleared" => Self::Cleared,
            "started" => Self::Started,
            "lagged" => Self::Lagged,
            _ => return Ok(None),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::KeyPolicy;

    #[test]
    fn an_event_is_read_back_from_its_fields() {
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
            LabEvent::Lease(None),
            LabEvent::Cleared,
            LabEvent::Started,
            LabEvent::Lagged,
        ];
        for (event, name) in events.into_iter().zip(LabEvent::NAMES) {
            assert_eq!(event.name(), name);
            let data = event.data().expect("JSON");
            let back = LabEvent::from_fields(name, &data).expect("its own JSON");
            assert_eq!(back, Some(event));
        }
    }
}
