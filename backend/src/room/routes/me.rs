//! What a page says of itself, and what it is told.

use axum::Json;
use axum::extract::State;
use protocol::room::{Me, MyState};

use super::credentials::Owner;
use crate::error::Error;
use crate::extract;
use crate::room::handle::Room;
use crate::room::report::Report;

/// `GET /room/me`: the seat, the room, and what the hub has read.
pub(super) async fn show(State(room): State<Room>, owner: Owner) -> Result<Json<Me>, Error> {
    room.change(|register| register.heard(owner.station, room.now()));
    Ok(Json(room.me(owner.station)?))
}

/// `PUT /room/me`: takes note of what a page says of itself. When it says that a run is done, the answer waits until the
/// hub has read its ledger, two seconds at most.
pub(super) async fn report(
    State(room): State<Room>,
    owner: Owner,
    extract::Json(state): extract::Json<MyState>,
) -> Result<Json<Me>, Error> {
    let report = Report::read(state, &room.0.payments).map_err(Error::BadRequest)?;
    let before = room.me(owner.station)?;
    let task = tokio::spawn({
        let (room, station) = (room.clone(), owner.station);
        async move { room.take_report(station, owner.token, &report).await }
    });
    let freed = task.await.map_err(|_| Error::Unavailable("the report was not taken to its end".to_owned()))?;
    // Whoever leaves before the first run has no seat any more, and is told the last that was his.
    Ok(Json(if freed { before } else { room.me(owner.station)? }))
}
