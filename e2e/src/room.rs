//! A room of people: its hub, what its host does over HTTP, and the page of a participant in a browser.

mod page;

pub use self::page::RoomPage;

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use protocol::Total;
use protocol::room::{Counted, HOST_KEY, Overview, PaceRequest, RoomMode, StationNumber, StationOverview};
use reqwest::{Method, Response};
use serde::Serialize;
use tokio::time::sleep;

use crate::hub_proxy::HubProxy;
use crate::lab::{Lab, Network, free_row_of_ports};
use crate::process::{self, Process};

/// From the start of the program until the room is open.
const OPENS_WITHIN: Duration = Duration::from_secs(20);
/// For what a page does by itself.
const SOON: Duration = Duration::from_secs(20);

/// A running room; it ends with this value.
#[derive(Debug)]
pub struct Room {
    /// Where participants come in, without a slash at the end: the hub, or the proxy before it.
    pub address: String,
    /// The code that the host shows.
    pub code: String,
    /// The host's key.
    pub host_key: String,
    network: Network,
    stations: u8,
    /// The program, unless it was ended.
    lab: Option<Lab>,
    /// The address of the hub, without a slash at the end.
    hub: String,
    proxy: Option<(HubProxy, u16)>,
    http: reqwest::Client,
}

impl Room {
    /// Opens a room of so many stations over the embedded network, with more flags.
    pub async fn open(stations: u8, flags: &[&str]) -> Result<Self> {
        let mut room = Self::new(Network::Embedded, stations, None)?;
        room.start(flags).await?;
        Ok(room)
    }

    /// Opens a room whose participants come through a proxy, and which can be started again at the same ports.
    pub async fn open_behind_proxy(network: Network, stations: u8, flags: &[&str]) -> Result<Self> {
        let proxy = HubProxy::listen("").await?;
        let mut room = Self::new(network, stations, Some((proxy, free_row_of_ports(stations)?)))?;
        room.start(flags).await?;
        Ok(room)
    }

    /// Opens a room that participants find below a path, such as `/lab`.
    pub async fn open_below(prefix: &'static str, stations: u8) -> Result<Self> {
        let proxy = HubProxy::listen(prefix).await?;
        let mut room = Self::new(Network::Embedded, stations, Some((proxy, free_row_of_ports(stations)?)))?;
        room.start(&[]).await?;
        Ok(room)
    }

    fn new(network: Network, stations: u8, proxy: Option<(HubProxy, u16)>) -> Result<Self> {
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build()?;
        let [address, code, host_key, hub] = [const { String::new() }; 4];
        Ok(Self { address, code, host_key, network, stations, lab: None, hub, proxy, http })
    }

    /// Starts the program, again or for the first time, and reads from what it prints how to come in.
    pub async fn start(&mut self, flags: &[&str]) -> Result<()> {
        let (stations, own) = (self.stations.to_string(), ["--room-host", "127.0.0.1", "--room-port", "0"]);
        let (origin, first_port) = match &self.proxy {
            Some((proxy, port)) => (vec!["--page-origin", &proxy.origin], port.to_string()),
            None => (Vec::new(), "0".to_owned()),
        };
        let ports = ["--room", &stations, "--room-proxied-port", &first_port];
        let lab = Lab::start_with(self.network, &[&ports, &own, origin.as_slice(), flags].concat()).await?;
        let end = Instant::now() + OPENS_WITHIN;
        let (printed, host) = loop {
            let printed = lab.output()?;
            if let Some(host) = printed.split_whitespace().find(|word| word.contains("#host=")) {
                break (printed.clone(), host.to_owned());
            }
            ensure!(Instant::now() < end, "no room was opened, but: {printed}");
            sleep(Duration::from_millis(20)).await;
        };
        self.lab = Some(lab);
        let (hub, host_key) = host.split_once("/#host=").context("no host key")?;
        let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        let code = printed.split_whitespace().find(is_code).with_context(|| format!("no code in {printed}"))?;
        (self.hub, self.host_key, self.code) = (hub.to_owned(), host_key.to_owned(), code.to_owned());
        self.address.clone_from(&self.hub);
        if let Some((proxy, _)) = &self.proxy {
            self.address = format!("{}{}", proxy.origin, proxy.prefix);
            proxy.lead_to(&self.hub)?;
        }
        Ok(())
    }

    /// Ends the program and all of its banks at once, without a goodbye.
    pub fn kill(&mut self) {
        self.lab = None;
    }

    /// Returns the proxy before the hub.
    pub fn proxy(&self) -> Result<&HubProxy> {
        self.proxy.as_ref().map(|(proxy, _)| proxy).context("this room has no proxy before its hub")
    }

