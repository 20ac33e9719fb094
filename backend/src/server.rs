//! The accept loop of a bank, and of a room's hub, from the first connection to the shutdown.

mod connection;
mod places;
mod socket;
mod tracked_body;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use crate::listener::{Arrival, Listeners};
use places::{Place, Places};

/// How long open connections may go on after the shutdown. Event feeds never end by themselves.
const GRACE: Duration = Duration::from_secs(1);
/// How long to wait when the system has no more sockets.
const NO_SOCKETS: Duration = Duration::from_millis(50);

/// What a server answers with. Clones share it.
#[derive(Clone)]
pub(crate) struct Server {
    router: Router,
    /// Counts what is refused because it is no HTTP, by its status.
    on_refusal: Arc<dyn Fn(u16) + Send + Sync>,
    places: Option<Arc<Places>>,
}

impl Server {
    /// A server that takes every connection.
    pub(crate) fn new(router: Router, on_refusal: impl Fn(u16) + Send + Sync + 'static) -> Self {
        Self { router, on_refusal: Arc::new(on_refusal), places: None }
    }

    /// Sets a limit of connections.
    pub(crate) fn with_connections(self, most: NonZeroUsize) -> Self {
        Self { places: Some(Places::new(most)), ..self }
    }

    /// Takes a place for a connection; an error closes it at once.
    fn place(&self, arrival: Arrival) -> Result<Option<Place>, NoPlace> {
        match (&self.places, arrival) {
            (Some(places), Arrival::Direct(peer)) => places.take(peer).map(Some).ok_or(NoPlace(peer)),
            _ => Ok(None),
        }
    }
}

/// There is no place for a connection of this peer.
struct NoPlace(SocketAddr);

/// Accepts and serves connections until `shutdown`.
pub(crate) async fn run(listeners: Listeners, server: Server, shutdown: impl Future<Output = ()>) {
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
            Ok((socket, arrival)) => match server.place(arrival) {
                Ok(place) => {
                    connections.spawn(connection::serve(socket, arrival, place, server.clone(), ending.clone()));
                }
                Err(NoPlace(peer)) => warn!(%peer, "all connections await an answer: one more was closed"),
            },
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
