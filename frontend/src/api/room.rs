//! The room's own routes, at its hub. A request without an answer may have been lost on its way or back: what joins, says or
//! sets something can be sent again.

use gloo_net::http::{Request, RequestBuilder};
use protocol::room::{
    LockRequest, Me, MoveOffer, MyState, Overview, PaceRequest, RecoverRequest, Seat, SeatRequest, StationNumber,
};
use protocol::{IDEMPOTENCY_KEY, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::credentials::signed;
use super::{answered, patience, problem};
use crate::place::Place;

/// A hub that is silent for this long gives no answer, in milliseconds. Behind the gate of a full room it takes its time.
const PATIENCE: u32 = 5_000;
const PATIENCE_AT_THE_GATE: u32 = 80_000;

/// Why a request to the hub came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomError {
    /// No answer came: it may have been done, or not.
    NoAnswer,
    /// The hub said no.
    Refused(Refusal),
}

/// How the hub said no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is a lab, and no hub.
    NoRoom,
    /// Neither code, nor secret, nor PIN.
    Wrong,
    /// Every seat is taken.
    Full,
    /// The host lets nobody else in.
    Locked,
    /// The host has freed the seat.
    Freed,
    /// Another device has taken the seat over.
    TakenOver,
    /// The room does not know this token.
    Unknown,
    /// Too many are trying at once.
    TooMany,
    /// Anything else: a status, and its sentence.
    Other(u16, String),
}

/// Sends `POST /room/seats`. The same `seat_key` is the same seat, however often this is sent.
pub async fn join(seat_key: &str, request: &SeatRequest) -> Result<Seat, RoomError> {
    joined("/seats", seat_key, request).await
}

/// Sends `POST /room/seats/recover`: the seat moves to this browser.
pub async fn recover(seat_key: &str, request: &RecoverRequest) -> Result<Seat, RoomError> {
    joined("/seats/recover", seat_key, request).await
}

/// Sends `GET /room/me`.
pub async fn me() -> Result<Me, RoomError> {
    json(get("/me")).await
}

/// Sends `PUT /room/me`.
pub async fn say(state: &MyState) -> Result<Me, RoomError> {
    json_of(put("/me"), state).await
}

/// Sends `GET /room/overview`, for the host.
pub async fn overview() -> Result<Overview, RoomError> {
    json(get("/overview")).await
}

/// Sends `PUT /room/pace`, for the host.
pub async fn set_pace(pace: &PaceRequest) -> Result<(), RoomError> {
    done_with(put("/pace"), pace).await
}

/// Sends `PUT /room/lock`, for the host.
pub async fn set_lock(locked: bool) -> Result<(), RoomError> {
    done_with(put("/lock"), &LockRequest { locked }).await
}

/// Sends `POST /room/code`, for the host: a new code, and a new secret.
pub async fn renew_code() -> Result<(), RoomError> {
    done(post("/code")).await
}

/// Sends `POST /room/stations/NN/free`, for the host.
pub async fn free(station: StationNumber) -> Result<(), RoomError> {
    done(post(&format!("/stations/{station}/free"))).await
}

/// Sends `POST /room/stations/NN/reset`, for the host.
pub async fn reset(station: StationNumber) -> Result<(), RoomError> {
    done(post(&format!("/stations/{station}/reset"))).await
}

/// Sends `POST /room/stations/NN/crash`, for the host.
pub async fn crash(station: StationNumber) -> Result<(), RoomError> {
    done(post(&format!("/stations/{station}/crash"))).await
}

/// Sends `POST /room/stations/NN/move`, for the host: how the seat moves to another device.
pub async fn offer_move(station: StationNumber) -> Result<MoveOffer, RoomError> {
    json(post(&format!("/stations/{station}/move"))).await
}

/// Sends `POST /room/free-left`, for the host.
pub async fn free_left() -> Result<(), RoomError> {
    done(post("/free-left")).await
}

/// Sends `GET /room/results.csv`, for the host.
pub async fn results_csv() -> Result<String, RoomError> {
    text(signed(get("/results.csv")).abort_signal(Some(&patience(PATIENCE))).build()).await
}

/// Sends `GET /room/qr.svg`, for the host: the QR code that leads to one of the room's addresses.
pub async fn qr_svg(address: &str) -> Result<String, RoomError> {
    let asked = signed(get("/qr.svg")).query([("address", address)]);
    text(asked.abort_signal(Some(&patience(PATIENCE))).build()).await
}

