//! CORS for the payments: the page pays through another port, and that is another origin.

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::authority::Authority;
use super::{host, is_payments};
use crate::config::Config;
use crate::state::AppState;

/// How long a browser may remember a preflight, in seconds. Chromium's own limit.
const MAX_AGE: &str = "7200";
const ALLOWED_METHODS: &str = "GET, POST";
const ALLOWED_HEADERS: &str = "content-type, idempotency-key, payment-idempotence-key, attempt-id";
const EXPOSED_HEADERS: &str = "idempotent-replayed, retry-after";

/// Adds what every answer on `/payments*` and `/stats` carries, refusals included.
pub(crate) async fn payment_headers(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !is_payments(path) && path != "/stats" {
        return next.run(request).await;
    }
    let origin = allowed_origin(&app.config, request.headers()).cloned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
    }
    response
}

/// Answers `OPTIONS`, to everybody the same; [`payment_headers`] adds the origin where it is allowed.
pub(crate) async fn preflight() -> Response {
    let allowed = [
        (ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS),
        (ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS),
        (ACCESS_CONTROL_MAX_AGE, MAX_AGE),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

/// The origin that may read the answer: the page on the bank's own or published port of the same host, on that of its room's hub,
/// or one allowed by a flag.
fn allowed_origin<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
    let value = headers.get(ORIGIN)?;
    let origin = value.to_str().ok()?;
    if config.page_origins.iter().any(|allowed| allowed == origin) {
        return Some(value);
    }
    let page = Authority::parse(origin.strip_prefix("http://")?)?;
    let same_host = host::named(headers).is_some_and(|host| host.host == page.host);
    let port = page.port.unwrap_or(80);
    let is_hubs = config.hub.as_ref().is_some_and(|hub| hub.ports.contains(&port));
    (same_host && (port == config.port || Some(port) == config.published_port || is_hubs)).then_some(value)
}
