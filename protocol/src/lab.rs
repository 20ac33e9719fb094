//! The lab API: state, network, lease and counts. Bodies of `/lab/*`.

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

use crate::{KeyPolicy, RunId, Total};

/// `GET /lab/state`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabState {
    /// The lab's own version.
    pub version: String,
    /// Random, and new with each process: when it changes, the bank has died in between.
    pub start: String,
    /// The last id that came through the network to `GET /health?probe=ID`.
    pub probe: Option<String>,
    /// How many payments there are to send.
    pub payments: u32,
    /// What they come to.
    pub expected: Total,
    /// Where the page sends payments; null: its own host name with `proxied_port`.
    pub proxied_url: Option<String>,
    /// The port of the broken network, as Toxiproxy reports it, else as configured.
    pub proxied_port: u16,
    /// What the bank does with a key.
    pub key_policy: KeyPolicy,
    /// The pause of `check-then-insert`, in milliseconds.
    pub pause_ms: u32,
    /// Who holds the lease.
    pub run: Option<RunLease>,
    /// The network as Toxiproxy says it.
    pub network: NetworkState,
}

/// Who holds the lease, and for how long already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunLease {
    /// The holder.
    pub run: RunId,
    /// Seconds since the last renewal or arrival of that run.
    pub age_s: f64,
}

/// The network as Toxiproxy says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkState {
    /// Which Toxiproxy; null when it cannot be reached.
    pub name: Option<String>,
    /// Its version; null when it cannot be reached.
    pub version: Option<String>,
    /// Whether its control API answers.
    pub reachable: bool,
    /// The proxy `payment`.
    pub proxy: ProxyState,
    /// Share of requests lost, from 0 to 1, four decimals.
    pub request_loss: f64,
    /// Share of replies lost, from 0 to 1, four decimals.
    pub reply_loss: f64,
    /// Names of toxics on the proxy that are not the lab's.
    pub other_toxics: Vec<String>,
}

/// What the proxy `payment` looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProxyState {
    /// It listens where it should and leads to the bank.
    Ok,
    /// There is none.
    Missing,
    /// Somebody switched it off.
    Disabled,
    /// It listens somewhere else, or leads somewhere else.
    Elsewhere,
}

/// `PUT /lab/network`: the losses to set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Losses {
    /// Share of requests to lose, from 0 to 1.
    #[serde(rename = "request_loss")]
    pub request: f64,
    /// Share of replies to lose, from 0 to 1.
    #[serde(rename = "reply_loss")]
    pub reply: f64,
}

impl Losses {
    /// A stable network: no toxics at all.
    pub const NONE: Self = Self { request: 0.0, reply: 0.0 };
    // The original keeps a toxicity in 32 bits.
    const TOLERANCE: f64 = 1e-6;

    /// Both are shares from 0 to 1.
    pub fn are_shares(self) -> bool {
        [self.request, self.reply].iter().all(|loss| (0.0..=1.0).contains(loss))
    }

    /// Rounded to four decimals, as they are set and shown.
    #[must_use]
    pub fn rounded(self) -> Self {
        let round = |loss: f64| (loss * 1e4).round() / 1e4;
        Self { request: round(self.request), reply: round(self.reply) }
    }

    /// Equal as far as Toxiproxy can tell, after rounding.
    pub fn same_as(self, other: Self) -> bool {
        let (a, b) = (self.rounded(), other.rounded());
        (a.request - b.request).abs() < Self::TOLERANCE && (a.reply - b.reply).abs() < Self::TOLERANCE
    }
}

impl NetworkState {
    /// No Toxiproxy answers.
    pub fn unreachable() -> Self {
        Self {
            name: None,
            version: None,
            reachable: false,
            proxy: ProxyState::Missing,
            request_loss: 0.0,
            reply_loss: 0.0,
            other_toxics: Vec::new(),
        }
    }

    /// The losses as read back.
    pub fn losses(&self) -> Losses {
        Losses { request: self.request_loss, reply: self.reply_loss }
    }
}

/// `PUT /lab/key-policy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPolicyRequest {
    /// The policy to put in force.
    pub policy: KeyPolicy,
    /// The pause of `check-then-insert`, in milliseconds; absent: unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole_number")]
    pub pause_ms: Option<u32>,
}

/// A whole number is one however it is written: JSON does not tell `45` from `45.0` or `4.5e1`.
fn whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let Some(number) = Option::<serde_json::Number>::deserialize(deserializer)? else { return Ok(None) };
    let whole = || {
        let float = number.as_f64().filter(|float| float.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(float));
        // Digits alone, since it is whole.
        float.and_then(|float| format!("{:.0}", float.abs()).parse().ok())
    };
    let found = number.as_u64().and_then(|number| u32::try_from(number).ok()).or_else(whole);
    found.map(Some).ok_or_else(|| de::Error::custom(format_args!("{number} is no whole number from 0")))
}

/// `GET /lab/code?since=POLICY`: the functions that decide, as the running bank was compiled from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyCode {
    /// Whose code.
    pub policy: KeyPolicy,
    /// The file it was cut from, as a path in the repository.
    pub file: String,
    /// The number of its first line in that file, from 1.
    pub first_line: usize,
    /// The lines, as they stand there.
    pub code: String,
    /// The numbers, in that file, of the lines that the policy asked for with `since` does not have.
    #[serde(default)]
    pub changed: Vec<usize>,
}

/// `POST /lab/run`: takes the lease, or renews it for its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRequest {
    /// Who asks.
    pub run: RunId,
}

/// `GET /lab/runs/{run}`: what the bank counted of a run, in memory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunCounts {
    /// Whose counts.
    pub run: RunId,
    /// Attempts that arrived, hidden repeats included.
    pub arrivals: u64,
    /// Arrivals of an attempt that had arrived before: the browser resent it by itself.
    pub hidden_repeats: u64,
    /// `OPTIONS` to `/payments*` while the run held the lease and after its first arrival.
    pub preflights: u64,
    /// Whether this process saw the whole run.
    pub complete: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_a_whole_number_however_it_is_written() {
        let pause = |text: &str| {
            let body = format!(r#"{{"policy": "unique", "pause_ms": {text}}}"#);
            serde_json::from_str::<KeyPolicyRequest>(&body).map(|request| request.pause_ms).ok()
        };
        for text in ["45", "45.0", "4.5e1"] {
            assert_eq!(pause(text), Some(Some(45)), "{text}");
        }
        assert_eq!(pause("null"), Some(None));
        assert_eq!(pause("-0.0"), Some(Some(0)));
        for text in ["45.5", "-1", "1e300", "4294967296", "\"45\"", "true", "[]"] {
            assert_eq!(pause(text), None, "{text}");
        }
    }

    #[test]
    fn losses_are_compared_as_the_original_keeps_them() {
        let asked = Losses { request: 0.3, reply: 0.123_449 };
        let kept = Losses { request: f64::from(0.3_f32), reply: f64::from(0.1234_f32) };
        assert!(asked.same_as(kept));
        assert!(!asked.same_as(Losses { request: 0.3001, reply: 0.1234 }));
        assert!(!Losses { request: 1.1, reply: 0.0 }.are_shares());
        assert!(!Losses { request: f64::NAN, reply: 0.0 }.are_shares());
    }
}
