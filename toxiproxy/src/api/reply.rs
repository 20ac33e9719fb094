//! Answers, with the content types the original sends.

use std::collections::BTreeMap;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, X_CONTENT_TYPE_OPTIONS};
use hyper::{Response, StatusCode};
use serde::Serialize;

use crate::api_types::ProxyView;
use crate::error::Error;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// An answer before it is one of hyper's.
#[derive(Debug)]
pub(crate) struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Reply {
    /// Nothing but a status: no body, no content type.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    /// A body of plain text, as Go's `http.Error` sends it.
    pub(crate) fn text(status: StatusCode, body: impl Into<Bytes>) -> Self {
        let headers = vec![(CONTENT_TYPE, TEXT), (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))];
        Self { status, headers, body: body.into() }
    }

    /// A body of JSON.
    pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).expect("nothing on this wire fails to serialize");
        Self { status, headers: vec![(CONTENT_TYPE, JSON)], body: body.into() }
    }

    /// All proxies under their names.
    pub(crate) fn index(proxies: impl Iterator<Item = ProxyView>) -> Self {
        let by_name: BTreeMap<_, _> = proxies.map(|proxy| (proxy.name.clone(), proxy)).collect();
        Self::json(StatusCode::OK, &by_name)
    }

    /// The original's own spelling, down to the space and the missing one.
    pub(crate) fn version(version: &str) -> Self {
        let headers = vec![(CONTENT_TYPE, HeaderValue::from_static("application/json;charset=utf-8"))];
        let body = format!("{{\"version\": \"{version}\"}}\n").into();
        Self { status: StatusCode::OK, headers, body }
    }

    /// A refusal: JSON that says it is plain text, and ends with a line feed.
    pub(crate) fn error(error: &Error) -> Self {
        let refusal = Refusal::of(error);
        let body = serde_json::to_string(&refusal).expect("nothing on this wire fails to serialize");
        Self::text(status(error), body + "\n")
    }

    /// What became of a list of proxies. Here a refusal does say that it is JSON, and carries what was done
    /// before it. A list of none is `null`.
    pub(crate) fn populated(proxies: &[ProxyView], error: Option<&Error>) -> Self {
        #[derive(Serialize)]
        struct Populated<'a> {
            #[serde(flatten)]
            refusal: Option<Refusal>,
            proxies: Option<&'a [ProxyView]>,
        }
        let proxies = Some(proxies).filter(|proxies| !proxies.is_empty());
        Self::json(error.map_or(StatusCode::CREATED, status), &Populated { refusal: error.map(Refusal::of), proxies })
    }

    /// The same resource under its proper path.
    pub(crate) fn redirect(path: &str) -> Self {
        let location = HeaderValue::from_str(path).expect("an encoded path is ASCII");
        Self { status: StatusCode::MOVED_PERMANENTLY, headers: vec![(LOCATION, location)], body: Bytes::new() }
    }

    #[cfg(test)]
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }
}

#[derive(Serialize)]
struct Refusal {
    error: String,
    status: u16,
}

impl Refusal {
    fn of(error: &Error) -> Self {
        Self { error: error.to_string(), status: error.status() }
    }
}

fn status(error: &Error) -> StatusCode {
    StatusCode::from_u16(error.status()).expect("the statuses of errors are valid")
}
