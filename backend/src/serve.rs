//! The backend alone: bank, page and lab API.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result};
use backend::bank::Location;
use backend::network::ProxySettings;
use backend::{AppState, BehindHub, Config, Feed, HubSecret, Listeners, Network, PaymentsFile};

use crate::addresses::{Ports, port_of, proxy_settings, reachable};
use crate::advice::{missing_for_pages, moved_upstream};
use crate::console::say;
use crate::flags::{BankFlags, HUB_SECRET, ServeFlags};
use crate::ports::{self, Reservation, check_published};
use crate::shutdown;

/// Where the proxy listens unless a flag says otherwise.
const PROXIED_PORT: u16 = 8888;

/// Serves until it is asked to end, or its parent is gone.
pub(crate) async fn run(flags: ServeFlags) -> Result<ExitCode> {
    let hub = behind_hub(&flags)?;
    let is_station = flags.station;
    let ServeFlags { bank: flags, toxiproxy, supervised, proxy_name, .. } = flags;
    let payments = PaymentsFile::read(flags.payments.as_deref(), flags.first)?;
    let location = flags.location()?;
    let (listeners, ports, _held) = listen(&flags, supervised).await?;
    let proxy = ProxySettings { name: proxy_name, is_a_rooms: is_station, ..proxy_settings(&flags, ports) };
    let sees_to = toxiproxy.is_some();
    let feed = Feed::default();
    let network = toxiproxy.map(|control_api| Network::new(control_api, proxy, feed.clone()));
    let watched = network.clone();
    let config = config(&flags, ports, hub);
    let app = AppState::open(config, &location, payments, network, feed).await.context("cannot open the ledger")?;
    // Not before: what cannot start says one sentence, and nothing of a network that went down with it.
    if let Some(network) = watched {
        let runs = app.runs.clone();
        tokio::spawn(network.watch(move || look_after(is_station && runs.lease().is_none())));
    }
    let asked = shutdown::requested();
    if !supervised {
        announce(&flags, ports, &location, sees_to);
    }
    let end = async {
        tokio::select! {
            () = asked => {}
            () = shutdown::parent_gone(), if supervised => {}
        }
    };
    backend::serve(listeners, app, end).await;
    Ok(ExitCode::SUCCESS)
}

/// How long to wait until the next look at the network, which tells the pages what somebody else has changed. A room has
/// many stations and one Toxiproxy: those at which nothing runs look more rarely.
fn look_after(is_idle_station: bool) -> Duration {
    if is_idle_station { Duration::from_secs(5) } else { Duration::from_secs(1) }
}

/// Returns how this bank stands behind a room's hub, if it does.
fn behind_hub(flags: &ServeFlags) -> Result<Option<BehindHub>> {
    if flags.hub_port.is_empty() {
        return Ok(None);
    }
    let secret = std::env::var(HUB_SECRET).ok().and_then(HubSecret::given);
    let secret = secret.with_context(|| format!("{HUB_SECRET} holds no secret"))?;
    Ok(Some(BehindHub { secret, ports: flags.hub_port.clone(), is_station: flags.station }))
}

/// Listens at both ports. A parent has reserved them already; without one they are held here.
async fn listen(flags: &BankFlags, supervised: bool) -> Result<(Listeners, Ports, Vec<Reservation>)> {
    let mut held = Vec::new();
    let mut bank = flags.port;
    if !supervised {
        check_published(flags)?;
        let reserved = Reservation::take_for_browsers(flags.host, flags.port, "--port")?;
        bank = reserved.number();
        held.push(reserved);
    }
    let direct = ports::listen(flags.host, bank, "--port").await?;
    let (host, asked) = (flags.upstream_host, flags.upstream_port);
    let mut upstream = Reservation::take_upstream(host, asked, &[(bank, "--port")])?;
    let mut network = ports::listen(host, upstream.number(), "--upstream-port").await;
    if network.is_err() && asked.is_none() {
        // Another bank that starts at this moment was quicker.
        upstream = Reservation::take_upstream(host, Some(0), &[])?;
        network = ports::listen(host, upstream.number(), "--upstream-port").await;
    }
    let proxied = flags.proxy_listen.as_deref().and_then(port_of).unwrap_or(PROXIED_PORT);
    let ports = Ports { bank, upstream: upstream.number(), proxied };
    held.push(upstream);
    Ok((Listeners { direct, network: Some(network?) }, ports, held))
}

fn announce(flags: &BankFlags, ports: Ports, ledger: &Location, sees_to: bool) {
    say!("The bank is open at http://{}/", SocketAddr::new(reachable(flags.host), ports.bank));
    if let Some(line) = moved_upstream(flags, ports.upstream) {
        say!("{line}");
    }
    for line in missing_for_pages(flags) {
        say!("{line}");
    }
    if let Location::Database(database) = ledger {
        say!("Its ledger is the database {database}.");
    }
    if !sees_to {
        say!("It steers no network: --toxiproxy URL names one.");
    }
}

fn config(flags: &BankFlags, ports: Ports, hub: Option<BehindHub>) -> Config {
    Config {
        host: flags.host,
        port: ports.bank,
        published_port: flags.published_port,
        proxied_port: ports.proxied,
        published_proxied_port: flags.published_proxied_port,
        // As it was typed: a URL shows a slash at its end that nobody gave.
        proxied_url: flags.proxied_url.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned()),
        allow_hosts: flags.allow_host.clone(),
        page_origins: flags.page_origin.clone(),
        open_controls: flags.open_controls,
        hub,
    }
}
