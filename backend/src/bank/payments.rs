//! `/payments/`: pay, list, delete.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use protocol::{
    IDEMPOTENCY_KEY, IDEMPOTENT_REPLAYED, IdempotencyKey, KeyPolicy, PAYMENT_IDEMPOTENCE_KEY, Payment, Receipt,
};
use serde::Deserialize;

use super::{Decision, Order, body};
use crate::app::AppState;
use crate::attempts::attempt_of;
use crate::error::Error;

/// `POST /payments/`: checks in the contract's order, then hands the order to the writer.
pub(super) async fn pay(State(app): State<AppState>, request: Request) -> Result<Response, Error> {
    let attempt = attempt_of(&request);
    let (head, body) = request.into_parts();
    let payment = Payment::from_json(&body::json(&head.headers, body).await?)?;
    let key = key(&app, &head.headers).await?;
    match app.ledger.pay(Order { payment, key, attempt }).await? {
        Decision::Executed(receipt) => Ok(paid(StatusCode::OK, "false", &receipt)),
        Decision::Replayed(receipt) => Ok(paid(StatusCode::ALREADY_REPORTED, "true", &receipt)),
        Decision::Mismatch(member) => Err(Error::KeyOfAnotherPayment(member)),
    }
}

fn paid(status: StatusCode, replayed: &'static str, receipt: &Receipt) -> Response {
    (status, [(IDEMPOTENT_REPLAYED, replayed)], Json(receipt)).into_response()
}

/// The key of a request. A bad one is refused, unless the policy in force never looks.
async fn key(app: &AppState, headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Error> {
    match read_key(headers) {
        Err(error) => match app.ledger.settings().await?.policy {
            KeyPolicy::Ignore => Ok(None),
            _ => Err(error),
        },
        key => key,
    }
}

/// Reads both key headers; they may repeat each other, and not disagree.
fn read_key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Error> {
    let mut found = None;
    for value in [IDEMPOTENCY_KEY, PAYMENT_IDEMPOTENCE_KEY].into_iter().flat_map(|name| headers.get_all(name)) {
        let key = IdempotencyKey::from_header(value.as_bytes())?;
        if found.as_ref().is_some_and(|found| *found != key) {
            return Err(Error::KeysDisagree);
        }
        found = Some(key);
    }
    Ok(found)
}

/// Which part of the ledger to list.
#[derive(Deserialize)]
pub(super) struct Part {
    /// Only entries with a higher id.
    #[serde(default)]
    after: u64,
    /// At most so many.
    limit: Option<u64>,
}

/// `GET /payments/?after=ID&limit=N`: the ledger, oldest first.
pub(super) async fn list(
    State(app): State<AppState>,
    part: Result<Query<Part>, QueryRejection>,
) -> Result<Json<Vec<Receipt>>, Error> {
    let Query(Part { after, limit }) = part.map_err(|error| Error::BadRequest(error.body_text()))?;
    Ok(Json(app.ledger.entries(after, limit).await?))
}

/// `DELETE /payments/`: an empty ledger.
pub(super) async fn clear(State(app): State<AppState>) -> Result<(), Error> {
    Ok(app.ledger.clear().await?)
}
