//! The lab API: what the page asks the backend beside the payments. Its clients are the page and test scripts.

mod code;
mod crash;
mod events;
mod lease;
mod network;
mod script;
mod state;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post, put};

use crate::state::AppState;

pub use crash::ASKED_TO_CRASH;

pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/lab/state", get(state::show))
        .route("/lab/key-policy", put(state::set_key_policy))
        .route("/lab/code", get(code::show))
        .route("/lab/script", get(script::show).put(script::save))
        .route("/lab/network", put(network::set))
        .route("/lab/network/repair", post(network::repair))
        .route("/lab/run", post(lease::take).delete(lease::free))
        .route("/lab/runs/{run}", get(lease::counts))
        .route("/lab/events", get(events::feed))
        .route("/lab/crash", post(crash::abort))
        .route("/payments.csv", get(payments_csv))
        .route("/openapi.yaml", get(description))
}

/// `GET /payments.csv`: the payments to send, as they were understood at the start.
async fn payments_csv(State(app): State<AppState>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/csv; charset=utf-8")], app.payments.csv.clone())
}

/// `GET /openapi.yaml`: what all of this is, for clients that nobody here has written (RFC 9512 names its type).
async fn description() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/yaml")], include_str!("../../openapi.yaml"))
}
