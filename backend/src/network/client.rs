//! A small typed client of Toxiproxy's control API, for every 2.x.
//!
//! Updates are `POST` (`PATCH` came with 2.6), unknown members are ignored, toxic types and attributes are left open,
//! and an error's body is read as JSON whatever its content type claims: the original sends it as `text/plain`.

use std::fmt;
use std::time::Duration;

use reqwest::{Method, Response, StatusCode, Url};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How long a look may take. `GET /lab/state` has a second for everything.
const READ_LIMIT: Duration = Duration::from_millis(600);
/// How long a change may take. It waits for the links it changes, which the original may hold up for longer.
const CHANGE_LIMIT: Duration = Duration::from_secs(5);

/// Speaks to one Toxiproxy.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
}

/// Why Toxiproxy did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// No answer, or none in time: nobody knows whether it was done.
    Unreachable(String),
    /// It answered and refused.
    Refused {
        /// The HTTP status.
        status: u16,
        /// What it said.
        text: String,
    },
}

/// A proxy as Toxiproxy reports it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Proxy {
    /// The address it listens at; `host:port`, the real port once it has been started.
    pub listen: String,
    /// The address it leads to, as it was given.
    pub upstream: String,
    /// Whether it is switched on.
    pub enabled: bool,
    /// What disturbs it, upstream toxics first.
    #[serde(default)]
    pub toxics: Vec<Toxic>,
}

/// What creates or updates a proxy.
#[derive(Clone, Debug, Serialize)]
pub struct ProxyRequest<'a> {
    /// Only read when the proxy is created.
    pub name: &'a str,
    /// The address to listen at.
    pub listen: &'a str,
    /// The address to lead to.
    pub upstream: &'a str,
    /// Whether it is to be switched on.
    pub enabled: bool,
}

/// A toxic, of any type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Toxic {
    /// Unique within its proxy, over both streams.
    pub name: String,
    /// What it does, such as `reset_peer`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `upstream` (the requests) or `downstream` (the replies), in any case.
    pub stream: String,
    /// The share of connections it strikes.
    pub toxicity: f64,
    /// What its type asks for.
    #[serde(default)]
    pub attributes: Map<String, Value>,
}

impl Client {
    /// A client of the Toxiproxy at `base`; nothing is sent yet.
    pub fn new(base: Url) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            // Toxiproxy refuses what calls itself `Mozilla/`.
            .user_agent(concat!("exactly-once-lab/", env!("CARGO_PKG_VERSION")))
            .build()
            .expect("a client without TLS needs nothing of the system");
        Self { http, base }
    }

    /// Where its control API is.
    pub(super) fn base(&self) -> &Url {
        &self.base
    }

    /// The version it reports: JSON since 2.7, bare text before.
    pub async fn version(&self) -> Result<String, Error> {
        #[derive(Deserialize)]
        struct Version {
            version: String,
        }
        let text = self.ask(Method::GET, &["version"], None::<&()>).await?;
        Ok(serde_json::from_str(&text).map_or_else(|_| text.trim().to_owned(), |Version { version }| version))
    }

    /// One proxy with its toxics, or `None` when there is none of that name.
    pub async fn proxy(&self, name: &str) -> Result<Option<Proxy>, Error> {
        match self.ask(Method::GET, &["proxies", name], None::<&()>).await {
            Ok(text) => parse(&text).map(Some),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Creates a proxy and starts it if it is enabled.
    pub async fn create_proxy(&self, proxy: &ProxyRequest<'_>) -> Result<(), Error> {
        self.ask(Method::POST, &["proxies"], Some(proxy)).await.map(drop)
    }

    /// Changes a proxy; its toxics stay. A refused change may have stopped it: read it again.
    pub async fn update_proxy(&self, proxy: &ProxyRequest<'_>) -> Result<(), Error> {
        self.ask(Method::POST, &["proxies", proxy.name], Some(proxy)).await.map(drop)
    }

    /// Deletes a proxy and its toxics; it is fine if it is gone already.
    pub async fn delete_proxy(&self, name: &str) -> Result<(), Error> {
        self.delete(&["proxies", name]).await
    }

    /// Adds a toxic.
    pub async fn create_toxic(&self, proxy: &str, toxic: &Toxic) -> Result<(), Error> {
        self.ask(Method::POST, &["proxies", proxy, "toxics"], Some(toxic)).await.map(drop)
    }

    /// Changes a toxic's toxicity and attributes; its name, type and stream never change.
    pub async fn update_toxic(&self, proxy: &str, toxic: &Toxic) -> Result<(), Error> {
        self.ask(Method::POST, &["proxies", proxy, "toxics", &toxic.name], Some(toxic)).await.map(drop)
    }

    /// Removes a toxic; it is fine if it is gone already.
    pub async fn delete_toxic(&self, proxy: &str, name: &str) -> Result<(), Error> {
        self.delete(&["proxies", proxy, "toxics", name]).await
    }

    async fn delete(&self, path: &[&str]) -> Result<(), Error> {
        match self.ask(Method::DELETE, path, None::<&()>).await {
            Err(error) if !error.is_not_found() => Err(error),
            _ => Ok(()),
        }
    }

    /// Sends a request to the path of these segments (percent-encoded here) and returns the text of a success.
    async fn ask(&self, method: Method, path: &[&str], body: Option<&impl Serialize>) -> Result<String, Error> {
        let mut url = self.base.clone();
        url.path_segments_mut().expect("an http address has a path").pop_if_empty().extend(path);
        let limit = if method == Method::GET { READ_LIMIT } else { CHANGE_LIMIT };
        let mut request = self.http.request(method, url).timeout(limit);
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        let text = text(response).await?;
        if status.is_success() { Ok(text) } else { Err(refusal(status, &text)) }
    }
}

impl Error {
    /// Whether there is no proxy or toxic of that name.
    pub(super) fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }

    /// Whether a proxy or toxic of that name is there already.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Refused { status: 409, .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(why) => write!(f, "Toxiproxy does not answer: {why}"),
            Self::Refused { text, .. } => write!(f, "Toxiproxy refuses: {text}"),
        }
    }
}

