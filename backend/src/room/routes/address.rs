//! Which of the room's addresses a QR code is for.

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::Deserialize;

use crate::error::Error;
use crate::room::handle::Room;

/// `?address=ADDRESS`: the address of the room that is asked for, or its first one; `None` when the room knows none.
pub(super) struct Address(pub(super) Option<String>);

#[derive(Deserialize)]
struct Asked {
    address: Option<String>,
}

impl FromRequestParts<Room> for Address {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, room: &Room) -> Result<Self, Error> {
        let query: Result<Query<Asked>, QueryRejection> = Query::from_request_parts(parts, room).await;
        let Query(Asked { address }) = query.map_err(|error| Error::BadRequest(error.body_text()))?;
        Ok(Self(room.0.entrance.address(address.as_deref()).map(str::to_owned)))
    }
}
