//! Who may ask the hub: under which names, from which pages, and who comes from outside.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use tracing::info;

use super::Hub;
use super::path::StationPath;
use crate::error::{Error, Refusal};
use crate::listener::Arrival;
use crate::middleware::{access, host};

/// The host names under which another machine has reached the hub already.
#[derive(Default)]
pub(super) struct Outside(Mutex<BTreeSet<String>>);

impl Outside {
    /// Notes a request; returns whether it is the first one for its host from another machine.
    fn is_news(&self, host: &str, peer: IpAddr) -> bool {
        let mut reached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        !reached.contains(host) && !is_of_this_machine(peer) && reached.insert(host.to_owned())
    }
}

fn is_of_this_machine(peer: IpAddr) -> bool {
    let interfaces = || if_addrs::get_if_addrs().unwrap_or_default();
    peer.is_loopback() || interfaces().iter().any(|interface| interface.ip() == peer)
}

/// Refuses foreign names and foreign sites, as a bank does where nobody stands before it.
pub(super) async fn check(State(hub): State<Hub>, request: Request, next: Next) -> Result<Response, Error> {
    let settings = &hub.0.settings;
    if let Err(error) = host::judge(&request, &settings.allow_hosts, &settings.page_origins) {
        // Somebody has typed, or was given, a name that leads here but is none of ours.
        return if reads(request.method()) && request.uri().path() == "/" {
            Ok((StatusCode::FORBIDDEN, Html(elsewhere(&settings.address))).into_response())
        } else {
            Err(error)
        };
    }
    if is_for_the_page_only(&request) && !access::is_same_site(request.headers(), &settings.page_origins) {
        return Err(Error::ForeignSite);
    }
    if let Some(Arrival::Direct(peer)) = request.extensions().get()
        && let Some(host) = request.headers().get(HOST).and_then(|host| host.to_str().ok())
        && hub.0.outside.is_news(host, peer.ip().to_canonical())
    {
        hub.0.room.reached(host);
    }
    Ok(next.run(request).await)
}

/// Whether only the room's own page may ask for this: the room, every station's lab, and whatever writes. The page itself
/// may be led to from anywhere, and payments and totals are read as everywhere in the lab.
fn is_for_the_page_only(request: &Request) -> bool {
    let path = request.uri().path();
    let below =
        |path: &str, root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let of_a_station = StationPath::of(request.uri());
    below(path, "/room")
        || of_a_station.is_some_and(|of| below(of.path(), "/lab"))
        || !(reads(request.method()) || request.method() == Method::OPTIONS)
}

/// Returns whether a request changes nothing, and a body comes back.
pub(super) fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// Logs and counts what the hub refuses. What a bank refuses it logs itself. No header is logged, and no query: neither
/// key nor token comes into a log.
pub(super) async fn log_refusals(State(hub): State<Hub>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    if let Some(Refusal { detail }) = response.extensions().get() {
        let status = response.status().as_u16();
        hub.0.metrics.refused(status);
        info!(target: "hub", %method, path, status, detail, "refused");
    }
    response
}

/// The page for whoever comes under a name that is not served. The address is the hub's own, never the visitor's words.
fn elsewhere(address: &str) -> String {
    let address = address.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    format!(
        "<!doctype html><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>Exactly once</title>\
         <p lang=en>This room is not served under that name. Type <a href=\"{address}\">{address}</a></p>\
         <p lang=de>Unter diesem Namen gibt es den Raum nicht. Bitte <a href=\"{address}\">{address}</a> eintippen.</p>"
    )
}
