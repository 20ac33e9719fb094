//! Access: through the network come payments only, `/lab/*` and `DELETE` are for the lab's own page, and controls for this
//! machine.

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::authority::Authority;
use super::is_payments;
use crate::config::Config;
use crate::error::Error;
use crate::listener::Arrival;
use crate::state::AppState;

/// Refuses what may not be asked for where the request arrived.
pub(crate) async fn check(State(app): State<AppState>, request: Request, next: Next) -> Result<Response, Error> {
    let path = request.uri().path();
    let delete = request.method() == Method::DELETE;
    // Whatever does not say where it arrived came through the network.
    let arrival = request.extensions().get().copied().unwrap_or(Arrival::ThroughNetwork);
    if arrival == Arrival::FromHub {
        return Ok(next.run(request).await);
    }
    if arrival == Arrival::ThroughNetwork && (delete || !(is_payments(path) || matches!(path, "/stats" | "/health"))) {
        return Err(Error::NotThroughNetwork);
    }
    let lab = path == "/lab" || path.starts_with("/lab/");
    if (lab || delete) && !is_same_site(request.headers(), &app.config.page_origins) {
        return Err(Error::ForeignSite);
    }
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if delete || (lab && writes) {
        may_control(&app.config, arrival)?;
        if path != "/lab/network/repair" && leads_past_the_second_listener(&app).await {
            return Err(Error::ControlsBypassed);
        }
    }
    Ok(next.run(request).await)
}

/// Returns whether a browser says that this comes from the page itself, or no browser says anything.
pub(crate) fn is_same_site(headers: &HeaderMap, page_origins: &[String]) -> bool {
    let fetch_site = headers.get("sec-fetch-site");
    let same_fetch = fetch_site.is_none_or(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
    let same_origin = headers.get(ORIGIN).is_none_or(|origin| {
        let host = headers.get(HOST).map_or(&b""[..], |host| host.as_bytes());
        origin.as_bytes().strip_prefix(b"http://").is_some_and(|origin| origin.eq_ignore_ascii_case(host))
            || page_origins.iter().any(|page| page.as_bytes() == origin.as_bytes())
    });
    same_fetch && same_origin
}

/// Refuses a control to other machines, and to everybody while a page comes from elsewhere: behind a tunnel all of its
/// readers come from loopback.
fn may_control(config: &Config, arrival: Arrival) -> Result<(), Error> {
    let from_here = matches!(arrival, Arrival::Direct(peer) if peer.ip().to_canonical().is_loopback());
    if config.open_controls {
        return Ok(());
    }
    if config.page_origins.iter().any(|page| !Authority::of_origin(page).is_some_and(|page| page.is_loopback())) {
        return Err(Error::ControlsClosedToPages);
    }
    if from_here { Ok(()) } else { Err(Error::ControlsClosed) }
}

/// Returns whether other machines may reach the first listener through the proxy: then what arrives there from loopback
/// may come from anybody.
async fn leads_past_the_second_listener(app: &AppState) -> bool {
    let exposure = match &app.network {
        Some(network) => network.exposure().await,
        None => return false,
    };
    exposure.leads_to_first_listener && !(app.config.host.is_loopback() && exposure.listens_on_loopback)
}
