//! The bank: payments, what it transferred, and how it is.
//!
//! Reading order: [`Decision`] is what the bank says to an [`Order`], `policy` holds the ways to come to it, the
//! writer makes the decisions durable, [`store`] is where they are kept.

pub(crate) mod body;
mod decision;
mod file_system;
mod ledger;
mod location;
mod metrics;
mod payments;
mod policy;
mod queue;
pub mod store;

mod witnesses;
mod writer;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, post};

use crate::app::AppState;
use crate::error::Error;
use crate::guard::preflight;
pub use decision::{Decision, Order};
pub use file_system::file_system;
pub use ledger::{Ledger, Unpaid};
pub use location::Location;
pub use metrics::Metrics;
pub(crate) use policy::code;
pub use store::StoreError;
use store::{Claim, Transaction};
pub use witnesses::Witnesses;

/// The bank's routes.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/payments", payments())
        .route("/payments/", payments())
        .route("/stats", get(stats).options(preflight))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
}

fn payments() -> MethodRouter<AppState> {
    post(payments::pay).get(payments::list).delete(payments::clear).options(preflight)
}

/// `GET /stats`: what was transferred, as a bare JSON number.
async fn stats(State(app): State<AppState>) -> Result<impl IntoResponse, Error> {
    let total = app.ledger.total().await?;
    Ok(([(CONTENT_TYPE, "application/json")], total.to_string()))
}

/// `GET /health`: payments can be taken.
async fn health() -> &'static str {
    "ok"
}

/// `GET /metrics`, for Prometheus.
async fn metrics(State(app): State<AppState>) -> impl IntoResponse {
    let (content_type, page) = app.metrics.render(app.ledger.waiting());
    ([(CONTENT_TYPE, content_type)], page)
}
