//! The broken network as the lab sees it: one Toxiproxy, the bank's proxy in it, and the lab's two toxics.
//!
//! Every answer is what Toxiproxy says at that moment; nothing is remembered for it.

mod address;
mod client;
mod kept_connection;
mod payment_proxy;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use protocol::{LabEvent, Losses, NetworkState, ProxyState};
use reqwest::Url;
use tokio::sync::{Mutex, Notify};
use tokio::time;

pub use client::{Client, Error as ClientError};
pub use payment_proxy::{Exposure, ProxySettings};

use crate::feed::Feed;
use kept_connection::KeptConnection;

/// `GET /lab/state` answers within a second, whatever Toxiproxy does.
const SNAPSHOT_LIMIT: Duration = Duration::from_millis(800);
/// How often it tries to create the proxy.
const TRY_EVERY: Duration = Duration::from_millis(100);

/// A handle on the network; clones are one.
#[derive(Clone)]
pub struct Network(Arc<Inner>);

struct Inner {
    client: Client,
    wanted: ProxySettings,
    feed: Feed,
    /// One change at a time: half of one must not be read back as the result of another.
    changing: Mutex<()>,
    /// Whether [`Network::switch`] has switched the proxy off; a new Toxiproxy gets it back like that.
    switched_off: AtomicBool,
    snapshots: AtomicU64,
    /// Some snapshot found nobody there, the watcher's or not: what answers next may be a new Toxiproxy.
    was_away: AtomicBool,
    /// Some snapshot found nobody there, or a room's proxy missing: the watcher is to look now.
    missed: Notify,
    /// What was published last, and which snapshot showed it.
    published: std::sync::Mutex<(u64, Option<NetworkState>)>,
    /// Whom the proxy lets reach the bank's first listener, as last seen; `None` before the first answer.
    exposure: std::sync::Mutex<Option<Exposure>>,
}

/// The network at one moment.
#[derive(Clone, Debug)]
pub struct NetworkSnapshot {
    /// The network as the lab API says it.
    pub state: NetworkState,
    /// The port the proxy listens at, where there is one.
    pub port: Option<u16>,
}

impl NetworkSnapshot {
    /// What is seen where nobody answers.
    pub fn unreachable() -> Self {
        Self { state: NetworkState::unreachable(), port: None }
    }
}

/// Why the network is not as it was asked for.
#[derive(Clone, Debug)]
pub enum Error {
    /// There is no proxy, or it is switched off: nothing was changed.
    NoProxy,
    /// Toxiproxy did not answer, or refused.
    Toxiproxy(ClientError),
}

impl From<ClientError> for Error {
    fn from(error: ClientError) -> Self {
        Self::Toxiproxy(error)
    }
}

impl Network {
    /// The network behind the control API at `base`; nothing is sent yet. Changes are published on `feed`.
    pub fn new(base: Url, wanted: ProxySettings, feed: Feed) -> Self {
        Self::over(Client::new(base), wanted, feed)
    }

    /// The same over a client that others use too, and its connections with it.
    pub fn over(client: Client, wanted: ProxySettings, feed: Feed) -> Self {
        Self(Arc::new(Inner {
            client,
            wanted,
            feed,
            changing: Mutex::new(()),
            switched_off: AtomicBool::new(false),
            snapshots: AtomicU64::new(0),
            was_away: AtomicBool::new(false),
            missed: Notify::new(),
            published: std::sync::Mutex::new((0, None)),
            exposure: std::sync::Mutex::new(None),
        }))
    }

    /// What Toxiproxy says now; one that does not answer in 0.8 s is not reachable.
    pub async fn snapshot(&self) -> NetworkSnapshot {
        let number = self.0.snapshots.fetch_add(1, Ordering::Relaxed) + 1;
        let answer = time::timeout(SNAPSHOT_LIMIT, self.read()).await;
        let seen = answer.ok().and_then(Result::ok).unwrap_or_else(|| {
            self.0.was_away.store(true, Ordering::Relaxed);
            NetworkSnapshot::unreachable()
        });
        if self.misses(&seen.state) {
            self.0.missed.notify_one();
        }
        self.publish(number, &seen.state);
        seen
    }

    /// Whether the watcher has something to put back, or soon will.
    fn misses(&self, state: &NetworkState) -> bool {
        !state.reachable || (self.0.wanted.is_a_rooms && state.proxy == ProxyState::Missing)
    }

    async fn read(&self) -> Result<NetworkSnapshot, ClientError> {
        let client = &self.0.client;
        let (version, found) = tokio::join!(client.version(), payment_proxy::find(client, &self.0.wanted));
        let (version, found) = (version?, found?);
        *self.0.exposure.lock().expect("nothing panics while it is held") = Some(found.exposure);
        Ok(NetworkSnapshot { state: found.network(name_of(&version), version), port: found.port })
    }

