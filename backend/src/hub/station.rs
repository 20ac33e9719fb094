//! `/s/NN` and below: the page of a station, its feed, and everything that its bank answers itself.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, LOCATION};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use protocol::{KeyPolicy, PolicyCode};

use super::path::StationPath;
use super::{Hub, access, bank, feed};
use crate::error::{Error, RoomRefusal};
use crate::room::Station;
use crate::{extract, page};

/// The longest code of a key policy, in bytes, with its numbers of lines.
const MAX_CODE: usize = 1024 * 1024;

/// Answers whatever is asked below `/s/`.
pub(super) async fn answer(State(hub): State<Hub>, request: Request) -> Result<Response, Error> {
    let asked = StationPath::of(request.uri()).ok_or(Error::NotFound)?;
    let station = hub.0.stations.get(asked.number).ok_or(Error::NotFound)?.clone();
    let (path, reads) = (asked.path(), access::reads(request.method()));
    if path.is_empty() {
        return Ok(with_slash(&asked).into_response());
    }
    if reads && path == "/" {
        return Ok(page::document(page::Place::Station, request.headers()));
    }
    if let Some(file) = path.strip_prefix('/').filter(|_| reads).and_then(|name| page::file(name, request.headers())) {
        return Ok(file);
    }
    if request.method() == Method::GET && path == "/lab/events" {
        return Ok(feed::of_station(&hub, station));
    }
    let needs_key = !(reads || request.method() == Method::OPTIONS) || shows_the_rule(&asked);
    if needs_key {
        hub.0.room.authorize(request.headers(), station.number)?;
    }
    hub.0.room.visited(request.headers(), station.number);
    let target = asked.rest.parse().map_err(|_| Error::NotFound)?;
    let may_show = if path == "/lab/code" { Some(request.headers().clone()) } else { None };
    let response = forward(&station, target, request).await?;
    match may_show {
        Some(headers) => code_unless_it_is_the_rule(&hub, &station, &headers, response).await,
        None => Ok(response.map(Body::new)),
    }
}

/// `308` to the station's page, which asks for everything relative to its own address; so does this.
fn with_slash(asked: &StationPath<'_>) -> impl IntoResponse {
    let location = format!("{}/{}", asked.number, asked.rest);
    (StatusCode::PERMANENT_REDIRECT, [(LOCATION, location)])
}

/// Whether somebody asks for the solution that a participant has written.
fn shows_the_rule(asked: &StationPath<'_>) -> bool {
    match asked.path() {
        "/lab/script" => true,
        "/lab/code" => asked.rest.contains("script"),
        _ => false,
    }
}

/// Hands a request on to a bank, as it came but for what concerns one connection only. Its body is read first: none is
/// longer than a bank takes, and who is slow holds up no bank.
async fn forward(station: &Station, target: PathAndQuery, request: Request) -> Result<Response<Incoming>, Error> {
    let (mut head, body) = request.into_parts();
    head.uri = Uri::from(target);
    let body = extract::read_body(Request::from_parts(head.clone(), body)).await?;
    let mut response = bank::ask(station, Request::from_parts(head, whole(body))).await?;
    if bank::remove_hop_by_hop(response.headers_mut()) {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

fn whole(body: Bytes) -> Body {
    if body.is_empty() { Body::empty() } else { Body::from(body) }
}

/// `GET /lab/code`: under the policy `script` it is the participant's rule. What is judged is what the bank answers, and
/// not what was asked.
async fn code_unless_it_is_the_rule(
    hub: &Hub,
    station: &Station,
    headers: &HeaderMap,
    response: Response<Incoming>,
) -> Result<Response, Error> {
    let (head, body) = response.into_parts();
    let body = Limited::new(body, MAX_CODE).collect().await.map_err(|_| RoomRefusal::BankGone)?.to_bytes();
    let is_rule = serde_json::from_slice::<PolicyCode>(&body).is_ok_and(|code| code.policy == KeyPolicy::Script);
    if is_rule {
        hub.0.room.authorize(headers, station.number)?;
    }
    Ok(Response::from_parts(head, Body::from(body)))
}
