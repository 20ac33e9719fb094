//! The room: bodies of `/room` and `/room/*`, and what the feed says of a room.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

use crate::{RunId, Total};

/// The header that carries a seat's token.
pub const SEAT_TOKEN: &str = "seat-token";
/// The header that carries the host's key.
pub const HOST_KEY: &str = "host-key";
/// The most stations that a room can have.
pub const MAX_STATIONS: u8 = 64;

/// A station's number, from 1; 0 is the host's own lab. Written with two digits, as in `/s/07/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StationNumber(pub u8);

impl fmt::Display for StationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// The text is no [`StationNumber`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAStation;

impl FromStr for StationNumber {
    type Err = NotAStation;

    /// Reads two digits, from `00` to `64`, and nothing else.
    fn from_str(text: &str) -> Result<Self, NotAStation> {
        let two_digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| two_digits && *number <= MAX_STATIONS);
        number.map(Self).ok_or(NotAStation)
    }
}

impl fmt::Display for NotAStation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a station is written with two digits, from 00 to {MAX_STATIONS}")
    }
}

impl std::error::Error for NotAStation {}

/// Reads a scenario's name, or in its place the number of a chapter from 0 to 5.
fn scenario_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Named {
        // JSON does not tell 3 from 3.0.
        Chapter(f64),
        Name(String),
    }
    match Named::deserialize(deserializer)? {
        Named::Chapter(0.0) => Ok("by-hand".to_owned()),
        Named::Chapter(number) if number.fract() == 0.0 && (1.0..=5.0).contains(&number) => {
            Ok(format!("chapter-{number:.0}"))
        }
        Named::Chapter(number) => Err(D::Error::custom(format_args!("{number} is no chapter from 0 to 5"))),
        Named::Name(name) => Ok(name),
    }
}

/// The same where it may be absent.
fn maybe_scenario_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct Named(#[serde(deserialize_with = "scenario_name")] String);
    Ok(Option::<Named>::deserialize(deserializer)?.map(|Named(name)| name))
}

/// `GET /room`: what everybody may know. The feed says the same as [`LabEvent::Room`](crate::LabEvent::Room).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomState {
    /// Whether a seat can be taken: not locked, and not full.
    pub open: bool,
    /// Whether the host has locked the room.
    pub locked: bool,
    /// How many seats there are, and how many are taken.
    pub seats: SeatCounts,
    /// What the room does together.
    pub pace: Pace,
    /// How many payments a station sends.
    pub payments: u32,
    /// The last prediction of each station for each scenario: of the room's scenario when it is paced and revealed, of
    /// all when it is free; otherwise absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predictions: Option<Vec<StationPrediction>>,
    /// The last result that counts of each station in each scenario: of the same scenarios, under the same condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub results: Option<Vec<StationResult>>,
}

/// Seats of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatCounts {
    /// All of them.
    pub all: u8,
    /// Those that somebody has.
    pub taken: u8,
}

/// Who chooses the scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoomMode {
    /// Everybody.
    #[default]
    Free,
    /// The host.
    Paced,
}

/// What the room does together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Who chooses the scenario.
    pub mode: RoomMode,
    /// The scenario of the room, by its name (`by-hand`, `chapter-1` to `chapter-5`, or an exhibit's name).
    pub scenario: String,
    /// Whether the bank of that scenario is shown; for a paced room.
    pub revealed: bool,
    /// How often *Reveal all* was pressed; a page in a free room lifts its covers once for each new number.
    pub reveals: u32,
    /// Whether all runs are held.
    pub paused: bool,
}

/// `PUT /room/pace`: absent members stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaceRequest {
    /// See [`Pace::mode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<RoomMode>,
    /// See [`Pace::scenario`]; on input the number of a chapter will do. Only a different one covers the bank again.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "maybe_scenario_name")]
    pub scenario: Option<String>,
    /// See [`Pace::revealed`]. In a free room `true` counts [`Pace::reveals`] up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revealed: Option<bool>,
    /// See [`Pace::paused`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<bool>,
}

/// What somebody predicted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StationPrediction {
    /// Whose.
    pub station: StationNumber,
    /// For which scenario.
    pub scenario: String,
    /// The amount.
    pub prediction: Total,
}

/// A result that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StationResult {
    /// Whose.
    pub station: StationNumber,
    /// Of which scenario.
    pub scenario: String,
    /// What the station's ledger held when the run was done.
    pub transferred: Total,
}

/// `POST /room/seats`, with the seat key as `Idempotency-Key`: the code that the host shows, or the secret of the QR code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeatRequest {
    /// Six digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// 32 hexadecimal digits; also that of a seat's own QR code, which moves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// `POST /room/seats/recover`, with that browser's own seat key as `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverRequest {
    /// Which seat.
    pub station: StationNumber,
    /// Six digits.
    pub pin: String,
}

