//! Seats: how somebody gets one, and what its owner knows.

use serde::{Deserialize, Serialize};

use super::station::StationNumber;

/// Seats of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatCounts {
    /// All of them.
    pub all: u8,
    /// Those that somebody has.
    pub taken: u8,
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

/// `POST /room/stations/NN/move`, for the host: how the seat moves to another device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveOffer {
    /// Its PIN.
    pub pin: String,
    /// A QR code that moves it, as SVG; absent when no address is known to which it could lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr: Option<String>,
}

/// `PUT /room/lock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockRequest {
    /// Whether nobody else may come in.
    pub locked: bool,
}