/// Sends `GET /s/00/payments.csv`: what the host's own lab pays. A station pays the first of them.
pub async fn payments_csv() -> Result<String, RoomError> {
    let address = format!("{}s/00/payments.csv", way_to_hub());
    text(Request::get(&address).abort_signal(Some(&patience(PATIENCE))).build()).await
}

/// Returns the address of one of the room's routes, relative to the page.
pub(super) fn url(route: &str) -> String {
    format!("{}room{route}", way_to_hub())
}

fn way_to_hub() -> &'static str {
    Place::of_page().way_to_hub()
}

fn get(route: &str) -> RequestBuilder {
    Request::get(&url(route))
}

fn put(route: &str) -> RequestBuilder {
    Request::put(&url(route))
}

fn post(route: &str) -> RequestBuilder {
    Request::post(&url(route))
}

async fn joined(route: &str, seat_key: &str, request: &impl Serialize) -> Result<Seat, RoomError> {
    let builder = post(route).header(IDEMPOTENCY_KEY, seat_key).abort_signal(Some(&patience(PATIENCE_AT_THE_GATE)));
    read(&text(builder.json(request)).await?)
}

async fn done(request: RequestBuilder) -> Result<(), RoomError> {
    text(signed(request).abort_signal(Some(&patience(PATIENCE))).build()).await.map(drop)
}

async fn done_with(request: RequestBuilder, body: &impl Serialize) -> Result<(), RoomError> {
    text(signed(request).abort_signal(Some(&patience(PATIENCE))).json(body)).await.map(drop)
}

async fn json<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, RoomError> {
    read(&text(signed(request).abort_signal(Some(&patience(PATIENCE))).build()).await?)
}

async fn json_of<T: DeserializeOwned>(request: RequestBuilder, body: &impl Serialize) -> Result<T, RoomError> {
    read(&text(signed(request).abort_signal(Some(&patience(PATIENCE))).json(body)).await?)
}

async fn text(request: Result<Request, gloo_net::Error>) -> Result<String, RoomError> {
    let (response, body) = answered(request).await.map_err(|_| RoomError::NoAnswer)?;
    if response.ok() { Ok(body) } else { Err(refusal(response.status(), &body)) }
}

/// An answer that is not the JSON expected did not come from this room.
fn read<T: DeserializeOwned>(body: &str) -> Result<T, RoomError> {
    serde_json::from_str(body).map_err(|error| RoomError::Refused(Refusal::Other(200, error.to_string())))
}

fn refusal(status: u16, body: &str) -> RoomError {
    let Problem { kind, detail, .. } = problem(status, body);
    RoomError::Refused(match (status, kind.as_ref()) {
        (502, Problem::BANK_GONE) => return RoomError::NoAnswer,
        (401, _) => Refusal::Unknown,
        (403, _) => Refusal::Wrong,
        (404, _) => Refusal::NoRoom,
        (409, Problem::ROOM_FULL) => Refusal::Full,
        (409, Problem::ROOM_LOCKED) => Refusal::Locked,
        (410, Problem::SEAT_TAKEN_OVER) => Refusal::TakenOver,
        (410, _) => Refusal::Freed,
        (429, _) => Refusal::TooMany,
        _ => Refusal::Other(status, detail),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart_by_status_and_type() {
        let problem = |status: u16, kind: &str| {
            refusal(status, &format!(r#"{{"type":"{kind}","title":"","status":{status},"detail":"because"}}"#))
        };
        let refused = RoomError::Refused;
        assert_eq!(problem(409, Problem::ROOM_FULL), refused(Refusal::Full));
        assert_eq!(problem(409, Problem::ROOM_LOCKED), refused(Refusal::Locked));
        assert_eq!(problem(410, Problem::SEAT_TAKEN_OVER), refused(Refusal::TakenOver));
        assert_eq!(problem(410, Problem::SEAT_FREED), refused(Refusal::Freed));
        assert_eq!(problem(502, Problem::BANK_GONE), RoomError::NoAnswer);
        assert_eq!(problem(400, "about:blank"), refused(Refusal::Other(400, "because".into())));
        assert_eq!(refusal(401, ""), refused(Refusal::Unknown));
        assert_eq!(refusal(403, "<html>"), refused(Refusal::Wrong));
    }
}