impl std::error::Error for Error {}

async fn text(response: Response) -> Result<String, Error> {
    response.text().await.map_err(unreachable)
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    serde_json::from_str(text)
        .map_err(|error| Error::Unreachable(format!("what answers there is not Toxiproxy ({error})")))
}

// By value: this is what `map_err` hands over.
#[expect(clippy::needless_pass_by_value)]
fn unreachable(error: reqwest::Error) -> Error {
    let mut innermost: &dyn std::error::Error = &error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    Error::Unreachable(innermost.to_string())
}

fn refusal(status: StatusCode, body: &str) -> Error {
    #[derive(Deserialize)]
    struct Body {
        error: String,
    }
    let text = match serde_json::from_str(body) {
        Ok(Body { error }) => error,
        // An unknown path, a refused client, a wrong method (no body at all) and a timeout page are not JSON.
        Err(_) if body.trim().is_empty() || body.contains('<') => status.to_string(),
        Err(_) => body.trim().to_owned(),
    };
    Error::Refused { status: status.as_u16(), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_read_whatever_its_content_type() {
        let text = |status: u16, body: &str| match refusal(StatusCode::from_u16(status).expect("a status"), body) {
            Error::Refused { text, .. } => text,
            Error::Unreachable(_) => unreachable!("it answered"),
        };
        assert_eq!(text(404, "{\"error\":\"proxy not found\",\"status\":404}\n"), "proxy not found");
        assert_eq!(text(404, "404 page not found\n"), "404 page not found");
        assert_eq!(text(405, ""), "405 Method Not Allowed");
        assert_eq!(text(503, "<html><head><title>Timeout</title>"), "503 Service Unavailable");
    }

    #[test]
    fn members_and_toxics_it_does_not_know_are_no_error() {
        let proxy: Proxy = parse(
            r#"{"name":"payment","listen":"127.0.0.1:8888","upstream":"127.0.0.1:8080","enabled":true,"Logger":{},
                "toxics":[{"name":"x","type":"new","stream":"UPSTREAM","toxicity":1,"attributes":{"a":[1]},"more":0}]}"#,
        )
        .expect("a proxy");
        assert_eq!(proxy.toxics[0].kind, "new");
    }
}
