//! A client that may hear nothing: every failure is an error to look at, and no panic.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer that arrived whole.
pub(crate) struct Answer {
    pub(crate) status: u16,
    body: Vec<u8>,
}

/// One connection, kept for many requests.
pub(crate) struct Client {
    stream: TcpStream,
}

/// The bytes of a payment of one with this key.
pub(crate) fn payment(key: &str) -> Vec<u8> {
    let body = r#"{"src":"bianca","dest":"marc","amount":1}"#;
    let head = "POST /payments/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    format!("{head}Idempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

impl Client {
    pub(crate) async fn connect(bank: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(bank).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream })
    }

    pub(crate) async fn pay(&mut self, key: &str) -> Result<Answer> {
        self.ask(&payment(key)).await
    }

    pub(crate) async fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).await
    }

    async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        let mut read = Vec::with_capacity(1024);
        let body_at = loop {
            if let Some(at) = read.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            self.more(&mut read).await?;
        };
        let head = String::from_utf8_lossy(&read[..body_at]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(ErrorKind::InvalidData)?;
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split('\r').next()?.parse().ok());
        let end = body_at + length.unwrap_or(0_usize);
        while read.len() < end {
            self.more(&mut read).await?;
        }
        Ok(Answer { status, body: read.split_off(body_at) })
    }

    async fn more(&mut self, read: &mut Vec<u8>) -> Result<()> {
        match self.stream.read_buf(read).await? {
            0 => Err(Error::from(ErrorKind::UnexpectedEof)),
            _ => Ok(()),
        }
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    /// The number of a paid payment.
    pub(crate) fn id(&self) -> u64 {
        self.json()["id"].as_u64().expect("a receipt has an id")
    }
}
