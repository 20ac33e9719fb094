//! Why a room refuses.

use axum::http::StatusCode;
use thiserror::Error;

/// Why a room's hub refuses. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RoomRefusal {
    /// Neither the code nor the secret that lets anybody in.
    #[error("this is not the code of this room")]
    WrongCode,
    /// Not the PIN of that station, or nobody has it.
    #[error("this is not the PIN of that station")]
    WrongPin,
    /// Every seat is taken.
    #[error("every seat of this room is taken")]
    Full,
    /// The host lets nobody else in.
    #[error("the host has locked this room")]
    Locked,
    /// The key or token of a seat that the host has freed, or that was left before its first run.
    #[error("this seat was freed; another key takes another one")]
    Freed,
    /// The key or token of a seat that another device has taken over.
    #[error("another device has taken this seat over")]
    TakenOver,
    /// Too many wait to try a code or a PIN.
    #[error("too many are trying to come in at this moment")]
    Busy,
    /// A seat key that somebody could guess.
    #[error("a seat key in Idempotency-Key has at least 22 characters: 128 random bits")]
    GuessableKey,
    /// No token, or one that was never given.
    #[error("this is for whoever has a seat: Seat-Token carries its token")]
    NoSeat,
    /// No host key, or another.
    #[error("this is for the host: Host-Key carries the key")]
    NotHost,
    /// The token of another seat.
    #[error("this belongs to another station")]
    AnothersStation,
    /// Nobody has this seat.
    #[error("nobody has this seat")]
    NobodysSeat,
    /// The station's bank did not answer.
    #[error("the bank of this station does not answer")]
    BankGone,
}

impl RoomRefusal {
    /// The status on the wire.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::GuessableKey => StatusCode::BAD_REQUEST,
            Self::NoSeat | Self::NotHost => StatusCode::UNAUTHORIZED,
            Self::WrongCode | Self::WrongPin | Self::AnothersStation => StatusCode::FORBIDDEN,
            Self::Full | Self::Locked | Self::NobodysSeat => StatusCode::CONFLICT,
            Self::Freed | Self::TakenOver => StatusCode::GONE,
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            Self::BankGone => StatusCode::BAD_GATEWAY,
        }
    }

    /// The kind of problem: the end of its URI, and its title.
    pub(super) fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::WrongCode => ("wrong-code", "Wrong code"),
            Self::WrongPin => ("wrong-pin", "Wrong PIN"),
            Self::Full => ("room-full", "Room full"),
            Self::Locked => ("room-locked", "Room locked"),
            Self::Freed => ("seat-freed", "Seat freed"),
            Self::TakenOver => ("seat-taken-over", "Seat taken over"),
            Self::Busy => ("too-many-tries", "Too many tries"),
            Self::GuessableKey => ("bad-key", "Guessable seat key"),
            Self::NoSeat => ("no-seat", "No seat"),
            Self::NotHost => ("not-host", "Not the host"),
            Self::AnothersStation => ("anothers-station", "Another's station"),
            Self::NobodysSeat => ("nobodys-seat", "Nobody's seat"),
            Self::BankGone => ("bank-gone", "Bank gone"),
        }
    }

    /// What a `401` asks for (RFC 9110, section 11.6.1); browsers ask nobody for a scheme that they do not know.
    pub(super) fn asks_for(self) -> Option<&'static str> {
        match self {
            Self::NoSeat => Some("Seat-Token"),
            Self::NotHost => Some("Host-Key"),
            _ => None,
        }
    }

    /// Whether the same request may succeed a moment later.
    pub(super) fn passes(self) -> bool {
        matches!(self, Self::Busy | Self::BankGone)
    }
}
