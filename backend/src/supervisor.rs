//! The whole lab: this process holds the network and keeps the bank, its one child `serve`, alive.
//!
//! The bank can crash, and be killed, without the network or the lab's address going with it. Both children end with
//! this process, however it ends: they hold the other ends of its pipes.

mod bank;
mod invitation;
mod limits;
mod network;
mod program;
mod restarts;
mod room;

use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::process::ExitCode;

use anyhow::{Result, anyhow, bail};
use backend::bank::Location;
use backend::network::ProxySettings;
use backend::{Feed, Network, PaymentsFile};
use futures_util::future::join_all;
use protocol::{LabState, ProxyState};
use reqwest::Url;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use toxiproxy::Options;

use crate::addresses::{self, Ports, port_of};
use crate::advice::{missing_for_pages, moved_upstream};
use crate::console::{complain, say};
use crate::flags::{LabFlags, ToxiproxyChoice};
use crate::ports::{Reservation, check_published};
use crate::shutdown;
use bank::{Bank, START_LIMIT};
use network::StartedNetwork;
use program::{Program, Running};
use room::{RoomPlan, RunningRoom};

/// Runs the whole lab until it is asked to end.
pub(crate) async fn run(flags: LabFlags) -> Result<ExitCode> {
    let mut asked = pin!(shutdown::requested());
    let started = tokio::select! {
        started = start(flags) => started?,
        () = &mut asked => return Ok(ExitCode::SUCCESS),
    };
    match started {
        Some(lab) => {
            lab.keep_until(asked).await;
            Ok(ExitCode::SUCCESS)
        }
        // The bank has said why.
        None => Ok(ExitCode::from(2)),
    }
}

/// A lab that is open. All of it ends when this is dropped.
struct Lab {
    program: Program,
    running: Running,
    network: StartedNetwork,
    proxy: ProxySettings,
    room: Option<RunningRoom>,
    _ports: [Reservation; 3],
    /// The temporary ledger's.
    _folder: Option<TempDir>,
}

/// Starts the lab and says where it is; `None` if the bank ended at once. What is wrong with the flags is said before
/// anything is started.
async fn start(flags: LabFlags) -> Result<Option<Lab>> {
    room::check(&flags)?;
    let payments = PaymentsFile::read(flags.bank.payments.as_deref(), flags.bank.first)?;
    check_published(&flags.bank)?;
    let port = Reservation::take_for_browsers(flags.bank.host, flags.bank.port, "--port")?;
    let proxied_port = proxied_port(&flags, &port)?;
    let upstream_port = upstream_port(&flags, &port, &proxied_port)?;
    let ports = Ports { bank: port.number(), upstream: upstream_port.number(), proxied: proxied_port.number() };
    let plan = room_plan(&flags, ports).await?;
    let ledger = flags.bank.location()?;
    let folder = match (&ledger, &plan) {
        (Location::Folder(_), _) | (Location::Database(_), None) => None,
        (Location::Temporary, _) | (Location::Database(_), Some(_)) => {
            Some(tempfile::Builder::new().prefix("exactly-once-lab-").tempdir()?)
        }
    };
    let options = Options { connections: plan.as_ref().map(|plan| plan.limits.port), ..Options::default() };
    let network = network::start(&flags.toxiproxy, flags.toxiproxy_port, options).await?;
    let bank = the_bank(&flags, ports, plan.as_ref());
    create_proxy(&network, bank.proxy()).await?;
    let temporary = folder.as_ref().map(TempDir::path);
    let own_folder = temporary.filter(|_| matches!(ledger, Location::Temporary));
    let mut program = bank.program(&network.control_api, own_folder)?;

    let Some((running, state)) = bank.opened(&mut program, START_LIMIT).await? else {
        return Ok(None);
    };
    let room = match plan {
        Some(plan) => match plan.start(&bank, &network.control_api, &payments, temporary).await? {
            Some(room) => Some(room),
            None => return Ok(None),
        },
        None => None,
    };
    announce(&bank, &network, &payments, &ledger, &state, room.as_ref().map(|room| (room, flags.open)));
    if flags.open && room.is_none() && webbrowser::open(&bank.address()).is_err() {
        complain!("no browser can be started here");
    }
    let proxy = bank.proxy();
    let ports = [port, proxied_port, upstream_port];
    Ok(Some(Lab { program, running, network, proxy, room, _ports: ports, _folder: folder }))
}

/// Takes what a room needs, if there is to be one. The ports that this lab listens at already are not free.
async fn room_plan(flags: &LabFlags, ports: Ports) -> Result<Option<RoomPlan>> {
    let Some(stations) = flags.room.room else { return Ok(None) };
    let limits = limits::raise(stations)?;
    let others = [
        (ports.bank, "--port"),
        (ports.proxied, "--proxied-port"),
        (ports.upstream, "--upstream-port"),
        (flags.toxiproxy_port, "--toxiproxy-port"),
    ];
    RoomPlan::make(&flags.room, &flags.toxiproxy, stations, limits, &others).await.map(Some)
}

