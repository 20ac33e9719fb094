//! What the host sees, and takes home.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use protocol::room::Overview;

use super::address::Address;
use super::credentials::Host;
use crate::error::Error;
use crate::room::entrance;
use crate::room::handle::Room;
use crate::room::results_csv;

/// `GET /room/overview`: everything the host sees.
pub(super) async fn overview(State(room): State<Room>, _: Host) -> Json<Overview> {
    Json(room.overview().await)
}

/// `GET /room/results.csv`: every run of the room.
pub(super) async fn results_csv(State(room): State<Room>, _: Host) -> impl IntoResponse {
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"results.csv\"")];
    (headers, room.look(results_csv::of))
}

/// `GET /room/qr.svg?address=ADDRESS`: where participants come in.
pub(super) async fn qr_code(
    State(room): State<Room>,
    _: Host,
    Address(address): Address,
) -> Result<impl IntoResponse, Error> {
    let unknown = || Error::Conflict("no address is known at which others reach this room".to_owned());
    let address = address.ok_or_else(unknown)?;
    let text = room.look(|register| entrance::joining(&address, register.secret()));
    Ok(([(CONTENT_TYPE, "image/svg+xml")], entrance::qr_code(&text)))
}
