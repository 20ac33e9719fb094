//! The way from the hub to a bank: a connection for each request, none kept, and nothing ever repeated.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, HOST, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING,
    UPGRADE,
};
use axum::http::{HeaderName, HeaderValue, Response};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tracing::debug;

use crate::error::RoomRefusal;
use crate::room::Station;

/// How long a bank on this machine may take to accept.
const CONNECT_TIME: Duration = Duration::from_secs(2);

/// How long its answer may take to begin. No client waits for so long, and none of them is noticed when it goes.
const ANSWER_TIME: Duration = Duration::from_secs(30);

/// What concerns one connection only (RFC 9110, section 7.6.1), and the old names for it.
const HOP_BY_HOP: [HeaderName; 9] = [
    CONNECTION,
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

/// Sends a request, whose body is whole, to the first listener of a station's bank, and returns the answer as it comes.
///
/// # Errors
///
/// [`RoomRefusal::BankGone`] when there is no answer: nobody knows whether the request arrived.
pub(super) async fn ask(station: &Station, mut request: Request) -> Result<Response<Incoming>, RoomRefusal> {
    let gone = |error: &dyn std::fmt::Display| {
        debug!(station = %station.number, %error, "its bank does not answer");
        RoomRefusal::BankGone
    };
    let headers = request.headers_mut();
    remove_hop_by_hop(headers);
    // The body is here, and says itself how long it is.
    headers.remove(CONTENT_LENGTH);
    headers.remove(EXPECT);
    for name in [protocol::room::SEAT_TOKEN, protocol::room::HOST_KEY] {
        headers.remove(name);
    }
    let (name, secret) = station.secret.header();
    headers.insert(name, secret);
    if !headers.contains_key(HOST) {
        headers.insert(HOST, HeaderValue::from_str(&station.direct.to_string()).expect("an address is visible ASCII"));
    }
    let stream = timeout(CONNECT_TIME, TcpStream::connect(station.direct)).await;
    let stream = stream.map_err(|error| gone(&error))?.map_err(|error| gone(&error))?;
    let _ = stream.set_nodelay(true);
    let (mut sender, connection) =
        http1::handshake::<_, Body>(TokioIo::new(stream)).await.map_err(|error| gone(&error))?;
    // It ends with the answer's body, or when nobody waits for that any more.
    tokio::spawn(connection);
    let answer = timeout(ANSWER_TIME, sender.send_request(request)).await;
    answer.map_err(|error| gone(&error))?.map_err(|error| gone(&error))
}

/// Removes what concerns one connection only. Returns whether it was to be the connection's last message.
pub(super) fn remove_hop_by_hop(headers: &mut HeaderMap) -> bool {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in HOP_BY_HOP.iter().chain(&named) {
        headers.remove(name);
    }
    named.iter().any(|name| name == "close")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_one_connection_goes_no_further() {
        let given = [
            ("connection", "close, X-Mine"),
            ("x-mine", "1"),
            ("keep-alive", "timeout=5"),
            ("te", "trailers"),
            ("upgrade", "websocket"),
            ("attempt-id", "run-aaaa/1/1"),
        ];
        let given = given.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let mut headers = HeaderMap::from_iter(given);
        assert!(remove_hop_by_hop(&mut headers));
        assert_eq!(headers.keys().map(HeaderName::as_str).collect::<Vec<_>>(), ["attempt-id"]);
        assert!(!remove_hop_by_hop(&mut headers));
    }
}
