//! Joining is an idempotent request: the same seat key is the same seat, however often it is sent.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use protocol::room::{RecoverRequest, Seat, SeatRequest};

use super::credentials::SeatKey;
use crate::error::{Error, RoomRefusal};
use crate::extract;
use crate::room::handle::Room;
use crate::room::register::{Ask, Entered, Entry, Register};

/// `POST /room/seats`: a seat for whoever knows the code, or carries a secret of the room's QR code or of a seat's own.
pub(super) async fn join(
    State(room): State<Room>,
    SeatKey(key): SeatKey,
    extract::Json(request): extract::Json<SeatRequest>,
) -> Result<(StatusCode, Json<Seat>), Error> {
    let key = room.look(|register| register.of_key(&key));
    let enter = |ask: Ask<'_>| room.change(|register| register.enter(&key, ask, room.now()));
    let entered = match (&request.secret, &request.code) {
        (Some(secret), _) => enter(Ask::Secret(secret))?,
        (None, code) => match (room.look(|register| register.known(&key))?, code) {
            (Some(entered), _) => entered,
            (None, Some(code)) => {
                // Everybody may know that it is locked or full: the gate is for those whom it helps.
                room.look(Register::is_open)?;
                room.0.codes.pass(|| enter(Ask::Code(code))).await?
            }
            (None, None) => return Err(Error::BadRequest("code or secret: one of them lets somebody in".to_owned())),
        },
    };
    seated(room, entered).await
}

/// `POST /room/seats/recover`: the seat moves to whoever knows its PIN. It looks at the key first.
pub(super) async fn recover(
    State(room): State<Room>,
    SeatKey(key): SeatKey,
    extract::Json(RecoverRequest { station, pin }): extract::Json<RecoverRequest>,
) -> Result<(StatusCode, Json<Seat>), Error> {
    let key = room.look(|register| register.of_key(&key));
    let known = room.look(|register| register.known(&key))?.filter(|entered| entered.station == station);
    let enter = || room.change(|register| register.enter(&key, Ask::Pin(station, &pin), room.now()));
    let entered = match known {
        Some(entered) => entered,
        None => room.0.pins.pass(enter).await?,
    };
    seated(room, entered).await
}

/// Answers with the seat, once it is on disk and its station is ready. Who goes away meanwhile finds it when he asks again.
async fn seated(room: Room, entered: Entered) -> Result<(StatusCode, Json<Seat>), Error> {
    let again = entered.entry == Entry::Again;
    let task = tokio::spawn({
        let room = room.clone();
        async move { room.admit(entered).await }
    });
    task.await.map_err(|_| Error::Unavailable("the station could not be prepared".to_owned()))?;
    let port = room.proxied_port(entered.station);
    let seat = room.look(|register| register.seat(entered.station, port));
    // It may have been freed within these moments.
    let seat = seat.map_err(|_| RoomRefusal::Freed)?;
    Ok((if again { StatusCode::ALREADY_REPORTED } else { StatusCode::OK }, Json(seat)))
}
