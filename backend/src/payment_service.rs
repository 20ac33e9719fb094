//! The payment service: `/payments`, `/stats`, `/health` and `/metrics`. Its clients are the page, the workshop's script
//! and Prometheus.

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest as _, Query, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Json, Router};
use protocol::{
    IDEMPOTENCY_KEY, IDEMPOTENT_REPLAYED, IdempotencyKey, KeyPolicy, PAYMENT_IDEMPOTENCE_KEY, Payment, Receipt,
};
use serde::Deserialize;

use crate::bank::{Decision, Order, StoreError, Unpaid};
use crate::error::Error;
use crate::extract::{JsonBytes, attempt_of};
use crate::listener::Arrival;
use crate::middleware::cors::preflight;
use crate::state::AppState;

/// The routes of the payment service.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/payments", payments())
        .route("/payments/", payments())
        .route("/stats", get(stats).options(preflight))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
}

fn payments() -> MethodRouter<AppState> {
    post(pay).get(list).delete(clear).options(preflight)
}

/// `POST /payments/`: checks in the contract's order, then hands the order to the writer.
async fn pay(State(app): State<AppState>, request: Request) -> Result<Response, Error> {
    let attempt = attempt_of(&request);
    let headers = request.headers().clone();
    let JsonBytes(body) = JsonBytes::from_request(request, &app).await?;
    let payment = Payment::from_json(&body)?;
    let key = key(&app, &headers).await?;
    match app.ledger.pay(Order { payment, key, attempt }).await? {
        Decision::Executed(receipt) => Ok(paid(StatusCode::OK, "false", &receipt)),
        Decision::Replayed(receipt) => Ok(paid(StatusCode::ALREADY_REPORTED, "true", &receipt)),
        Decision::Mismatch(member) => Err(Error::KeyOfAnotherPayment(member)),
        Decision::RuleRefused(reason) => Err(Error::RuleRefused(reason)),
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
struct Part {
    /// Only entries with a higher id.
    #[serde(default)]
    after: u64,
    /// At most so many.
    limit: Option<u64>,
}

/// `GET /payments/?after=ID&limit=N`: the ledger, oldest first.
async fn list(
    State(app): State<AppState>,
    part: Result<Query<Part>, QueryRejection>,
) -> Result<Json<Vec<Receipt>>, Error> {
    let Query(Part { after, limit }) = part.map_err(|error| Error::BadRequest(error.body_text()))?;
    Ok(Json(app.ledger.entries(after, limit).await?))
}

/// `DELETE /payments/`: an empty ledger.
async fn clear(State(app): State<AppState>) -> Result<(), Error> {
    Ok(app.ledger.clear().await?)
}

/// `GET /stats`: what was transferred, as a bare JSON number.
async fn stats(State(app): State<AppState>) -> Result<impl IntoResponse, Error> {
    let total = app.ledger.total().await?;
    Ok(([(CONTENT_TYPE, "application/json")], total.to_string()))
}

/// What a page asks through the network, to learn whether it leads here.
#[derive(Deserialize)]
struct Probe {
    probe: Option<String>,
}

/// `GET /health?probe=ID`: payments can be taken. A probe counts where only the network leads to.
async fn health(
    State(app): State<AppState>,
    Extension(arrival): Extension<Arrival>,
    probe: Result<Query<Probe>, QueryRejection>,
) -> &'static str {
    if let (Arrival::ThroughNetwork, Ok(Query(Probe { probe: Some(probe) }))) = (arrival, probe) {
        app.identity.probed(probe);
    }
    "ok"
}

/// `GET /metrics`, for Prometheus.
async fn metrics(State(app): State<AppState>) -> impl IntoResponse {
    let (content_type, page) = app.metrics.render(app.ledger.waiting());
    ([(CONTENT_TYPE, content_type)], page)
}

impl From<Unpaid> for Error {
    fn from(unpaid: Unpaid) -> Self {
        match unpaid {
            Unpaid::RuleFailed(error) => Self::ScriptFailed(error),
            unpaid => Self::Unavailable(unpaid.to_string()),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the ledger cannot be read");
        Self::Unavailable("the ledger cannot be read".to_owned())
    }
}
