//! What the host of a room is asked before something is lost or shown.

use protocol::room::StationNumber;

/// What is asked before the host does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostQuestion {
    /// Free a seat?
    Free(StationNumber),
    /// Reset a station?
    Reset(StationNumber),
    /// Crash a station's bank?
    Crash(StationNumber),
    /// Show PIN and QR code of a seat, to whoever sees the screen?
    Move(StationNumber),
    /// Free all seats that were left?
    FreeLeft,
}

impl HostQuestion {
    /// Returns the station that it is about, if it is about one.
    pub fn station(self) -> Option<StationNumber> {
        match self {
            Self::Free(station) | Self::Reset(station) | Self::Crash(station) | Self::Move(station) => Some(station),
            Self::FreeLeft => None,
        }
    }
}
