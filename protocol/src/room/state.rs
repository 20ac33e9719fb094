//! What everybody may know of a room, and what the feed says of it.

use serde::{Deserialize, Serialize};

use super::pace::Pace;
use super::seats::SeatCounts;
use super::station::StationNumber;
use crate::Total;

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
