//! What the handlers read from a request.

mod content_type;
mod json;

use axum::http::Request;
use protocol::{ATTEMPT_ID, AttemptId};

pub(crate) use json::{Json, JsonBytes, read_body};

/// Returns the attempt a request belongs to. A malformed id is none.
pub(crate) fn attempt_of<B>(request: &Request<B>) -> Option<AttemptId> {
    let mut ids = request.headers().get_all(ATTEMPT_ID).iter();
    match (ids.next(), ids.next()) {
        (Some(id), None) => id.to_str().ok()?.parse().ok(),
        _ => None,
    }
}
