//! Counts the attempts and preflights that arrive; `runs` keeps the counts.

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::is_payments;
use crate::extract::attempt_of;
use crate::state::AppState;

/// Counts a request when its head is here, whatever becomes of it.
pub(crate) async fn count(State(app): State<AppState>, request: Request, next: Next) -> Response {
    if is_payments(request.uri().path()) {
        if request.method() == Method::OPTIONS {
            app.runs.preflight();
        } else if request.method() == Method::POST
            && let Some(attempt) = attempt_of(&request)
        {
            app.runs.arrived(&attempt);
        }
    }
    next.run(request).await
}
