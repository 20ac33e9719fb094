//! The application: every route, what stands in front of them, and how it is served.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tokio::time::timeout;
use tower::ServiceBuilder;
use tracing::warn;

use crate::error::Error;
use crate::listener::Listeners;
use crate::middleware::{access, attempt_counting, connection_close, cors, host, hub, refusal_logging};
use crate::server::Server;
use crate::state::AppState;
use crate::{lab, page, payment_service, server};

/// How long what was handed to the writer may take after the last connection.
const LAST_BATCHES: Duration = Duration::from_secs(1);

/// Serves until `shutdown`, and then for at most two seconds more. What was handed to the writer is still paid, unless
/// the ledger hangs.
pub async fn serve(listeners: Listeners, app: AppState, shutdown: impl Future<Output = ()>) {
    let (ledger, metrics) = (app.ledger.clone(), Arc::clone(&app.metrics));
    let server = Server::new(router(app), move |status| metrics.refused(status));
    server::run(listeners, server, shutdown).await;
    if timeout(LAST_BATCHES, ledger.close()).await.is_err() {
        warn!("the ledger does not answer: the payments in hand are left to their clients' retries");
    }
}

/// Every route of the backend, and the middleware in front of them: the first one listed sees a request first.
fn router(app: AppState) -> Router {
    let checks = ServiceBuilder::new()
        .layer(from_fn(connection_close::one_connection_per_attempt))
        .layer(from_fn_with_state(app.clone(), refusal_logging::log_refusals))
        .layer(from_fn_with_state(app.clone(), cors::payment_headers))
        .layer(from_fn_with_state(app.clone(), hub::admit))
        .layer(from_fn_with_state(app.clone(), host::check))
        .layer(from_fn_with_state(app.clone(), attempt_counting::count))
        .layer(from_fn_with_state(app.clone(), access::check));
    Router::new()
        .merge(payment_service::routes())
        .merge(lab::routes())
        .merge(page::routes(page::Place::Lab))
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(checks)
        .with_state(app)
}
