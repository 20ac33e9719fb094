//! `Host`: under which names the bank answers, against DNS rebinding.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::Response;

use super::authority::Authority;
use crate::error::Error;
use crate::state::AppState;

/// Refuses what does not name an IP literal, `localhost`, `payment` or a host allowed by a flag.
pub(crate) async fn check(State(app): State<AppState>, request: Request, next: Next) -> Result<Response, Error> {
    let named = named(request.headers()).ok_or(Error::ForeignHost)?;
    let target = request.uri().authority().map(|target| Authority::parse(target.as_str()).ok_or(Error::ForeignHost));
    // A request line with a whole URL names a host too.
    for host in [Some(named), target.transpose()?].into_iter().flatten() {
        if !host.is_served(&app.config.allow_hosts) {
            return Err(Error::ForeignHost);
        }
    }
    Ok(next.run(request).await)
}

/// Returns the one `Host` of a request.
pub(super) fn named(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => Authority::parse(host.to_str().ok()?),
        _ => None,
    }
}
