//! What a body is declared to be.

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use crate::error::Error;

/// Refuses everything but JSON in UTF-8, as it is: `application/json` with any parameters, of which `charset` may only say
/// UTF-8, and no `Content-Encoding` but `identity`.
pub(super) fn check(headers: &HeaderMap) -> Result<(), Error> {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let declared = types.next().and_then(|declared| declared.to_str().ok()).ok_or(Error::NotJson)?;
    if types.next().is_some() {
        return Err(Error::TwoContentTypes);
    }
    let mut parts = declared.split(';').map(str::trim);
    if !parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
        return Err(Error::NotJson);
    }
    let charsets = parts.filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_ascii_lowercase())
    });
    if !charsets.into_iter().all(|charset| matches!(charset.as_str(), "utf-8" | "utf8")) {
        return Err(Error::ForeignCharset);
    }
    let encodings =
        headers.get_all(CONTENT_ENCODING).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    if !encodings
        .into_iter()
        .all(|encoding| matches!(encoding.trim_ascii(), b"") || encoding.trim_ascii().eq_ignore_ascii_case(b"identity"))
    {
        return Err(Error::EncodedBody);
    }
    Ok(())
}
