//! A reverse proxy that shows a server below a path, and takes that path away before it asks.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A running proxy; it ends with this value.
#[derive(Debug)]
pub struct PathPrefix {
    task: JoinHandle<()>,
}

impl PathPrefix {
    /// Shows the server at `target` below `prefix` (such as `/lab`), to whoever connects to `listener`.
    pub fn start(listener: TcpListener, prefix: &'static str, target: SocketAddr) -> Self {
        let target = Arc::new(target);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let target = Arc::clone(&target);
                // One that breaks off concerns nobody else.
                tokio::spawn(async move { forward(client, prefix, *target).await });
            }
        });
        Self { task }
    }
}

impl Drop for PathPrefix {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Listens on a free port of this machine.
pub async fn listen() -> Result<(TcpListener, String)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    Ok((listener, origin))
}

/// Hands one request on, with one line more: a connection carries no second one.
async fn forward(client: TcpStream, prefix: &str, target: SocketAddr) -> Result<()> {
    let mut client = BufReader::new(client);
    let mut first = String::new();
    client.read_line(&mut first).await?;
    let (method, rest) = first.split_once(' ').context("no request line")?;
    let Some(below) = rest.strip_prefix(prefix).filter(|below| below.starts_with('/')) else {
        let answer = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        return Ok(client.write_all(answer).await?);
    };
    let mut server = TcpStream::connect(target).await?;
    server.write_all(format!("{method} {below}Connection: close\r\n").as_bytes()).await?;
    loop {
        let mut line = String::new();
        client.read_line(&mut line).await?;
        if !line.to_ascii_lowercase().starts_with("connection:") {
            server.write_all(line.as_bytes()).await?;
        }
        if line.trim_end().is_empty() {
            break;
        }
    }
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}
