//! Access: `/lab/*` and `DELETE` are for the lab's own page, and controls for this machine.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::host;
use crate::config::Config;
use crate::error::Error;
use crate::state::AppState;

/// Refuses `/lab/*` and `DELETE` to other sites, and controls to other machines.
pub(crate) async fn check(State(app): State<AppState>, request: Request, next: Next) -> Result<Response, Error> {
    let path = request.uri().path();
    let lab = path == "/lab" || path.starts_with("/lab/");
    let delete = request.method() == Method::DELETE;
    if (lab || delete) && !same_site(request.headers()) {
        return Err(Error::ForeignSite);
    }
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if (delete || (lab && writes)) && !may_control(&app.config, &request) {
        return Err(Error::ControlsClosed);
    }
    Ok(next.run(request).await)
}

/// Whether a browser says that this comes from the page itself, or no browser says anything.
fn same_site(headers: &HeaderMap) -> bool {
    let fetch_site = headers.get("sec-fetch-site");
    let same_fetch = fetch_site.is_none_or(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
    let same_origin = headers.get(ORIGIN).is_none_or(|origin| {
        let host = headers.get(HOST).map_or(&b""[..], |host| host.as_bytes());
        origin.as_bytes().strip_prefix(b"http://").is_some_and(|origin| origin.eq_ignore_ascii_case(host))
    });
    same_fetch && same_origin
}

fn may_control(config: &Config, request: &Request) -> bool {
    if config.open_controls {
        return true;
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let from_here = peer.is_some_and(|ConnectInfo(address)| address.ip().to_canonical().is_loopback());
    // With the lab open to a room, what came through the broken network may come from anybody: to the bank, the
    // network is a neighbour on this machine.
    let proxied = !config.host.is_loopback()
        && host::named(request.headers()).is_some_and(|host| host.port == Some(config.proxied_port));
    from_here && !proxied
}
