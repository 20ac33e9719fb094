//! A room beside the lab: a bank for each station, its proxy, and the hub in front of them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, bail};
use backend::network::{Client, ProxySettings};
use backend::room::{Room, RoomSettings, Station, Stations};
use backend::{BehindHub, Feed, Hub, HubSecret, HubSettings, Network, PaymentsFile};
use futures_util::future::{join_all, try_join_all};
use protocol::room::StationNumber;
use protocol::{Payment, payments_csv};
use reqwest::Url;
use tokio::net::TcpListener;
use tokio::time::{Duration, timeout};
use tokio_util::sync::CancellationToken;

use super::bank::Bank;
use super::invitation::{self, RoomAddresses};
use super::limits::Limits;
use super::program::{Program, Running};
use crate::addresses::{Ports, reachable};
use crate::flags::{BankFlags, LabFlags, RoomFlags, ToxiproxyChoice};
use crate::ports::{self, Reservation};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// How long the banks of a room may take, which start side by side.
const ALL_START_LIMIT: Duration = Duration::from_mins(1);
/// How long the proxies of a room may take to be deleted. Ctrl-C promises two seconds for everything.
const DELETE_LIMIT: Duration = Duration::from_secs(1);

/// A room whose ports are its own, before anything is started.
pub(super) struct RoomPlan {
    flags: RoomFlags,
    stations: u8,
    hub: Reservation,
    hub_listener: TcpListener,
    /// Of each station: its bank's first listener and second one, and its network.
    ports: Vec<[Reservation; 3]>,
    pub(super) limits: Limits,
}

/// Refuses what cannot be with a room.
pub(super) fn check(flags: &LabFlags) -> Result<()> {
    if flags.room.room.is_none() {
        return Ok(());
    }
    if let Some(origin) = flags.bank.page_origin.iter().find(|origin| origin.starts_with("https:")) {
        bail!("--room and --page-origin {origin} do not go together: a page from https may not pay a station");
    }
    if flags.bank.proxied_url.is_some() {
        bail!("--room and --proxied-url do not go together: each station pays at a port of its own");
    }
    if let ToxiproxyChoice::Running(url) = &flags.toxiproxy {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        if host != "localhost" && !host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()) {
            bail!("--room needs a Toxiproxy on this machine's loopback, and --toxiproxy {url} is none");
        }
    }
    Ok(())
}

