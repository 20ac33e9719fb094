//! The accept loop of the bank, from the first connection to the shutdown.

mod connection;
mod socket;
mod tracked_body;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use crate::bank::Metrics;
use crate::listener::Listeners;

/// How long open connections may go on after the shutdown. Event feeds never end by themselves.
const GRACE: Duration = Duration::from_secs(1);
/// How long to wait when the system has no more sockets.
const NO_SOCKETS: Duration = Duration::from_millis(50);

/// Accepts and serves connections until `shutdown`.
pub(crate) async fn run(
    listeners: Listeners,
    router: Router,
    metrics: Arc<Metrics>,
    shutdown: impl Future<Output = ()>,
) {
    let ending = CancellationToken::new();
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        // What has ended is taken out, or the set would grow for ever.
        while connections.try_join_next().is_some() {}
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = listeners.accept() => accepted,
        };
        match accepted {
            Ok((socket, arrival)) => {
                let (router, metrics) = (router.clone(), Arc::clone(&metrics));
                connections.spawn(connection::serve(socket, arrival, router, metrics, ending.clone()));
            }
            Err(error) => {
                warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(NO_SOCKETS).await;
            }
        }
    }
    drop(listeners);
    ending.cancel();
    let ended = timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        debug!(connections = connections.len(), "still open, and cut");
        connections.shutdown().await;
    }
}
