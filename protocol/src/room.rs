//! The room: bodies of `/room` and `/room/*`, and what the feed says of a room.

use std::fmt;

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
    /// The predictions for the scenario of the room; only when revealed or free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predictions: Option<Vec<StationPrediction>>,
    /// The results that count; only when revealed or free.
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
    /// See [`Pace::scenario`]. Only a different one covers the bank again.
    #[serde(skip_serializing_if = "Option::is_none")]
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
    /// Its name, an index of the list of names in either language.
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
    /// Rises with each request.
    pub seq: u64,
    /// What the participant does.
    pub state: Activity,
    /// The scenario that is chosen, by its name.
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
    /// Whether another device has reached the room already.
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
