//! What is noted of every request: attempts are counted and get a connection each, refusals are logged.

use axum::extract::{Request, State};
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use protocol::{ATTEMPT_ID, AttemptId, Decision, LabEvent, PaymentEvent};
use tracing::info;

use crate::app::AppState;
use crate::bank::Metrics;
use crate::error::Refusal;
use crate::guard::is_payments;

/// Middleware: one connection per attempt. Every answer to `OPTIONS` and every answer to a request with an
/// `Attempt-Id`, well-formed or not, ends its connection: Toxiproxy rolls its die once per connection, and on a
/// connection kept alive the lesson would disappear.
pub(crate) async fn one_connection_each(request: Request, next: Next) -> Response {
    let ends = request.method() == Method::OPTIONS || request.headers().contains_key(ATTEMPT_ID);
    let mut response = next.run(request).await;
    // These two leave the rest of a body behind, which cannot be told from a next request.
    let unread = matches!(response.status(), StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT);
    if ends || unread {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Middleware: logs, counts and announces what is refused, except a warming.
pub(crate) async fn note_refusals(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let attempt = attempt_of(&request);
    let response = next.run(request).await;
    let Some(Refusal { detail }) = response.extensions().get() else { return response };
    if attempt.as_ref().is_some_and(AttemptId::is_warming) {
        return response;
    }
    let status = response.status();
    app.metrics.refused(status.as_u16());
    let shown = attempt.as_ref().map(tracing::field::display);
    info!(target: "bank", %method, path, status = status.as_u16(), detail, attempt = shown, "refused");
    // A mismatch is a decision, and the writer has announced it.
    if method == Method::POST && is_payments(&path) && status != StatusCode::UNPROCESSABLE_ENTITY {
        app.feed.publish_with(|| {
            LabEvent::Payment(PaymentEvent {
                run: attempt.as_ref().map(|attempt| attempt.run.clone()),
                payment: attempt.as_ref().map(|attempt| attempt.payment),
                attempt: attempt.as_ref().map(|attempt| attempt.attempt),
                key: None,
                decision: Decision::Refused,
                status: status.as_u16(),
            })
        });
    }
    response
}

/// The same for a request that could not be read, and so has no method and no path.
pub(crate) fn note_unread(response: &Response, metrics: &Metrics) {
    let detail = response.extensions().get().map(|Refusal { detail }| detail);
    metrics.refused(response.status().as_u16());
    info!(target: "bank", status = response.status().as_u16(), detail, "refused");
}

/// Middleware: counts arrivals and preflights. A request counts when its head is here, whatever becomes of it.
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

/// The attempt a request belongs to. A malformed id is none.
pub(crate) fn attempt_of<B>(request: &axum::http::Request<B>) -> Option<AttemptId> {
    let mut ids = request.headers().get_all(ATTEMPT_ID).iter();
    match (ids.next(), ids.next()) {
        (Some(id), None) => id.to_str().ok()?.parse().ok(),
        _ => None,
    }
}
