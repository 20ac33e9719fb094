//! Who asks, by what the request carries. A body is read only afterwards.

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use protocol::room::StationNumber;
use protocol::{IDEMPOTENCY_KEY, IdempotencyKey};

use crate::error::{Error, RoomRefusal};
use crate::room::handle::Room;

/// 128 random bits need so many characters, however they are written.
const SHORTEST_KEY: usize = 22;

/// The host.
pub(super) struct Host;

/// Whoever has a seat.
pub(super) struct Owner {
    pub(super) station: StationNumber,
    pub(super) token: String,
}

/// A seat key. Whoever knows it has the seat, past the gate: so nobody may be able to guess it.
pub(super) struct SeatKey(pub(super) IdempotencyKey);

/// A participant's station in the path.
pub(super) struct InPath(pub(super) StationNumber);

impl FromRequestParts<Room> for Host {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, room: &Room) -> Result<Self, Error> {
        if room.is_host(&parts.headers) { Ok(Self) } else { Err(RoomRefusal::NotHost.into()) }
    }
}

impl FromRequestParts<Room> for Owner {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, room: &Room) -> Result<Self, Error> {
        let (station, token) = room.owner(&parts.headers)?;
        Ok(Self { station, token: token.to_owned() })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SeatKey {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let mut keys = parts.headers.get_all(IDEMPOTENCY_KEY).iter();
        let key = keys.next().ok_or(RoomRefusal::GuessableKey)?;
        if keys.next().is_some() {
            return Err(Error::KeysDisagree);
        }
        let key = IdempotencyKey::from_header(key.as_bytes())?;
        if key.as_str().len() < SHORTEST_KEY { Err(RoomRefusal::GuessableKey.into()) } else { Ok(Self(key)) }
    }
}

impl FromRequestParts<Room> for InPath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, room: &Room) -> Result<Self, Error> {
        let path: Result<Path<String>, PathRejection> = Path::from_request_parts(parts, room).await;
        let station = path.ok().and_then(|Path(station)| station.parse().ok());
        station.filter(|station| room.link(*station).is_some()).map(Self).ok_or(Error::NotFound)
    }
}
