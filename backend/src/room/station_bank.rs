//! The hub as a client of a station's bank: at its first listener, with its secret, one connection for each request.

use std::time::Duration;

use protocol::{KeyPolicy, KeyPolicyRequest, LabState, Losses, Receipt, ScriptRequest, Total};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep};

use super::stations::Station;
use crate::error::RoomRefusal;

/// How long a bank may take to answer.
const LIMIT: Duration = Duration::from_secs(1);
/// How long its total may take: the dashboard asks twice a second.
const LOOK_LIMIT: Duration = Duration::from_millis(300);
/// How long a crash may take to be seen.
const CRASH_LIMIT: Duration = Duration::from_secs(2);
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// One station's bank.
#[derive(Clone)]
pub(super) struct StationBank {
    http: Client,
    station: Station,
}

/// No answer, or not the one that was hoped for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoAnswer;

impl From<NoAnswer> for RoomRefusal {
    fn from(_: NoAnswer) -> Self {
        Self::BankGone
    }
}

impl StationBank {
    /// A client of each of these stations.
    pub(super) fn all<'a>(stations: impl Iterator<Item = &'a Station>) -> Vec<Self> {
        let http = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0);
        let http = http.build().expect("a client without TLS needs nothing of the system");
        stations.map(|station| Self { http: http.clone(), station: station.clone() }).collect()
    }

    pub(super) fn station(&self) -> &Station {
        &self.station
    }

    pub(super) async fn state(&self) -> Result<LabState, NoAnswer> {
        self.read("lab/state").await
    }

    /// The whole ledger, oldest first.
    pub(super) async fn entries(&self) -> Result<Vec<Receipt>, NoAnswer> {
        self.read("payments/").await
    }

    /// What its ledger comes to.
    pub(super) async fn total(&self) -> Result<Total, NoAnswer> {
        let answer = send(self.request(Method::GET, "stats").timeout(LOOK_LIMIT)).await?;
        answer.text().await.map_err(|_| NoAnswer)?.parse().map_err(|_| NoAnswer)
    }

    /// Frees the lease, whoever holds it.
    pub(super) async fn free_lease(&self) -> Result<(), NoAnswer> {
        self.tell(self.request(Method::DELETE, "lab/run")).await
    }

    pub(super) async fn clear_ledger(&self) -> Result<(), NoAnswer> {
        self.tell(self.request(Method::DELETE, "payments/")).await
    }

    /// Puts the policy of a new ledger in force.
    pub(super) async fn set_first_policy(&self) -> Result<(), NoAnswer> {
        let policy = KeyPolicyRequest { policy: KeyPolicy::Unique, pause_ms: Some(experiment::Settings::PAUSE_MS) };
        self.put("lab/key-policy", &policy).await
    }

    /// Puts the rule in place that a new ledger has.
    pub(super) async fn set_first_rule(&self) -> Result<(), NoAnswer> {
        self.put("lab/script", &ScriptRequest { text: rule::STARTER.to_owned() }).await
    }

    pub(super) async fn remove_toxics(&self) -> Result<(), NoAnswer> {
        self.put("lab/network", &Losses::NONE).await
    }

    /// Crashes it. It has happened when another process answers, or nobody does.
    pub(super) async fn crash(&self) -> Result<(), NoAnswer> {
        let Ok(before) = self.state().await else { return Ok(()) };
        let end = Instant::now() + CRASH_LIMIT;
        while Instant::now() < end {
            // No answer proves nothing.
            let _ = self.request(Method::POST, "lab/crash").send().await;
            if self.state().await.map(|state| state.start) != Ok(before.start.clone()) {
                return Ok(());
            }
            sleep(ASK_AGAIN).await;
        }
        Err(NoAnswer)
    }

    /// Opens its feed.
    pub(super) async fn feed(&self) -> Result<Response, NoAnswer> {
        // It has no end, and so no limit.
        let url = format!("http://{}/lab/events", self.station.direct);
        let (name, value) = self.station.secret.header();
        send(self.http.get(url).header(name, value)).await
    }

    async fn put(&self, path: &str, body: &impl Serialize) -> Result<(), NoAnswer> {
        self.tell(self.request(Method::PUT, path).json(body)).await
    }

    async fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, NoAnswer> {
        send(self.request(Method::GET, path)).await?.json().await.map_err(|_| NoAnswer)
    }

    async fn tell(&self, request: RequestBuilder) -> Result<(), NoAnswer> {
        // An answer that breaks off is none.
        send(request).await?.bytes().await.map(drop).map_err(|_| NoAnswer)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let (name, value) = self.station.secret.header();
        self.http.request(method, format!("http://{}/{path}", self.station.direct)).header(name, value).timeout(LIMIT)
    }
}

async fn send(request: RequestBuilder) -> Result<Response, NoAnswer> {
    let answer = request.send().await.map_err(|_| NoAnswer)?;
    answer.error_for_status().map_err(|_| NoAnswer)
}
