//! `Host`: under which names the bank answers, against DNS rebinding.

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderValue, Method, Version};
use axum::middleware::Next;
use axum::response::Response;

use super::authority::Authority;
use crate::error::Error;
use crate::listener::Arrival;
use crate::state::AppState;

/// The longest name that a refusal repeats, in bytes.
const MAX_SHOWN: usize = 80;

/// Refuses what [`judge`] refuses; the hub has judged already.
pub(crate) async fn check(State(app): State<AppState>, request: Request, next: Next) -> Result<Response, Error> {
    if request.extensions().get() != Some(&Arrival::FromHub) {
        judge(&request, &app.config.allow_hosts, &app.config.page_origins)?;
    }
    Ok(next.run(request).await)
}

/// Refuses what does not name an IP literal, `localhost`, `payment`, the host of a `--page-origin` or an `--allow-host`.
pub(crate) fn judge(request: &Request, allow_hosts: &[String], page_origins: &[String]) -> Result<(), Error> {
    let served = |host: &[u8]| served(host, allow_hosts, page_origins);
    let mut hosts = request.headers().get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => served(host.as_bytes())?,
        (None, _) if request.version() == Version::HTTP_10 => {
            if !needs_no_host(request) {
                return Err(Error::NoHost);
            }
        }
        _ => return Err(Error::NotOneHost),
    }
    // A request line with a whole URL names a host too.
    if let Some(target) = request.uri().authority() {
        served(target.as_str().as_bytes())?;
    }
    Ok(())
}

fn served(host: &[u8], allow_hosts: &[String], page_origins: &[String]) -> Result<(), Error> {
    let named = std::str::from_utf8(host).ok().and_then(Authority::parse);
    if named.as_ref().is_some_and(|named| named.is_served(allow_hosts, page_origins)) {
        return Ok(());
    }
    let shown = |text: &str| text.chars().filter(|char| !char.is_control()).take(MAX_SHOWN).collect();
    Err(match named {
        Some(named) => Error::ForeignHost(shown(&named.host)),
        // No flag would allow what is no host.
        None => Error::NoSuchHost(shown(&String::from_utf8_lossy(host))),
    })
}

/// Health checks of HTTP/1.0 name no host.
fn needs_no_host(request: &Request) -> bool {
    match *request.method() {
        Method::OPTIONS => true,
        Method::GET | Method::HEAD => matches!(request.uri().path(), "/health" | "/stats"),
        _ => false,
    }
}

/// Returns the one `Host` of a request.
pub(super) fn named(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(HOST).iter().map(HeaderValue::to_str);
    match (hosts.next(), hosts.next()) {
        (Some(Ok(host)), None) => Authority::parse(host),
        _ => None,
    }
}
