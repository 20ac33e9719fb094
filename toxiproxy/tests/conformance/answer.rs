//! One answer of a control API, reduced to what a client can rely on.

use hyper::Response;
use hyper::body::Bytes;
use serde_json::Value;

/// An answer whose variable parts (ports, request ids, Go's own error texts) are gone, so that two networks'
/// answers to the same request are equal or the difference is one that a client can see.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    /// JSON where it is JSON, else the text.
    pub(crate) body: Value,
    /// Whether the body ends with a line feed.
    pub(crate) ends_a_line: bool,
    /// `Allow`, `Location`, `X-Content-Type-Options` and `Access-Control-Allow-Origin`.
    pub(crate) other_headers: Vec<(String, String)>,
    /// Whether it carries an `X-Toxiproxy-Request-Id` of 20 characters.
    pub(crate) has_id: bool,
}

impl Answer {
    pub(crate) fn of(response: &Response<Bytes>) -> Self {
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            Some(value.to_str().expect("headers are ASCII").to_owned())
        };
        let text = String::from_utf8_lossy(response.body());
        let mut body = serde_json::from_str(&text).unwrap_or_else(|_| Value::from(text));
        normalise(&mut body);
        let seen = |name: &&str| header(name).map(|value| ((*name).to_owned(), value));
        let names = ["allow", "location", "x-content-type-options", "access-control-allow-origin"];
        Self {
            status: response.status().as_u16(),
            content_type: header("content-type"),
            body,
            ends_a_line: response.body().ends_with(b"\n"),
            other_headers: names.iter().filter_map(seen).collect(),
            has_id: header("x-toxiproxy-request-id").is_some_and(|id| id.len() == 20),
        }
    }

    /// The status and the error text.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        (self.status, self.body["error"].as_str().unwrap_or("no error"))
    }

    /// The names of the toxics of a proxy, or in a list of toxics.
    pub(crate) fn toxic_names(&self) -> Vec<&str> {
        let toxics = if self.body.is_array() { &self.body } else { &self.body["toxics"] };
        let toxics = toxics.as_array().expect("a list of toxics");
        toxics.iter().map(|toxic| toxic["name"].as_str().expect("a name")).collect()
    }
}

/// Takes out what differs from run to run, and the field that the original leaks.
fn normalise(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("Logger");
            members.values_mut().for_each(normalise);
        }
        Value::Array(elements) => elements.iter_mut().for_each(normalise),
        Value::String(text) => {
            *text = without_ports(text);
            if let Some(end) = text.find("bad request body: ") {
                text.truncate(end + "bad request body: ".len());
            }
        }
        _ => {}
    }
}

/// Replaces the numbers of ports that only this run has. Ports that a case chose itself are below 10000.
pub(crate) fn without_ports(text: &str) -> String {
    let mut parts = text.split(':');
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        result.push(':');
        result.push_str(if digits == 5 { "PORT" } else { &part[..digits] });
        result.push_str(&part[digits..]);
    }
    result
}
