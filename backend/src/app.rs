//! The application: its state, its routes, and what stands in front of them.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tower::ServiceBuilder;
use tracing::warn;

use crate::bank::{self, Ledger, Location, Metrics, StoreError, Witnesses};
use crate::error::Error;
use crate::feed::Feed;
use crate::network::Network;
use crate::payments_file::PaymentsFile;
use crate::runs::Runs;
use crate::{attempts, guard, lab, page, server};

/// What every handler can reach. Clones share it.
#[derive(Clone)]
pub struct AppState {
    /// The truth about payments: filled by the bank's writer, read by everybody.
    pub ledger: Ledger,
    /// Tells the open pages: filled by the writer, the refusals and the lab API.
    pub feed: Feed,
    /// Counts of the last runs and the lease: filled by arriving requests.
    pub runs: Runs,
    /// What the bank counts about itself, for `/metrics`.
    pub metrics: Arc<Metrics>,
    /// The way to Toxiproxy; `None` when the bank runs without.
    pub network: Option<Network>,
    /// The payments to send, as read at the start.
    pub payments: Arc<PaymentsFile>,
    /// The flags, as given at the start.
    pub config: Arc<Config>,
}

/// What the command line says about serving.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the bank listens.
    pub host: IpAddr,
    /// The port it is bound to.
    pub port: u16,
    /// The port of the broken network, as configured.
    pub proxied_port: u16,
    /// Where the page shall send payments instead, if anywhere.
    pub proxied_url: Option<String>,
    /// More names to answer to.
    pub allow_hosts: Vec<String>,
    /// More origins whose pages may pay.
    pub page_origins: Vec<String>,
    /// Whether controls are for everybody, and not for this machine only.
    pub open_controls: bool,
}

impl AppState {
    /// Opens the ledger and puts everything together. A lease that an earlier process kept gets another term.
    pub async fn open(
        config: Config,
        location: &Location,
        payments: PaymentsFile,
        network: Option<Network>,
        feed: Feed,
    ) -> Result<Self, StoreError> {
        let metrics = Arc::<Metrics>::default();
        let ledger = Ledger::open(location, Witnesses { feed: feed.clone(), metrics: Arc::clone(&metrics) }).await?;
        let runs = Runs::default();
        if let Some(holder) = ledger.lease().await? {
            runs.inherit_lease(holder);
        }
        Ok(Self { ledger, feed, runs, metrics, network, payments: Arc::new(payments), config: Arc::new(config) })
    }
}

/// How long what was handed to the writer may take after the last connection.
const LAST_BATCHES: Duration = Duration::from_secs(1);

/// Serves until `shutdown`, and then for at most two seconds more. What was handed to the writer is still paid, unless
/// the ledger hangs.
pub async fn serve(listener: TcpListener, app: AppState, shutdown: impl Future<Output = ()>) {
    let (ledger, metrics) = (app.ledger.clone(), Arc::clone(&app.metrics));
    server::run(listener, router(app), metrics, shutdown).await;
    if timeout(LAST_BATCHES, ledger.close()).await.is_err() {
        warn!("the ledger does not answer: the payments in hand are left to their clients' retries");
    }
}

/// Every route of the backend, and the checks in front of them: the first one listed sees a request first.
fn router(app: AppState) -> Router {
    let checks = ServiceBuilder::new()
        .layer(middleware::from_fn(attempts::one_connection_each))
        .layer(middleware::from_fn_with_state(app.clone(), attempts::note_refusals))
        .layer(middleware::from_fn_with_state(app.clone(), guard::payment_headers))
        .layer(middleware::from_fn_with_state(app.clone(), guard::host))
        .layer(middleware::from_fn_with_state(app.clone(), attempts::count))
        .layer(middleware::from_fn_with_state(app.clone(), guard::controls));
    Router::new()
        .merge(bank::routes())
        .merge(lab::routes())
        .merge(page::routes())
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(checks)
        .with_state(app)
}
