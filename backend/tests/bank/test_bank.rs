//! A bank to test: the real application on port 0.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use backend::bank::{Ledger, Location, Observers};
use backend::{AppState, Config, Feed, Listeners, PaymentsFile};
use protocol::{KeyPolicy, KeyPolicyRequest};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::client::{Answer, Request, get};

/// A running bank.
pub(crate) struct Bank {
    pub(crate) address: SocketAddr,
    /// The second listener, where the network leads to.
    pub(crate) through_network: SocketAddr,
    pub(crate) app: AppState,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Bank {
    /// A bank with a ledger of its own.
    pub(crate) async fn new() -> Self {
        Self::with(&Location::Temporary, |_| ()).await
    }

    /// A bank on the ledger in `folder`.
    pub(crate) async fn on(folder: &Path) -> Self {
        Self::with(&Location::Folder(folder.to_owned()), |_| ()).await
    }

    /// A bank with other flags than the usual ones.
    pub(crate) async fn with(location: &Location, change: impl FnOnce(&mut Config)) -> Self {
        let (listeners, mut config) = listeners().await;
        change(&mut config);
        let app = AppState::open(config, location, PaymentsFile::default(), None, Feed::default());
        Self::start(listeners, app.await.expect("a new ledger can be opened"))
    }

    /// A bank over a ledger that the test has made.
    pub(crate) async fn over(ledger: Ledger, observers: Observers) -> Self {
        let (listeners, config) = listeners().await;
        Self::start(listeners, AppState::over(ledger, observers, config))
    }

    fn start(listeners: Listeners, app: AppState) -> Self {
        let address = listeners.direct.local_addr().expect("an address");
        let network = listeners.network.as_ref().expect("there are two");
        let through_network = network.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let shutdown = async {
            // A dropped bank stops too.
            let _ = stopped.await;
        };
        let serving = tokio::spawn(backend::serve(listeners, app.clone(), shutdown));
        Self { address, through_network, app, stop, serving }
    }

    /// A bank with a key policy in force.
    pub(crate) async fn under(policy: KeyPolicy) -> Self {
        let bank = Self::new().await;
        bank.switch(policy, None).await;
        bank
    }

    pub(crate) async fn switch(&self, policy: KeyPolicy, pause_ms: Option<u32>) {
        self.app.ledger.set_key_policy(KeyPolicyRequest { policy, pause_ms }).await.expect("the policy is set");
    }

    pub(crate) async fn ask(&self, request: &Request) -> Answer {
        request.to(self.address).await
    }

    /// The status of an answer, where nothing else matters.
    pub(crate) async fn status(&self, request: &Request) -> u16 {
        self.ask(request).await.status
    }

    /// `GET /stats`.
    pub(crate) async fn total(&self) -> String {
        let answer = self.ask(&get("/stats")).await;
        assert_eq!(answer.status, 200);
        answer.text().to_owned()
    }

    /// Ends it as Ctrl-C does.
    pub(crate) async fn stop(self) {
        self.stop.send(()).expect("it runs");
        self.serving.await.expect("it ends in order");
    }
}

/// Two free ports, and the usual flags for them.
async fn listeners() -> (Listeners, Config) {
    let free = async || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let listeners = Listeners { direct: free().await, network: Some(free().await) };
    let config = Config::at(listeners.direct.local_addr().expect("an address"));
    (listeners, config)
}
