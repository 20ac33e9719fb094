//! The backend alone: bank, page and lab API.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use backend::bank::Location;
use backend::network::Wanted;
use backend::{AppState, Config, Feed, Network, PaymentsFile};
use tokio::net::TcpListener;

use crate::addresses::reachable;
use crate::console::say;
use crate::flags::{BankFlags, ServeFlags};
use crate::{ports, shutdown};

/// Where the proxy listens unless a flag says otherwise.
const PROXIED_PORT: u16 = 8888;

/// Serves until it is asked to end, or its parent is gone.
pub(crate) async fn run(flags: ServeFlags) -> Result<ExitCode> {
    let ServeFlags { bank: flags, toxiproxy, supervised } = flags;
    let payments = PaymentsFile::read(flags.payments.as_deref(), flags.first)?;
    let location = flags.location()?;
    let listener = TcpListener::bind((flags.host, flags.port))
        .await
        .map_err(|error| ports::cannot_bind(&error, flags.port, "--port"))?;
    let port = listener.local_addr()?.port();
    let wanted = wanted(&flags, port);
    let config = config(flags, port, &wanted);
    let (host, sees_to) = (config.host, toxiproxy.is_some());
    let feed = Feed::default();
    let network = toxiproxy.map(|control_api| Network::new(control_api, wanted, feed.clone()));
    let keeping = network.clone().map(Network::keep);
    let app = AppState::open(config, &location, payments, network, feed).await.context("cannot open the ledger")?;
    // Not before: what cannot start says one sentence, and nothing of a network that went down with it.
    if let Some(keeping) = keeping {
        tokio::spawn(keeping);
    }
    let asked = shutdown::requested();
    if !supervised {
        say!("The bank is open at http://{}/", SocketAddr::new(reachable(host), port));
        if let Location::Database(database) = &location {
            say!("Its ledger is the database {database}.");
        }
        if !sees_to {
            say!("It steers no network: --toxiproxy URL names one.");
        }
    }
    let end = async {
        tokio::select! {
            () = asked => {}
            () = shutdown::parent_gone(), if supervised => {}
        }
    };
    backend::serve(listener, app, end).await;
    Ok(ExitCode::SUCCESS)
}

fn wanted(flags: &BankFlags, port: u16) -> Wanted {
    let listen = || SocketAddr::new(flags.host, PROXIED_PORT).to_string();
    let upstream = || SocketAddr::new(reachable(flags.host), port).to_string();
    Wanted {
        listen: flags.proxy_listen.clone().unwrap_or_else(listen),
        upstream: flags.proxy_upstream.clone().unwrap_or_else(upstream),
    }
}

fn config(flags: BankFlags, port: u16, wanted: &Wanted) -> Config {
    let proxied_port = wanted.listen.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    Config {
        host: flags.host,
        port,
        proxied_port: proxied_port.unwrap_or(PROXIED_PORT),
        // As it was typed: a URL shows a slash at its end that nobody gave.
        proxied_url: flags.proxied_url.map(|url| url.as_str().trim_end_matches('/').to_owned()),
        allow_hosts: flags.allow_host,
        page_origins: flags.page_origin,
        open_controls: flags.open_controls,
    }
}