    /// Puts the proxy right after it was cut.
    pub fn mend(&self) -> Result<()> {
        self.proxy()?.lead_to(&self.hub)
    }

    /// Returns the program.
    pub fn lab(&self) -> Result<&Lab> {
        self.lab.as_ref().context("the room has ended")
    }

    /// Returns what the program has printed so far.
    pub fn output(&self) -> Result<String> {
        self.lab()?.output()
    }

    /// Finds the process in which the bank of a station runs.
    pub fn bank(&self, station: StationNumber) -> Result<Process> {
        let (supervisor, name) = (self.lab()?.supervisor()?.id, format!("--proxy-name payment-{station} "));
        let is_it = |process: &Process| process.parent == supervisor && process.command.contains(&name);
        process::all()?.into_iter().find(is_it).with_context(|| format!("station {station} has no bank"))
    }

    /// Asks the hub for something as the host; `()` sends no body.
    pub async fn ask(&self, method: Method, route: &str, body: &impl Serialize) -> Result<Response> {
        let address = format!("{}{route}", self.hub);
        let what = format!("{method} {address}");
        let mut request =
            self.http.request(method, address).header(HOST_KEY, &self.host_key).timeout(Duration::from_secs(10));
        let json = serde_json::to_value(body)?;
        if !json.is_null() {
            request = request.json(&json);
        }
        request.send().await.context(what)
    }

    /// Leads everybody to a scenario.
    pub async fn lead_through(&self, scenario: &str) -> Result<()> {
        let (mode, scenario) = (Some(RoomMode::Paced), Some(scenario.to_owned()));
        self.set_pace(&PaceRequest { mode, scenario, ..PaceRequest::default() }).await
    }

    /// Lets everybody choose.
    pub async fn set_free(&self) -> Result<()> {
        self.set_pace(&PaceRequest { mode: Some(RoomMode::Free), ..PaceRequest::default() }).await
    }

    /// Shows everybody the bank.
    pub async fn reveal_all(&self) -> Result<()> {
        self.set_pace(&PaceRequest { revealed: Some(true), ..PaceRequest::default() }).await
    }

    /// Holds every run, or lets it go on.
    pub async fn pause_all(&self, paused: bool) -> Result<()> {
        self.set_pace(&PaceRequest { paused: Some(paused), ..PaceRequest::default() }).await
    }

    async fn set_pace(&self, pace: &PaceRequest) -> Result<()> {
        self.ask(Method::PUT, "/room/pace", pace).await?.error_for_status()?;
        Ok(())
    }

    /// Sends `POST /room/stations/NN/` and what is to be done there.
    pub async fn do_at(&self, station: StationNumber, what: &str) -> Result<()> {
        self.ask(Method::POST, &format!("/room/stations/{station}/{what}"), &()).await?.error_for_status()?;
        Ok(())
    }

    /// Sends `GET /room/overview`.
    pub async fn overview(&self) -> Result<Overview> {
        Ok(self.ask(Method::GET, "/room/overview", &()).await?.error_for_status()?.json().await?)
    }

    /// Returns what the host sees of a station.
    pub async fn tile(&self, station: StationNumber) -> Result<StationOverview> {
        let overview = self.overview().await?;
        overview.stations.into_iter().find(|tile| tile.station == station).context("no such station")
    }

    /// Waits until the run of a station in a scenario has a result, which must count, and returns what the host sees of it.
    pub async fn counted_in(&self, station: StationNumber, scenario: &str) -> Result<StationOverview> {
        let what = format!("the result of station {station} in {scenario}");
        until(&what, async || {
            let tile = self.tile(station).await?;
            Ok(tile.counted.is_some() && tile.scenario.as_deref() == Some(scenario))
        })
        .await?;
        let tile = self.tile(station).await?;
        ensure!(tile.counted == Some(Counted::Counted), "{tile:?}");
        Ok(tile)
    }

    /// Sends `GET /s/NN/stats`.
    pub async fn stats(&self, station: StationNumber) -> Result<Total> {
        Ok(self.ask(Method::GET, &format!("/s/{station}/stats"), &()).await?.error_for_status()?.json().await?)
    }
}

/// Asks again and again until it holds, for at most twenty seconds.
pub async fn until<F: Future<Output = Result<bool>>>(what: &str, holds: impl Fn() -> F) -> Result<()> {
    until_within(SOON, what, holds).await
}

/// Asks again and again until it holds, for at most `limit`.
pub async fn until_within<F>(limit: Duration, what: &str, holds: impl Fn() -> F) -> Result<()>
where
    F: Future<Output = Result<bool>>,
{
    let end = Instant::now() + limit;
    while !holds().await? {
        if Instant::now() > end {
            bail!("waited in vain for {what}");
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