impl RoomPlan {
    /// Takes the ports of a room of so many stations; those in `others` are the lab's own. What an earlier room has left in
    /// a Toxiproxy that goes on is deleted first: it holds these ports.
    pub(super) async fn make(
        flags: &RoomFlags,
        toxiproxy: &ToxiproxyChoice,
        stations: u8,
        limits: Limits,
        others: &[(u16, &'static str)],
    ) -> Result<Self> {
        const HUB: &str = "--room-port";
        const PROXIED: &str = "--room-proxied-port";
        let host = flags.room_host;
        let mut others = others.to_vec();
        free_of(&others, flags.room_port, HUB)?;
        let hub = Reservation::take_for_browsers(host, flags.room_port, HUB)?;
        let hub_listener = ports::listen(host, hub.number(), HUB).await?;
        others.push((hub.number(), HUB));
        if let ToxiproxyChoice::Running(control_api) = toxiproxy {
            delete_left_over(control_api, stations).await;
        }
        let first = flags.room_proxied_port;
        if first != 0 && first.checked_add(u16::from(stations) - 1).is_none() {
            bail!("there are no {stations} ports from {first} on; --room-proxied-port chooses others");
        }
        let mut proxied = Vec::new();
        for station in 0..u16::from(stations) {
            let port = if first == 0 { 0 } else { first + station };
            free_of(&others, port, PROXIED)?;
            // There are many of them, and each that is held is an open file.
            proxied.push(Reservation::take_for_browsers(host, port, PROXIED)?.of_one_family());
        }
        let bank = || Reservation::take(HERE, 0, "--room");
        let ports = proxied.into_iter().map(|proxied| Ok([bank()?, bank()?, proxied]));
        let ports = ports.collect::<Result<_>>()?;
        Ok(Self { flags: flags.clone(), stations, hub, hub_listener, ports, limits })
    }

    /// The ports under which browsers reach the hub.
    fn hub_ports(&self) -> Vec<u16> {
        let shown = self.flags.room_address.as_ref().and_then(Url::port_or_known_default);
        let own = self.hub.number();
        shown.filter(|shown| *shown != own).into_iter().chain([own]).collect()
    }

    /// How the host's own bank stands behind the hub.
    pub(super) fn before_host(&self) -> BehindHub {
        BehindHub { secret: HubSecret::random(), ports: self.hub_ports(), is_station: false }
    }

    /// Starts proxies and banks and puts the hub in front of them; `None` if a bank ended at once, and has said why.
    pub(super) async fn start(
        self,
        host: &Bank,
        control_api: &Url,
        payments: &PaymentsFile,
        temporary: Option<&Path>,
    ) -> Result<Option<RunningRoom>> {
        let first = self.flags.room_payments.min(payments.payments);
        let folder = host.flags.data_dir.as_deref().or(temporary).context("a room needs a folder for its ledgers")?;
        let banks: Vec<Bank> = (1..=self.stations)
            .zip(&self.ports)
            .map(|(number, ports)| self.bank(number, ports, host, folder, first))
            .collect();
        let client = Client::new(control_api.clone());
        let network = |bank: &Bank| Network::over(client.clone(), bank.proxy(), Feed::default());
        let networks: Vec<Network> = banks.iter().map(network).collect();
        for (bank, network) in banks.iter().zip(&networks) {
            network.replace().await.map_err(|error| {
                anyhow!("the proxy cannot listen at {} (--room-proxied-port): {error}", bank.proxy().listen)
            })?;
        }
        let started = banks.iter().map(async |bank| {
            let mut program = bank.program(control_api, None)?;
            Ok::<_, anyhow::Error>(
                bank.opened(&mut program, ALL_START_LIMIT).await?.map(|(running, _)| (program, running)),
            )
        });
        let Some(programs) = try_join_all(started).await?.into_iter().collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        let stations = (1..).zip(&banks).map(|(number, bank)| station(number, bank));
        let stations = Stations::new(station(0, host), stations.zip(networks.iter().cloned()).collect());
        let addresses = RoomAddresses::of(&self.flags, self.hub.number());
        let settings = RoomSettings {
            stations: stations.clone(),
            payments: payments_of(payments, first)?,
            folder: host.flags.data_dir.clone(),
            addresses: addresses.of_others.clone(),
        };
        let room = Room::open(settings).context("cannot open the room")?;
        let hub = HubSettings {
            allow_hosts: host.flags.allow_host.clone(),
            page_origins: host.flags.page_origin.clone(),
            address: addresses.of_others.first().unwrap_or(&addresses.here).clone(),
            connections: self.limits.hub,
        };
        let hub = Hub::new(hub, stations, room.clone());
        Ok(Some(RunningRoom { hub, room, addresses, programs, networks, plan: self }))
    }

    fn bank(&self, number: u8, ports: &[Reservation; 3], host: &Bank, folder: &Path, first: u32) -> Bank {
        let number = StationNumber(number);
        let [bank, upstream, proxied] = ports.each_ref().map(Reservation::number);
        let flags = BankFlags {
            host: HERE,
            upstream_host: HERE,
            published_port: None,
            published_proxied_port: None,
            data_dir: Some(folder.join("stations").join(number.to_string())),
            database_url: None,
            first: Some(first),
            open_controls: false,
            proxy_listen: Some(SocketAddr::new(self.flags.room_host, proxied).to_string()),
            proxy_upstream: None,
            ..host.flags.clone()
        };
        Bank {
            name: format!("the bank of station {number}"),
            flags,
            ports: Ports { bank, upstream, proxied },
            proxy_name: proxy_name(number),
            hub: Some(BehindHub { secret: HubSecret::random(), ports: self.hub_ports(), is_station: true }),
        }
    }
}

/// The name of a station's proxy.
fn proxy_name(station: StationNumber) -> String {
    format!("{}-{station}", ProxySettings::PAYMENT)
}

/// Deletes the proxies that a room has not deleted itself, because it was killed. A Toxiproxy that does not answer is
/// complained of where it is needed.
async fn delete_left_over(control_api: &Url, stations: u8) {
    let client = Client::new(control_api.clone());
    let names: Vec<String> = (1..=stations).map(|station| proxy_name(StationNumber(station))).collect();
    let _ = timeout(DELETE_LIMIT, join_all(names.iter().map(|name| client.delete_proxy(name)))).await;
}

/// A bank as the hub reaches it.
fn station(number: u8, bank: &Bank) -> Station {
    Station {
        number: StationNumber(number),
        direct: SocketAddr::new(reachable(bank.flags.host), bank.ports.bank),
        secret: bank.hub.as_ref().expect("every bank of a room stands behind its hub").secret.clone(),
        proxied_port: bank.flags.published_proxied_port.unwrap_or(bank.ports.proxied),
    }
}

/// The payments that a station sends.
fn payments_of(file: &PaymentsFile, first: u32) -> Result<Arc<[Payment]>> {
    let payments = payments_csv::parse(&file.csv)?;
    Ok(payments.into_iter().take(usize::try_from(first)?).collect())
}

/// Refuses a port that is another part's already.
fn free_of(others: &[(u16, &str)], port: u16, flag: &str) -> Result<()> {
    match others.iter().find(|(other, _)| port != 0 && *other == port) {
        Some((_, other)) => bail!("port {port} is taken already ({other}); {flag} chooses another"),
        None => Ok(()),
    }
}

/// A room that is open. All of it ends when this is dropped.
pub(super) struct RunningRoom {
    hub: Hub,
    room: Room,
    addresses: RoomAddresses,
    programs: Vec<(Program, Running)>,
    networks: Vec<Network>,
    plan: RoomPlan,
}

impl RunningRoom {
    /// Says how to come in.
    pub(super) fn announce(&self, open: bool) {
        let first = self.plan.flags.room_proxied_port;
        // Free ones have no order.
        let ports = (first != 0).then(|| (first, first + u16::from(self.plan.stations) - 1));
        invitation::say_it(&self.addresses, &self.room, self.plan.stations, ports, open);
    }

    /// The networks of the stations.
    pub(super) fn networks(&self) -> Vec<Network> {
        self.networks.clone()
    }

    /// Serves the hub and keeps the banks alive; returns when all have ended.
    pub(super) async fn keep(self, stop: CancellationToken) {
        let banks =
            self.programs.into_iter().map(|(program, running)| program.keep(running, stop.clone(), async || {}));
        let hub = self.hub.serve(self.plan.hub_listener, stop.clone().cancelled_owned());
        let follows = async {
            tokio::select! {
                () = self.room.run() => {}
                () = stop.cancelled() => {}
            }
        };
        tokio::join!(join_all(banks), hub, follows);
        // A Toxiproxy that goes on is left as it was found.
        let _ = timeout(DELETE_LIMIT, join_all(self.networks.iter().map(Network::delete))).await;
    }
}
