//! What the host does: pace, lock, code, and stations.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use protocol::room::{LockRequest, MoveOffer, PaceRequest};

use super::address::Address;
use super::credentials::{Host, InPath};
use crate::error::{Error, RoomRefusal};
use crate::extract;
use crate::room::entrance::{joining, qr_code};
use crate::room::handle::Room;
use crate::room::register::Register;

/// `PUT /room/pace`: all pages hear of it at once.
pub(super) async fn set_pace(
    State(room): State<Room>,
    _: Host,
    extract::Json(request): extract::Json<PaceRequest>,
) -> Result<StatusCode, Error> {
    let changed = room.change(|register| register.change_pace(&request));
    changed.map_err(|_| {
        Error::BadRequest("scenario: by-hand, chapter-1 to chapter-5, or the name of an exhibit".to_owned())
    })?;
    told(&room).await
}

/// `PUT /room/lock`: nobody else comes in, or everybody again.
pub(super) async fn set_lock(
    State(room): State<Room>,
    _: Host,
    extract::Json(LockRequest { locked }): extract::Json<LockRequest>,
) -> Result<StatusCode, Error> {
    room.change(|register| register.lock(locked));
    told(&room).await
}

/// `POST /room/code`: another code, and another secret in the QR code.
pub(super) async fn renew_code(State(room): State<Room>, _: Host) -> Result<StatusCode, Error> {
    room.change(Register::renew_code);
    room.0.codes.renew();
    told(&room).await
}

/// `POST /room/stations/NN/free`: takes the seat away from whoever has it.
pub(super) async fn free(State(room): State<Room>, _: Host, InPath(station): InPath) -> Result<StatusCode, Error> {
    to_the_end(async move { room.free(vec![station]).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /room/free-left`: the same with all seats whose owners have left.
pub(super) async fn free_left(State(room): State<Room>, _: Host) -> Result<StatusCode, Error> {
    to_the_end(async move {
        let left = room.look(Register::left);
        room.free(left).await;
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /room/stations/NN/reset`: stops the run there and clears the station.
pub(super) async fn reset(State(room): State<Room>, _: Host, InPath(station): InPath) -> Result<StatusCode, Error> {
    to_the_end(async move { room.reset(station).await }).await??;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /room/stations/NN/crash`: ends the bank there; it comes back by itself.
pub(super) async fn crash(State(room): State<Room>, _: Host, InPath(station): InPath) -> Result<StatusCode, Error> {
    room.crash(station).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /room/stations/NN/move`: how the seat moves to another device, by PIN or by a QR code of its own,
/// where an address is known to which that can lead.
pub(super) async fn offer_move(
    State(room): State<Room>,
    _: Host,
    InPath(station): InPath,
    Address(address): Address,
) -> Result<Json<MoveOffer>, Error> {
    let (pin, secret) =
        room.look(|register| Ok::<_, RoomRefusal>((register.pin(station)?, register.moving(station)?)))?;
    let qr = address.map(|address| qr_code(&joining(&address, &secret)));
    Ok(Json(MoveOffer { pin, qr }))
}

/// Keeps what was changed, and tells all pages.
async fn told(room: &Room) -> Result<StatusCode, Error> {
    room.tell_state();
    room.keep().await;
    Ok(StatusCode::NO_CONTENT)
}

/// Does it to its end, whether the host waits for it or not.
async fn to_the_end<T: Send + 'static>(what: impl Future<Output = T> + Send + 'static) -> Result<T, Error> {
    tokio::spawn(what).await.map_err(|_| Error::Unavailable("it did not come to its end".to_owned()))
}
