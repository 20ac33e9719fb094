//! The room's own routes. Its clients are the pages of participants, the host's page, and test scripts.

mod address;
mod credentials;
mod dashboard;
mod host;
mod me;
mod seats;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use protocol::room::RoomState;

use super::handle::Room;
use crate::error::Error;

/// Every route of the room but its feed, which the hub serves.
pub fn routes(room: Room) -> Router {
    Router::new()
        .route("/room", get(show))
        .route("/room/seats", post(seats::join))
        .route("/room/seats/recover", post(seats::recover))
        .route("/room/me", get(me::show).put(me::report))
        .route("/room/overview", get(dashboard::overview))
        .route("/room/results.csv", get(dashboard::results_csv))
        .route("/room/qr.svg", get(dashboard::qr_code))
        .route("/room/pace", put(host::set_pace))
        .route("/room/lock", put(host::set_lock))
        .route("/room/code", post(host::renew_code))
        .route("/room/stations/{station}/free", post(host::free))
        .route("/room/stations/{station}/reset", post(host::reset))
        .route("/room/stations/{station}/crash", post(host::crash))
        .route("/room/stations/{station}/move", post(host::offer_move))
        .route("/room/free-left", post(host::free_left))
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(from_fn(not_stored))
        .with_state(room)
}

/// `GET /room`: what everybody may know.
async fn show(State(room): State<Room>) -> Json<RoomState> {
    Json(room.state())
}

/// What is said of a room is true at that moment, and some of it is secret.
async fn not_stored(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