    /// Returns whom the proxy lets reach the bank's first listener, as last seen. A Toxiproxy that does not answer may
    /// still lead there.
    pub async fn exposure(&self) -> Exposure {
        let last = || *self.0.exposure.lock().expect("nothing panics while it is held");
        if last().is_none() {
            self.snapshot().await;
        }
        last().unwrap_or_default()
    }

    /// Publishes what a snapshot shows if it is news; a slow one does not overtake a later one.
    fn publish(&self, number: u64, state: &NetworkState) {
        let mut published = self.0.published.lock().expect("nothing panics while it is held");
        if number <= published.0 {
            return;
        }
        let news = published.1.as_ref() != Some(state);
        *published = (number, Some(state.clone()));
        if news {
            self.0.feed.publish(LabEvent::Network(state.clone()));
        }
    }

    /// Sets the lab's toxics and says what Toxiproxy says afterwards.
    pub async fn set_losses(&self, losses: Losses) -> Result<NetworkState, Error> {
        let _changing = self.0.changing.lock().await;
        if !payment_proxy::set_losses(&self.0.client, &self.0.wanted, losses).await? {
            return Err(Error::NoProxy);
        }
        self.read_back().await
    }

    /// Puts the proxy right, removes foreign toxics, and says what Toxiproxy says afterwards.
    pub async fn repair(&self) -> Result<NetworkState, Error> {
        let _changing = self.0.changing.lock().await;
        payment_proxy::repair(&self.0.client, &self.0.wanted).await?;
        self.read_back().await
    }

    async fn read_back(&self) -> Result<NetworkState, Error> {
        let number = self.0.snapshots.fetch_add(1, Ordering::Relaxed) + 1;
        let seen = self.read().await?;
        self.publish(number, &seen.state);
        Ok(seen.state)
    }

    /// Sees to the proxy for ever: creates it when it is missing at the start, whenever Toxiproxy has come back or was
    /// started anew, and a room's always; publishes what others change. What somebody deletes in a lab stays deleted, for
    /// everybody to see. `pause` says how long to wait until the next look.
    pub async fn watch(self, pause: impl Fn() -> Duration) {
        let mut connection = KeptConnection::default();
        loop {
            self.ensure_proxy().await;
            self.0.was_away.store(false, Ordering::Relaxed);
            loop {
                let seen = self.snapshot_between_changes().await.state;
                // A room has many stations, which put back what they miss, and no connections to spare.
                let started_anew = !self.0.wanted.is_a_rooms && connection.has_ended(self.0.client.base()).await;
                if started_anew || self.misses(&seen) || self.0.was_away.load(Ordering::Relaxed) {
                    break;
                }
                // Whoever is missed by somebody else is looked for at once.
                let _ = time::timeout(pause(), self.0.missed.notified()).await;
            }
        }
    }

    /// Creates the proxy if it is missing; tries until Toxiproxy has answered.
    pub async fn ensure_proxy(&self) {
        let mut last = None;
        while let Err(error) = self.create_missing().await {
            if last.as_ref() != Some(&error) {
                tracing::warn!(%error, "the proxy cannot be created yet");
                last = Some(error);
            }
            self.snapshot().await;
            time::sleep(TRY_EVERY).await;
        }
    }

    /// Creates the proxy if it is missing, switched off if [`switch`](Self::switch) has said so; says why it cannot be.
    pub async fn create_missing(&self) -> Result<(), ClientError> {
        let _changing = self.0.changing.lock().await;
        payment_proxy::create_missing(&self.0.client, &self.0.wanted, !self.is_switched_off()).await
    }

    /// Creates the proxy anew, whatever is there under its name.
    pub async fn replace(&self) -> Result<(), ClientError> {
        let _changing = self.0.changing.lock().await;
        payment_proxy::replace(&self.0.client, &self.0.wanted).await
    }

    /// Switches the proxy on or off; its toxics stay.
    pub async fn switch(&self, enabled: bool) -> Result<(), ClientError> {
        let _changing = self.0.changing.lock().await;
        self.0.switched_off.store(!enabled, Ordering::Relaxed);
        payment_proxy::switch(&self.0.client, &self.0.wanted, enabled).await
    }

    /// Returns whether this handle, or a clone of it, has switched the proxy off.
    pub fn is_switched_off(&self) -> bool {
        self.0.switched_off.load(Ordering::Relaxed)
    }

    /// Deletes the proxy; it is fine if it is gone already.
    pub async fn delete(&self) -> Result<(), ClientError> {
        let _changing = self.0.changing.lock().await;
        self.0.client.delete_proxy(&self.0.wanted.name).await
    }

    async fn snapshot_between_changes(&self) -> NetworkSnapshot {
        let _changing = self.0.changing.lock().await;
        self.snapshot().await
    }
}

/// Which Toxiproxy reports this version.
pub fn name_of(version: &str) -> &'static str {
    if version == toxiproxy::VERSION { toxiproxy::NAME } else { "Toxiproxy" }
}
