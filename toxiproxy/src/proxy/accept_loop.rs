//! The proxy's accept loop.

use std::time::Duration;

use tokio::net::TcpStream;

use super::listener::Listener;

/// How long to leave a listener alone that cannot accept, usually because all file descriptors are taken.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Accepts clients until the listener is closed, and hands each of them to `serve`, which must not block.
pub(crate) async fn run(listener: &Listener, serve: impl Fn(TcpStream)) {
    while let Some(accepted) = listener.accept().await {
        match accepted {
            Ok(client) => serve(client),
            Err(error) => {
                tracing::warn!(%error, "a proxy cannot accept");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}
