//! What every handler shares. It lies below the routes and the middleware, which all use it.

use std::sync::Arc;

use crate::bank::{Ledger, Location, Metrics, Observers, StoreError};
use crate::config::Config;
use crate::feed::Feed;
use crate::identity::Identity;
use crate::network::Network;
use crate::payments_file::PaymentsFile;
use crate::runs::Runs;

/// What every handler can reach. Clones share it.
#[derive(Clone)]
pub struct AppState {
    /// The truth about payments: filled by the bank's writer, read by everybody.
    pub ledger: Ledger,
    /// The events for the open pages: filled by the writer, the refusals and the lab API.
    pub feed: Feed,
    /// The counts of the last runs and the lease: filled by arriving requests.
    pub runs: Runs,
    /// What the bank counts about itself, for `/metrics`.
    pub metrics: Arc<Metrics>,
    /// The way to Toxiproxy; `None` when the bank runs without.
    pub network: Option<Network>,
    /// The payments to send, as read at the start.
    pub payments: Arc<PaymentsFile>,
    /// The flags, as given at the start.
    pub config: Arc<Config>,
    /// What tells this process, and what arrives at its second listener, from others.
    pub identity: Arc<Identity>,
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
        let ledger = Ledger::open(location, Observers { feed: feed.clone(), metrics: Arc::clone(&metrics) }).await?;
        let runs = Runs::default();
        if let Some(holder) = ledger.lease().await? {
            runs.inherit_lease(holder);
        }
        let state = Self::over(ledger, Observers { feed, metrics }, config);
        Ok(Self { runs, network, payments: Arc::new(payments), ..state })
    }

    /// Puts together what serves an open ledger, without a network and without payments to send.
    pub fn over(ledger: Ledger, observers: Observers, config: Config) -> Self {
        let Observers { feed, metrics } = observers;
        let (runs, payments, identity) = (Runs::default(), Arc::default(), Arc::default());
        Self { ledger, feed, runs, metrics, network: None, payments, config: Arc::new(config), identity }
    }
}
