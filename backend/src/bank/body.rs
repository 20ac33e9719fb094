//! Reads a body within its limits.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use crate::error::Error;

/// The longest body, in bytes.
const MOST: usize = 16 * 1024;
/// How long a body may take.
const TIME: Duration = Duration::from_secs(10);

/// A JSON body: first its type, then its size.
pub(crate) async fn json(headers: &HeaderMap, body: Body) -> Result<Bytes, Error> {
    if !is_json(headers) {
        return Err(Error::NotJson);
    }
    let declared = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > MOST as u64) {
        return Err(Error::TooLarge(MOST));
    }
    match timeout(TIME, Limited::new(body, MOST).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Error::TooLarge(MOST)),
        Ok(Err(_)) => Err(Error::BodyBrokeOff),
        Err(_) => Err(Error::TooSlow(TIME.as_secs())),
    }
}

/// `application/json`, whatever its parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split_once(';').map_or(kind, |(kind, _)| kind);
    kind.trim().eq_ignore_ascii_case("application/json")
}