/// The lab's own bank. In a room its network listens where those of the stations do, and the name that the room is given is
/// served.
fn the_bank(flags: &LabFlags, ports: Ports, plan: Option<&RoomPlan>) -> Bank {
    let mut bank = flags.bank.clone();
    if plan.is_some() && bank.proxy_listen.is_none() {
        bank.proxy_listen = Some(SocketAddr::new(flags.room.room_host, ports.proxied).to_string());
    }
    bank.allow_host.extend(flags.room.room_address.as_ref().and_then(Url::domain).map(str::to_owned));
    let (proxy_name, hub) = (ProxySettings::PAYMENT.to_owned(), plan.map(RoomPlan::before_host));
    Bank { name: "the bank".to_owned(), flags: bank, ports, proxy_name, hub }
}

/// Where the lab's own network listens.
fn proxied_host(flags: &LabFlags) -> IpAddr {
    if flags.room.room.is_some() { flags.room.room_host } else { flags.bank.host }
}

/// The port for the proxy: free if this lab's own network is to listen there.
fn proxied_port(flags: &LabFlags, port: &Reservation) -> Result<Reservation> {
    if let Some(port) = flags.bank.proxy_listen.as_deref().and_then(port_of) {
        return Ok(Reservation::trust(port));
    }
    if flags.proxied_port == port.number() {
        bail!("port {} is the bank's own (--port); --proxied-port chooses another", flags.proxied_port);
    }
    match (&flags.toxiproxy, flags.proxied_port) {
        // A Toxiproxy that runs already may hold the port with the very proxy that is wanted.
        (ToxiproxyChoice::Running(_), port) if port != 0 => Ok(Reservation::trust(port)),
        (_, port) => Reservation::take_for_browsers(proxied_host(flags), port, "--proxied-port"),
    }
}

/// The port for the second listener. The ones that this lab listens at already, or is about to, are not free.
fn upstream_port(flags: &LabFlags, port: &Reservation, proxied_port: &Reservation) -> Result<Reservation> {
    let others = [
        (port.number(), "--port"),
        (proxied_port.number(), "--proxied-port"),
        (flags.toxiproxy_port, "--toxiproxy-port"),
    ];
    Reservation::take_upstream(flags.bank.upstream_host, flags.bank.upstream_port, &others)
}

/// Creates the proxy unless there is one. A port that Toxiproxy cannot have is found out here, with its flag.
async fn create_proxy(network: &StartedNetwork, settings: ProxySettings) -> Result<()> {
    let listen = settings.listen.clone();
    let proxy = Network::new(network.control_api.clone(), settings, Feed::default());
    proxy
        .create_missing()
        .await
        .map_err(|error| anyhow!("the proxy cannot listen at {listen} (--proxied-port): {error}"))
}

impl Lab {
    /// Keeps bank and network alive; returns when it is asked to end and they have ended.
    async fn keep_until(self, asked: impl Future<Output = ()>) {
        let stop = CancellationToken::new();
        let bank = self.program.keep(self.running, stop.clone(), async || {});
        let mut networks = self.room.as_ref().map_or_else(Vec::new, RunningRoom::networks);
        networks.push(Network::new(self.network.control_api, self.proxy, Feed::default()));
        let network = async {
            if let Some((program, running)) = self.network.original {
                // A Toxiproxy that starts anew knows no proxies.
                let put_back = async || drop(join_all(networks.iter().map(Network::ensure_proxy)).await);
                program.keep(running, stop.clone(), put_back).await;
            }
        };
        let room = async {
            if let Some(room) = self.room {
                room.keep(stop.clone()).await;
            }
        };
        let asked = async {
            asked.await;
            stop.cancel();
        };
        tokio::join!(bank, room, network, asked);
    }
}

fn announce(
    bank: &Bank,
    network: &StartedNetwork,
    payments: &PaymentsFile,
    ledger: &Location,
    state: &LabState,
    room: Option<(&RunningRoom, bool)>,
) {
    say!("The lab is open at {}", bank.address());
    let host = bank.flags.host;
    let lan = addresses::of_others(host, bank.ports.bank);
    for address in &lan {
        say!("  from other machines: {address}");
    }
    if !lan.is_empty() && !bank.flags.open_controls {
        // Who comes to an address of the LAN is not on loopback, from this machine either.
        let who = if host.is_unspecified() { "only this machine" } else { "nobody" };
        say!("  {who} may reset, crash and steer; --open-controls lets all machines");
    }
    say!("  the bank through the broken network: port {}", state.proxied_port);
    say!("  the network: {}", network.description);
    for line in moved_upstream(&bank.flags, bank.ports.upstream).into_iter().chain(missing_for_pages(&bank.flags)) {
        say!("  {line}");
    }
    match state.network.proxy {
        ProxyState::Ok | ProxyState::Missing => {}
        ProxyState::Disabled => say!("  its proxy is switched off: Repair on the page switches it on"),
        ProxyState::Elsewhere => say!("  its proxy leads elsewhere: Repair on the page puts it right"),
    }
    if let Location::Database(database) = ledger {
        say!("  the ledger: the database {database}");
    }
    say!("  payments to send: {}, together {}", payments.payments, payments.expected);
    if let Some((room, open)) = room {
        room.announce(open);
    }
    say!("Ctrl-C ends it.");
}
