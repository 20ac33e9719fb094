//! The room: bodies of `/room` and `/room/*`, and what the feed says of a room.

mod overview;
mod pace;
mod reports;
mod seats;
mod state;
mod station;

pub use overview::{Overview, StationActivity, StationOverview};
pub use pace::{Pace, PaceRequest, RoomMode};
pub use reports::{Activity, Counted, Me, MyResult, MyState, RunSettings};
pub use seats::{LockRequest, MoveOffer, RecoverRequest, Seat, SeatCounts, SeatName, SeatRequest};
pub use state::{RoomState, StationNews, StationPrediction, StationResult};
pub use station::{MAX_STATIONS, NotAStation, StationNumber};

/// The header that carries a seat's token.
pub const SEAT_TOKEN: &str = "seat-token";
/// The header that carries the host's key.
pub const HOST_KEY: &str = "host-key";
