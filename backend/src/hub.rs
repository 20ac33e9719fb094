//! The hub of a room: the page, the room's own routes, and the way to every station's bank.
//!
//! Who may steer follows from what a request carries (a seat's token, the host's key), never from where it comes from:
//! behind a tunnel everybody is on loopback, and in a container nobody is. Attempts never come here, but for those that
//! are sent *directly* in chapter 0.

mod access;
mod bank;
mod feed;
mod feeds;
mod metrics;
mod path;
mod station;

use std::num::NonZeroUsize;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{any, get};
use tokio::net::TcpListener;
use tower::ServiceBuilder;

use crate::error::Error;
use crate::listener::Listeners;
use crate::page;
use crate::room::{self, Room, Stations};
use crate::server::{self, Server};
use access::Outside;
use feeds::Feeds;
use metrics::Metrics;

/// What a hub is told at its start.
#[derive(Clone, Debug)]
pub struct HubSettings {
    /// Further host names to answer to.
    pub allow_hosts: Vec<String>,
    /// Further origins whose pages may ask.
    pub page_origins: Vec<String>,
    /// The address to show to whoever comes under a name that is not served.
    pub address: String,
    /// The most connections; half of them may be feeds.
    pub connections: NonZeroUsize,
}

/// A room's hub. Clones are the same hub.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    settings: HubSettings,
    stations: Stations,
    room: Room,
    feeds: Feeds,
    metrics: Metrics,
    outside: Outside,
}

impl Hub {
    /// Puts a hub together, before the stations of this room.
    pub fn new(settings: HubSettings, stations: Stations, room: Room) -> Self {
        let feeds = Feeds::new(settings.connections.get() / 2);
        let (metrics, outside) = (Metrics::default(), Outside::default());
        Self(Arc::new(Inner { settings, stations, room, feeds, metrics, outside }))
    }

    /// Serves until `shutdown`, and then for at most a second more.
    pub async fn serve(self, listener: TcpListener, shutdown: impl Future<Output = ()>) {
        let connections = self.0.settings.connections;
        let hub = self.clone();
        let server = Server::new(router(self), move |status| hub.0.metrics.refused(status));
        server::run(Listeners::from(listener), server.with_connections(connections), shutdown).await;
    }
}

/// Every route of the hub, and the middleware in front of them: the first one listed sees a request first.
fn router(hub: Hub) -> Router {
    let checks = ServiceBuilder::new()
        .layer(from_fn_with_state(hub.clone(), access::log_refusals))
        .layer(from_fn_with_state(hub.clone(), access::check));
    let room = room::routes(hub.0.room.clone());
    Router::new()
        .route("/health", get(async || "ok"))
        .route("/metrics", get(metrics))
        .route("/room/events", get(feed::of_room))
        .route("/s/{*path}", any(station::answer))
        .merge(page::routes(page::Place::Hub))
        .with_state(hub)
        .merge(room)
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(checks)
}

/// `GET /metrics`, for Prometheus: the hub's own, with the stations by their state.
async fn metrics(State(hub): State<Hub>) -> impl IntoResponse {
    let Inner { metrics, feeds, room, .. } = &*hub.0;
    let (content_type, page) = metrics.render(feeds.count(), &room.stations_by_state());
    ([(CONTENT_TYPE, content_type)], page)
}
