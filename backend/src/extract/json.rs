//! JSON bodies, within the limits of the contract: first the type is checked, then the size, then what it says.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_LENGTH;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::content_type;
use crate::error::Error;

/// The longest body, in bytes.
const MAX_BYTES: usize = 16 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// How long a body may take.
const TIME: Duration = Duration::from_secs(10);

/// A JSON body as a value. It answers with the backend's own [`Error`], which `axum::Json` does not.
pub(crate) struct Json<T>(pub(crate) T);

/// The bytes of a body that is declared to be JSON, without a byte order mark.
pub(crate) struct JsonBytes(pub(crate) Bytes);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        // serde reads a structure from a list of its members' values too, and nothing here is meant to be one.
        let text = protocol::text_of(&bytes)?;
        if text.trim_ascii_start().starts_with('[') {
            return Err(Error::BadRequest("the body must be a JSON object".to_owned()));
        }
        serde_json::from_str(text).map(Self).map_err(|error| Error::BadRequest(error.to_string()))
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonBytes {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        content_type::check(request.headers())?;
        let bytes = read_body(request).await?;
        // A byte order mark says nothing in UTF-8, and may be left out of account (RFC 8259, section 8.1).
        Ok(Self(bytes.strip_prefix(BYTE_ORDER_MARK).map_or_else(|| bytes.clone(), |rest| bytes.slice_ref(rest))))
    }
}

/// Reads a body within the limits, whatever it is declared to be.
pub(crate) async fn read_body(request: Request) -> Result<Bytes, Error> {
    let declared = request.headers().get(CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > MAX_BYTES as u64) {
        return Err(Error::TooLarge(MAX_BYTES));
    }
    read(request.into_body()).await
}

async fn read(body: Body) -> Result<Bytes, Error> {
    match timeout(TIME, Limited::new(body, MAX_BYTES).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Error::TooLarge(MAX_BYTES)),
        Ok(Err(_)) => Err(Error::BodyBrokeOff),
        Err(_) => Err(Error::TooSlow(TIME.as_secs())),
    }
}
