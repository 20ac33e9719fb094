//! The page, carried inside the binary: its document at `/`, and the files that Trunk has built.

use axum::Router;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use headers::{ETag, HeaderMapExt as _, IfNoneMatch};

use crate::error::Error;

include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// The document of the page, as it stands at each of its places: it names its files relative to itself.
struct Documents {
    lab: File,
    hub: File,
    station: File,
}

/// Where the page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// At `/` of a lab.
    Lab,
    /// At `/` of a room's hub: the document says so, because its address does not.
    Hub,
    /// At `/s/NN/` of a hub: the files lie at the top, where every browser of the room has them already.
    Station,
}

/// One file of the page in its three forms.
struct File {
    name: &'static str,
    mime: &'static str,
    /// Whether its name changes with its content.
    hashed: bool,
    /// What a browser that keeps it asks with whether it has changed.
    etag: &'static str,
    raw: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

/// What `/` says when the page has not been built.
const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>Exactly once</title>
<h1>The page has not been built</h1>
<p>The bank is running. <code>cargo xtask lab</code> builds the page and starts the lab with it.</p>";

/// The page at `/` of this place, and its files beside it.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(place: Place) -> Router<S> {
    Router::new().route("/", get(async move |headers: HeaderMap| document(place, &headers))).route(
        "/{*name}",
        get(async |Path(name): Path<String>, headers: HeaderMap| file(&name, &headers).ok_or(Error::NotFound))
            .fallback(other_method),
    )
}

/// Answers with the page itself.
pub(crate) fn document(place: Place, headers: &HeaderMap) -> Response {
    match &DOCUMENTS {
        Some(documents) => {
            let file = match place {
                Place::Lab => &documents.lab,
                Place::Hub => &documents.hub,
                Place::Station => &documents.station,
            };
            // `connect-src`: payments go to another port of this host, and to `--proxied-url`.
            let policy = format!(
                "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{SCRIPT_HASHES}; style-src 'self' \
                 'unsafe-inline'; img-src 'self' data:; connect-src http: https:; object-src 'none'; \
                 base-uri 'none'; frame-ancestors 'none'"
            );
            ([(CONTENT_SECURITY_POLICY, policy)], file.answer(headers)).into_response()
        }
        None => (StatusCode::OK, Html(NOT_BUILT)).into_response(),
    }
}

/// Answers with a file of the page, if there is one of this name.
pub(crate) fn file(name: &str, headers: &HeaderMap) -> Option<Response> {
    find(name).map(|file| file.answer(headers))
}

/// Where no file is there is nothing for any method.
async fn other_method(Path(name): Path<String>) -> Error {
    if find(&name).is_some() { Error::MethodNotAllowed } else { Error::NotFound }
}

fn find(name: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.name == name)
}

impl File {
    /// Answers with the smallest form that the client takes, or with nothing where the client has the file already.
    fn answer(&self, headers: &HeaderMap) -> Response {
        let cache = if self.hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
        let kept = [(CACHE_CONTROL, cache), (ETAG, self.etag), (VARY, "Accept-Encoding")];
        let etag = self.etag.parse::<ETag>().expect("the build script writes it");
        if headers.typed_get::<IfNoneMatch>().is_some_and(|asked| !asked.precondition_passes(&etag)) {
            return (StatusCode::NOT_MODIFIED, kept).into_response();
        }
        let head = (kept, [(CONTENT_TYPE, self.mime)]);
        let packed = [("br", self.brotli), ("gzip", self.gzip)];
        match packed.into_iter().find(|(name, bytes)| bytes.len() < self.raw.len() && accepts(headers, name)) {
            Some((name, bytes)) => (head, [(CONTENT_ENCODING, name)], bytes).into_response(),
            None => (head, self.raw).into_response(),
        }
    }
}

/// Whether `Accept-Encoding` names the encoding and does not refuse it (RFC 9110, section 12.5.3).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight.is_none_or(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use axum::http::header::IF_NONE_MATCH;

    use super::*;

    #[test]
    fn a_file_that_the_client_has_is_not_sent_again() {
        let file = File {
            name: "index.html",
            mime: "text/html; charset=utf-8",
            hashed: false,
            etag: "W/\"a\"",
            raw: b"raw",
            brotli: b"br",
            gzip: b"gzip",
        };
        let answer = |asked: &'static str| {
            let headers = [(IF_NONE_MATCH, asked), (ACCEPT_ENCODING, "br")];
            file.answer(&headers.into_iter().map(|(name, value)| (name, value.parse().expect("a header"))).collect())
        };
        for asked in ["W/\"a\"", "\"a\"", "\"b\", W/\"a\"", "*"] {
            assert_eq!(answer(asked).status(), StatusCode::NOT_MODIFIED, "{asked}");
        }
        for asked in ["\"b\"", "a", ""] {
            assert_eq!(answer(asked).status(), StatusCode::OK, "{asked}");
            assert_eq!(answer(asked).headers()[ETAG], "W/\"a\"");
        }
    }

    #[test]
    fn an_encoding_is_used_only_where_it_is_accepted() {
        let with = |value: &str| HeaderMap::from_iter([(ACCEPT_ENCODING, value.parse().expect("a header"))]);
        assert!(accepts(&with("gzip, deflate, br"), "br"));
        assert!(accepts(&with("GZIP;q=0.5"), "gzip"));
        assert!(!accepts(&with("br;q=0, gzip"), "br"));
        assert!(!accepts(&with("brotli"), "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }
}
