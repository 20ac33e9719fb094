//! Which resource a path names.

use hyper::{StatusCode, Uri};

use super::reply::Reply;

/// A resource of the control API, with the decoded names in its path.
#[derive(Debug, PartialEq)]
pub(crate) enum Route {
    /// `/version`
    Version,
    /// `/reset`
    Reset,
    /// `/populate`
    Populate,
    /// `/proxies`
    Proxies,
    /// `/proxies/{proxy}`
    Proxy(String),
    /// `/proxies/{proxy}/toxics`
    Toxics(String),
    /// `/proxies/{proxy}/toxics/{toxic}`
    Toxic(String, String),
}

/// Finds what a path names, or the reply for one that names nothing: 400 for bad escapes, a redirect for a path
/// that is not in its simplest form, which keeps the query, 404 for the rest.
///
/// The path is decoded before it is taken apart, so a name with a slash in it cannot be addressed.
pub(crate) fn find(uri: &Uri) -> Result<Route, Reply> {
    let Some(path) = decode(uri.path()) else {
        return Err(Reply::text(StatusCode::BAD_REQUEST, "400 Bad Request"));
    };
    let clean = clean(&path);
    if clean != path {
        let path = encode(&clean, |byte| byte.is_ascii_alphanumeric() || b"/-_.~$&+,:;=@!*'()".contains(&byte));
        let query = uri.query().map_or_else(String::new, |query| encode(query, |byte| byte.is_ascii_graphic()));
        let mark = if query.is_empty() { "" } else { "?" };
        return Err(Reply::redirect(&[&path, mark, &query].concat()));
    }
    let not_found = || Reply::text(StatusCode::NOT_FOUND, "404 page not found\n");
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    if segments.contains(&"") {
        return Err(not_found());
    }
    match segments[..] {
        ["version"] => Ok(Route::Version),
        ["reset"] => Ok(Route::Reset),
        ["populate"] => Ok(Route::Populate),
        ["proxies"] => Ok(Route::Proxies),
        ["proxies", proxy] => Ok(Route::Proxy(proxy.to_owned())),
        ["proxies", proxy, "toxics"] => Ok(Route::Toxics(proxy.to_owned())),
        ["proxies", proxy, "toxics", toxic] => Ok(Route::Toxic(proxy.to_owned(), toxic.to_owned())),
        _ => Err(not_found()),
    }
}

/// Resolves `%xx`; `None` if one of them is no byte. Bytes that are no UTF-8 become replacement characters.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
            let (high, low) = (digit()?, digit()?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Removes empty, `.` and `..` segments, but keeps a slash at the end.
fn clean(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    let slash = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    format!("/{}{slash}", segments.join("/"))
}

/// Makes text fit for a header: what is not to be kept is written as `%xx`.
fn encode(text: &str, keep: impl Fn(u8) -> bool) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if keep(byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("writing to a string cannot fail");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(path: &'static str) -> Result<Route, Reply> {
        super::find(&Uri::from_static(path))
    }

    #[test]
    fn names_are_decoded() {
        assert_eq!(find("/proxies/a%20b/toxics/%C3%BC").unwrap(), Route::Toxic("a b".into(), "ü".into()));
    }

    #[test]
    fn a_name_with_a_slash_cannot_be_addressed() {
        assert_eq!(find("/proxies/a%2Fb").unwrap_err().status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn a_slash_at_the_end_is_not_found_and_a_double_one_redirects() {
        assert_eq!(find("/proxies/").unwrap_err().status(), StatusCode::NOT_FOUND);
        assert_eq!(find("//proxies").unwrap_err().status(), StatusCode::MOVED_PERMANENTLY);
        assert_eq!(find("/x/../proxies").unwrap_err().status(), StatusCode::MOVED_PERMANENTLY);
    }

    #[test]
    fn bad_escapes_are_a_bad_request() {
        assert_eq!(find("/proxies/%zz").unwrap_err().status(), StatusCode::BAD_REQUEST);
        assert_eq!(find("/proxies/%2").unwrap_err().status(), StatusCode::BAD_REQUEST);
    }
}
