//! A small HTTP client that hides nothing: what is written is what is sent.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// One request. A `Host` is added unless there is one.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// One answer, read to its end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// One connection.
pub(crate) struct Connection {
    pub(crate) stream: BufReader<TcpStream>,
}

/// A payment of one from bianca to marc, as JSON.
pub(crate) const ONE: &str = r#"{"src":"bianca","dest":"marc","amount":1}"#;

/// `POST /payments/` with a body of JSON.
pub(crate) fn post(body: impl Into<Vec<u8>>) -> Request {
    Request::new("POST", "/payments/").with("Content-Type", "application/json").body(body)
}

/// The workshop's payment with a key.
pub(crate) fn pay(key: &str) -> Request {
    post(ONE).with("Idempotency-Key", key)
}

pub(crate) fn get(target: &str) -> Request {
    Request::new("GET", target)
}

impl Request {
    pub(crate) fn new(method: &'static str, target: &str) -> Self {
        Self { method, target: target.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(present, _)| *present != name);
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The bytes on the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut lines = vec![format!("{} {} HTTP/1.1", self.method, self.target)];
        let has = |name: &str| self.headers.iter().any(|(present, _)| present.eq_ignore_ascii_case(name));
        if !has("Host") {
            lines.push("Host: localhost".to_owned());
        }
        if !self.body.is_empty() && !has("Content-Length") && !has("Transfer-Encoding") {
            lines.push(format!("Content-Length: {}", self.body.len()));
        }
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        let mut bytes = format!("{}\r\n\r\n", lines.join("\r\n")).into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Sends it on a connection of its own.
    pub(crate) async fn to(&self, bank: SocketAddr) -> Answer {
        let mut connection = Connection::open(bank).await;
        connection.send(&self.bytes()).await;
        connection.answer(self.method != "HEAD").await
    }
}

impl Connection {
    pub(crate) async fn open(bank: SocketAddr) -> Self {
        let stream = TcpStream::connect(bank).await.expect("the bank listens");
        Self { stream: BufReader::new(stream) }
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("the bank reads");
    }

    pub(crate) async fn ask(&mut self, request: &Request) -> Answer {
        self.send(&request.bytes()).await;
        self.answer(true).await
    }

    /// Reads one answer; the body by its `Content-Length`, as the contract promises one.
    pub(crate) async fn answer(&mut self, with_body: bool) -> Answer {
        let status_line = self.line().await;
        let status = status_line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status line");
        let mut headers = Vec::new();
        loop {
            let line = self.line().await;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(": ").expect("a header");
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut answer = Answer { status, headers, body: Vec::new() };
        if with_body && let Some(length) = answer.header("content-length") {
            let mut body = vec![0; length.parse().expect("a length")];
            self.stream.read_exact(&mut body).await.expect("the whole body");
            answer.body = body;
        }
        answer
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.expect("a line");
        assert!(line.ends_with("\r\n"), "the connection ended inside {line:?}");
        line.trim_end().to_owned()
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(present, _)| present == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} is there twice");
        value
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(crate) fn detail(&self) -> String {
        self.json()["detail"].as_str().expect("a problem's detail").to_owned()
    }
}
