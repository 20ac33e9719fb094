//! What allows this page to steer: the token of its seat, or the host's key. A header of every request to the hub and to a
//! station's bank, and of no attempt but one that goes past the network.

use std::cell::RefCell;

use gloo_net::http::RequestBuilder;
use protocol::room::{HOST_KEY, SEAT_TOKEN};

/// What allows a page of a room to steer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The token of its seat.
    Seat(String),
    /// The host's key.
    Host(String),
}

thread_local! {
    /// A page has one thread, and one of these.
    static HELD: RefCell<Option<Credential>> = const { RefCell::new(None) };
}

/// Sends this with every request to the hub from now on; `None` in a lab, and for who only looks.
pub fn hold(credential: Option<Credential>) {
    HELD.set(credential);
}

/// Returns name and value of the header, if the page has one.
pub(super) fn header() -> Option<(&'static str, String)> {
    HELD.with_borrow(|held| match held.as_ref()? {
        Credential::Seat(token) => Some((SEAT_TOKEN, token.clone())),
        Credential::Host(key) => Some((HOST_KEY, key.clone())),
    })
}

/// Adds the header to a request.
pub(super) fn signed(request: RequestBuilder) -> RequestBuilder {
    match header() {
        Some((name, value)) => request.header(name, &value),
        None => request,
    }
}
