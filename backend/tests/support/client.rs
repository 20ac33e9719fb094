//! A client of the lab, on a connection of its own for each request.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::Value;
use tokio::time::{Instant, sleep};

/// How long anything may take that a test waits for.
pub(crate) const SOON: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Vec<u8>,
}

pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().expect("a client without TLS")
}

/// Asks; `None` if there was no answer.
pub(crate) async fn try_ask(method: Method, url: &str, body: Option<&str>) -> Option<Answer> {
    let mut request = http().request(method, url).timeout(SOON);
    if let Some(body) = body {
        request = request.header("Content-Type", "application/json").body(body.to_owned());
    }
    let response = request.send().await.ok()?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Some(Answer { status, headers, body: response.bytes().await.ok()?.to_vec() })
}

pub(crate) async fn ask(method: Method, url: &str, body: Option<&str>) -> Answer {
    let name = format!("{method} {url}");
    try_ask(method, url, body).await.unwrap_or_else(|| panic!("no answer to {name}"))
}

pub(crate) async fn get(url: &str) -> Answer {
    ask(Method::GET, url, None).await
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("visible ASCII"))
    }

    /// Asserts a success and returns its JSON.
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()
    }

    /// Asserts a refusal in the form of all refusals, and returns its sentence.
    pub(crate) fn refused(&self, status: StatusCode) -> String {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        problem["detail"].as_str().expect("a sentence").to_owned()
    }
}

/// Looks again and again until there is something, at most for [`SOON`].
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + SOON;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < end, "waited in vain: {what}");
        sleep(LOOK_EVERY).await;
    }
}
