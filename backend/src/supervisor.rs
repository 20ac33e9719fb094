//! The whole lab: this process holds the network and keeps the bank, its one child `serve`, alive.
//!
//! The bank can crash, and be killed, without the network or the lab's address going with it. Both children end with
//! this process, however it ends: they hold the other ends of its pipes.

mod network;
mod program;
mod restarts;

use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use backend::bank::Location;
use backend::network::ProxySettings;
use backend::{Feed, Network, PaymentsFile};
use protocol::{LabState, ProxyState};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::addresses::{self, Ports, port_of, proxy_settings, reachable};
use crate::advice::{missing_for_pages, moved_upstream};
use crate::console::{complain, say};
use crate::flags::{BankFlags, DATABASE_URL, LabFlags, ToxiproxyChoice};
use crate::ports::{Reservation, check_published};
use crate::shutdown;
use network::StartedNetwork;
use program::{Program, Running};

/// How long bank and proxy may take until the lab says that it is open.
const START_LIMIT: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(20);

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
    _ports: [Reservation; 3],
    /// The temporary ledger's.
    _folder: Option<TempDir>,
}

/// Starts the lab and says where it is; `None` if the bank ended at once. What is wrong with the flags is said before
/// anything is started.
async fn start(flags: LabFlags) -> Result<Option<Lab>> {
    let payments = PaymentsFile::read(flags.bank.payments.as_deref(), flags.bank.first)?;
    check_published(&flags.bank)?;
    let port = Reservation::take_for_browsers(flags.bank.host, flags.bank.port, "--port")?;
    let proxied_port = proxied_port(&flags, &port)?;
    let upstream_port = upstream_port(&flags, &port, &proxied_port)?;
    let ledger = flags.bank.location()?;
    let folder = match &ledger {
        Location::Temporary => Some(tempfile::Builder::new().prefix("exactly-once-lab-").tempdir()?),
        Location::Folder(_) | Location::Database(_) => None,
    };
    let network = network::start(&flags.toxiproxy, flags.toxiproxy_port).await?;
    let ports = Ports { bank: port.number(), upstream: upstream_port.number(), proxied: proxied_port.number() };
    let bank = Bank { flags: flags.bank, ports };
    let proxy = proxy_settings(&bank.flags, ports);
    create_proxy(&network, proxy.clone()).await?;
    let mut program = bank.program(&network, folder.as_ref().map(TempDir::path))?;

    let Some((running, state)) = opened(&bank, &mut program).await? else {
        return Ok(None);
    };
    announce(&bank, &network, &payments, &ledger, &state);
    if flags.open && webbrowser::open(&bank.address()).is_err() {
        complain!("no browser can be started here");
    }
    let ports = [port, proxied_port, upstream_port];
    Ok(Some(Lab { program, running, network, proxy, _ports: ports, _folder: folder }))
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
        (_, port) => Reservation::take_for_browsers(flags.bank.host, port, "--proxied-port"),
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
        let network = async {
            if let Some((program, running)) = self.network.original {
                let proxy = Network::new(self.network.control_api, self.proxy, Feed::default());
                // A Toxiproxy that starts anew knows no proxies.
                program.keep(running, stop.clone(), async || proxy.ensure_proxy().await).await;
            }
        };
        let asked = async {
            asked.await;
            stop.cancel();
        };
        tokio::join!(bank, network, asked);
    }
}

/// The bank's flags, its ports settled.
struct Bank {
    flags: BankFlags,
    ports: Ports,
}

impl Bank {
    /// The page's address on this machine.
    fn address(&self) -> String {
        format!("http://{}/", SocketAddr::new(reachable(self.flags.host), self.ports.bank))
    }

    fn program(&self, network: &StartedNetwork, temporary: Option<&Path>) -> Result<Program> {
        let ProxySettings { listen, upstream, .. } = proxy_settings(&self.flags, self.ports);
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", "--supervised", "--host", &self.flags.host.to_string()]);
        command.args(["--port", &self.ports.bank.to_string(), "--toxiproxy", network.control_api.as_str()]);
        command.args(["--upstream-host", &self.flags.upstream_host.to_string()]);
        command.args(["--upstream-port", &self.ports.upstream.to_string()]);
        command.args(["--proxy-listen", &listen, "--proxy-upstream", &upstream]);
        if let Some(folder) = temporary.or(self.flags.data_dir.as_deref()) {
            command.arg("--data-dir").arg(folder);
        }
        if let Some(url) = &self.flags.database_url {
            // Its password would be in the list of processes. What the environment names is handed on with it.
            command.env(DATABASE_URL, url);
        }
        if let Some(file) = &self.flags.payments {
            command.arg("--payments").arg(file);
        }
        if let Some(first) = self.flags.first {
            command.args(["--first", &first.to_string()]);
        }
        if let Some(port) = self.flags.published_port {
            command.args(["--published-port", &port.to_string()]);
        }
        if let Some(port) = self.flags.published_proxied_port {
            command.args(["--published-proxied-port", &port.to_string()]);
        }
        if let Some(url) = &self.flags.proxied_url {
            command.args(["--proxied-url", url.as_str()]);
        }
        for name in &self.flags.allow_host {
            command.args(["--allow-host", name]);
        }
        for origin in &self.flags.page_origin {
            command.args(["--page-origin", origin]);
        }
        if self.flags.open_controls {
            command.arg("--open-controls");
        }
        Ok(Program::new("the bank", command))
    }
}

/// Starts the bank, and waits until it answers and the proxy is there; `None` if it ended instead. A bank that somebody
/// crashes before it has been seen is started again.
async fn opened(bank: &Bank, program: &mut Program) -> Result<Option<(Running, LabState)>> {
    let mut running = program.start()?;
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(2)).build()?;
    let state = format!("{}lab/state", bank.address());
    let end = Instant::now() + START_LIMIT;
    while Instant::now() < end {
        let answer = async {
            let answer = http.get(&state).send().await.ok()?.error_for_status().ok()?;
            answer.json::<LabState>().await.ok()
        };
        tokio::select! {
            died = running.died() => match died {
                // It would say the same again.
                Ok(status) if status.code().is_some() => return Ok(None),
                Ok(_) | Err(_) => running = program.start()?,
            },
            answer = answer => {
                if let Some(state) = answer.filter(|state| state.network.proxy != ProxyState::Missing) {
                    return Ok(Some((running, state)));
                }
            }
        }
        sleep(LOOK_EVERY).await;
    }
    running.end().await;
    bail!("bank and network were not ready within {} s", START_LIMIT.as_secs());
}

fn announce(bank: &Bank, network: &StartedNetwork, payments: &PaymentsFile, ledger: &Location, state: &LabState) {
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
    say!("Ctrl-C ends it.");
}
