//! Logs, counts and announces what is refused.

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use protocol::{AttemptId, Decision, LabEvent, PaymentEvent};
use tracing::info;

use super::is_payments;
use crate::error::Refusal;
use crate::extract::attempt_of;
use crate::state::AppState;

/// Logs, counts and announces every refusal, except that of a warming.
pub(crate) async fn log_refusals(State(app): State<AppState>, request: Request, next: Next) -> Response {
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
