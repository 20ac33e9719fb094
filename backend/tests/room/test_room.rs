//! A room that runs.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use crate::client::{Answer, SOON, http};
use crate::lab::FREE_PORTS;
use crate::program::{Said, Started, program};

pub(crate) const PAYMENT: &str = r#"{"src": "bianca", "dest": "marc", "amount": 1}"#;

/// A room on ports of its own. It ends when this is dropped.
pub(crate) struct Room {
    pub(crate) program: Started,
    pub(crate) said: Said,
    /// The hub's address on this machine, without a slash at its end.
    pub(crate) address: String,
    pub(crate) host_key: String,
    pub(crate) code: String,
    /// Of the control API, likewise.
    pub(crate) toxiproxy: String,
    /// Its folder for temporary files.
    _folder: TempDir,
}

impl Room {
    /// A room of so many stations on loopback.
    pub(crate) async fn of(stations: u8) -> Self {
        Self::with(stations, &["--room-host", "127.0.0.1", "--toxiproxy", "embedded"]).await
    }

    pub(crate) async fn with(stations: u8, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = program(&arguments_of(&stations.to_string(), arguments));
        command.env("TMPDIR", folder.path());
        Self::started(command, folder).await
    }

    pub(crate) async fn started(command: Command, folder: TempDir) -> Self {
        let (program, said) = Started::opened(command).await;
        let host = said.after("for the host, and nobody else: ");
        let (address, host_key) = host.split_once("/#host=").expect("an address with a key");
        let (address, host_key) = (address.to_owned(), host_key.to_owned());
        let (code, toxiproxy) = (said.after("the code: ").to_owned(), said.control_api());
        Self { program, said, address, host_key, code, toxiproxy, _folder: folder }
    }

    /// A request to the hub, without a key.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        http().request(method, format!("{}{path}", self.address)).timeout(SOON)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    /// The host asks.
    pub(crate) async fn as_host(&self, method: Method, path: &str, body: Option<&str>) -> Answer {
        let mut request = self.request(method, path).header("Host-Key", &self.host_key);
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body.to_owned());
        }
        answer(request).await
    }

    /// The state of a station's bank.
    pub(crate) async fn state(&self, station: u8) -> Value {
        self.get(&format!("/s/{station:02}/lab/state")).await.ok()
    }

    /// Where a station's network listens.
    pub(crate) async fn network(&self, station: u8) -> SocketAddr {
        let port = self.state(station).await["proxied_port"].as_u64().and_then(|port| u16::try_from(port).ok());
        SocketAddr::from(([127, 0, 0, 1], port.expect("a port")))
    }

    /// What a station's ledger comes to.
    pub(crate) async fn total(&self, station: u8) -> String {
        self.get(&format!("/s/{station:02}/stats")).await.text().to_owned()
    }

    /// The processes of the stations' banks, by the numbers of their stations.
    pub(crate) async fn banks(&self) -> BTreeMap<u8, u32> {
        let found = Command::new("pgrep").args(["-a", "-P", &self.program.id().to_string(), "-f", " serve"]).output();
        let found = String::from_utf8(found.await.expect("pgrep is there").stdout).expect("UTF-8");
        found.lines().filter_map(|line| Some((station_of(line)?, line.split(' ').next()?.parse().ok()?))).collect()
    }

    /// The hub as a page's origin.
    pub(crate) fn hub(&self) -> SocketAddr {
        self.address.trim_start_matches("http://").parse().expect("an address")
    }
}

/// The station on whose command line this is.
fn station_of(command: &str) -> Option<u8> {
    let name = command.split("--proxy-name ").nth(1)?.split(' ').next()?;
    name.strip_prefix("payment-")?.parse().ok()
}

/// The arguments of a room on free ports, where these say nothing else.
pub(crate) fn arguments_of<'a>(stations: &'a str, arguments: &[&'a str]) -> Vec<&'a str> {
    let room = ["--room", stations, "--room-port", "0", "--room-proxied-port", "0"];
    let usual = [&FREE_PORTS[..], &room].concat();
    let usual = usual.chunks(2).filter(|pair| !arguments.contains(&pair[0]));
    usual.flatten().chain(arguments).copied().collect()
}

/// Sends a request and reads the answer to its end.
pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    try_answer(request).await.expect("an answer")
}

/// Sends a request; `None` if there was no answer.
pub(crate) async fn try_answer(request: RequestBuilder) -> Option<Answer> {
    let response = request.send().await.ok()?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Some(Answer { status, headers, body: response.bytes().await.ok()?.to_vec() })
}

/// Pays through the network that listens there; whether the payment was acknowledged.
pub(crate) async fn pay(network: SocketAddr, key: &str, attempt: &str) -> bool {
    let request = http()
        .post(format!("http://{network}/payments/"))
        .timeout(SOON)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", key)
        .header("Attempt-Id", attempt)
        .body(PAYMENT);
    try_answer(request).await.is_some_and(|answer| matches!(answer.status, 200 | 208))
}