/// A seat, for its owner only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Its station.
    pub station: StationNumber,
    /// Its name, without the number.
    pub name: SeatName,
    /// Steers its station; a header of every writing request.
    pub token: String,
    /// Six digits with which another device takes it over.
    pub pin: String,
    /// Where the station's network listens.
    pub proxied_port: u16,
}

/// The word of a seat, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatName {
    /// In English.
    pub en: String,
    /// In German.
    pub de: String,
}

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
}

/// `GET /room/overview`, for the host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The room, with predictions and results whether revealed or not.
    pub room: RoomState,
    /// Six digits.
    pub code: String,
    /// The secret of the QR code.
    pub secret: String,
    /// Where participants come in, as the QR code says; null when no address is known.
    pub address: Option<String>,
    /// All addresses among which the host may choose.
    pub addresses: Vec<String>,
    /// Whether another device has reached one of these addresses already.
    pub seen_from_outside: bool,
    /// Whether somebody guesses codes.
    pub guessing: bool,
    /// The stations, from 1.
    pub stations: Vec<StationOverview>,
}

/// One tile of the dashboard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StationOverview {
    /// Which.
    pub station: StationNumber,
    /// Its name.
    pub name: SeatName,
    /// What happens there.
    pub state: StationActivity,
    /// The scenario that is chosen there.
    pub scenario: Option<String>,
    /// How much of the run is settled, from 0 to 100.
    pub percent: u8,
    /// What was predicted.
    pub prediction: Option<Total>,
    /// What the station's ledger comes to.
    pub transferred: Option<Total>,
    /// How many attempts the last run made, as the page says.
    pub attempts: u64,
    /// Whether the last finished run counts.
    pub counted: Option<Counted>,
    /// Seconds since the page was last heard of.
    pub age_s: Option<f64>,
    /// The five trials of the rule.
    pub trials: [Option<bool>; 5],
}

/// What happens at a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StationActivity {
    /// Nobody has the seat.
    Free,
    /// Nothing runs.
    Predicting,
    /// A run is under way.
    Running,
    /// A run is done.
    Done,
    /// The bank does not answer.
    BankDown,
    /// The page was silent for 40 s.
    Away,
    /// Its owner has left.
    Left,
}

impl StationActivity {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Free, Self::Predicting, Self::Running, Self::Done, Self::BankDown, Self::Away, Self::Left];

    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Predicting => "predicting",
            Self::Running => "running",
            Self::Done => "done",
            Self::BankDown => "bank-down",
            Self::Away => "away",
            Self::Left => "left",
        }
    }
}

/// `POST /room/stations/NN/move`, for the host: how the seat moves to another device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveOffer {
    /// Its PIN.
    pub pin: String,
    /// A QR code that moves it, as SVG.
    pub qr: String,
}

/// `PUT /room/lock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockRequest {
    /// Whether nobody else may come in.
    pub locked: bool,
}

/// What the feed tells a station's page: [`LabEvent::Station`](crate::LabEvent::Station).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StationNews {
    /// The host looks at this station.
    LookedAt,
    /// The host has freed the seat.
    Freed,
    /// Another device has taken the seat over.
    TakenOver,
    /// The host has reset the station: a run under way stops.
    Reset,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_is_written_with_two_digits() {
        assert_eq!("07".parse(), Ok(StationNumber(7)));
        assert_eq!(StationNumber(7).to_string(), "07");
        for text in ["", "7", "007", "65", "+7", "ab", "\u{664}\u{664}"] {
            assert_eq!(text.parse::<StationNumber>(), Err(NotAStation), "{text}");
        }
    }

    #[test]
    fn a_state_has_its_name_on_the_wire() {
        for state in StationActivity::ALL {
            assert_eq!(serde_json::to_value(state).expect("JSON"), state.as_str());
        }
    }

    #[test]
    fn a_chapter_may_be_named_by_its_number() {
        let read = |json: &str| serde_json::from_str::<PaceRequest>(json).map(|request| request.scenario).ok();
        assert_eq!(read(r#"{"scenario": 3}"#), Some(Some("chapter-3".to_owned())));
        assert_eq!(read(r#"{"scenario": 4.0}"#), Some(Some("chapter-4".to_owned())));
        assert_eq!(read(r#"{"scenario": 0}"#), Some(Some("by-hand".to_owned())));
        assert_eq!(read(r#"{"scenario": "one-key"}"#), Some(Some("one-key".to_owned())));
        assert_eq!(read(r#"{"scenario": null}"#), Some(None));
        assert_eq!(read("{}"), Some(None));
        for json in [
            r#"{"scenario": -1}"#,
            r#"{"scenario": 6}"#,
            r#"{"scenario": 2.5}"#,
            r#"{"scenario": 1e300}"#,
            r#"{"scenario": []}"#,
        ] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
