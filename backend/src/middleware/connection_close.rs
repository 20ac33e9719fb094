//! `Connection: close`: one connection per attempt.

use axum::extract::Request;
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use protocol::ATTEMPT_ID;

/// Ends the connection after every answer to `OPTIONS` and every answer to a request with an `Attempt-Id`, well-formed
/// or not: Toxiproxy rolls its die once per connection, and on a connection kept alive the lesson would disappear.
pub(crate) async fn one_connection_per_attempt(request: Request, next: Next) -> Response {
    let ends = request.method() == Method::OPTIONS || request.headers().contains_key(ATTEMPT_ID);
    let mut response = next.run(request).await;
    if ends {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
