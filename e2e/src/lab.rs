//! The program under test: the release binary, on ports of its own, with a ledger that goes with it.

use std::ffi::OsStr;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use protocol::{KeyPolicy, KeyPolicyRequest, LabState, Losses, Receipt, Total};
use reqwest::{Method, Response};
use serde::Serialize;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::process::{self, Process, ProcessGroup};

/// From the start of the program to its printed address, on two busy cores.
const START_LIMIT: Duration = Duration::from_secs(20);

/// The network between the page and the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// Shopify's Toxiproxy, started by the lab because it is on the `PATH`.
    Original,
    /// The one in the program.
    Embedded,
}

/// A running lab; it ends with this value.
#[derive(Debug)]
pub struct Lab {
    /// The page's address, as the lab printed it, without a slash at the end.
    pub address: String,
    /// The port of Toxiproxy's control API.
    pub control_port: u16,
    http: reqwest::Client,
    log: PathBuf,
    process: ProcessGroup,
    _folder: TempDir,
}

impl Lab {
    /// Starts the lab over this network.
    pub async fn start(network: Network) -> Result<Self> {
        Self::start_with(network, &[]).await
    }

    /// Starts the lab with more flags.
    pub async fn start_with(network: Network, flags: &[&str]) -> Result<Self> {
        let choice = match network {
            Network::Original => {
                process::find("toxiproxy-server")?;
                "auto"
            }
            Network::Embedded => "embedded",
        };
        let port = free_port()?;
        let control = port.to_string();
        Self::launch(port, &[&["--toxiproxy", choice, "--toxiproxy-port", &control], flags].concat()).await
    }

    /// Starts the lab with a Toxiproxy that somebody else started on `control_port`, or did not.
    pub async fn start_with_toxiproxy(control_port: u16, flags: &[&str]) -> Result<Self> {
        let address = format!("http://127.0.0.1:{control_port}");
        Self::launch(control_port, &[&["--toxiproxy", &address], flags].concat()).await
    }

    async fn launch(control_port: u16, flags: &[&str]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("e2e-lab-").tempdir()?;
        let log = folder.path().join("lab.log");
        let flags = [&["--port", "0", "--upstream-port", "0", "--proxied-port", "0"], flags].concat();
        let environment = [("TMPDIR", folder.path().as_os_str()), ("NO_COLOR", OsStr::new("1"))];
        let process = ProcessGroup::start(&program()?, &flags, &environment, &log)?;
        let mut address = printed_address(&log).await?;
        if flags.contains(&"0.0.0.0") {
            // Whichever of its addresses comes first, this test speaks to it over loopback.
            let port = address.rsplit(':').next().unwrap_or_default();
            address = format!("http://127.0.0.1:{port}");
        }
        // Proxies of the environment are for the outside world, and kept connections would hide a restart.
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build()?;
        Ok(Self { address, control_port, http, log, process, _folder: folder })
    }

    /// Returns the port of bank, page and lab API.
    pub fn port(&self) -> Result<u16> {
        let port = self.address.rsplit(':').next().unwrap_or_default();
        port.parse().with_context(|| format!("{} has no port", self.address))
    }

    /// Returns what the lab has printed so far.
    pub fn output(&self) -> Result<String> {
        Ok(fs::read_to_string(&self.log)?)
    }

    /// Finds the lab's own process, which supervises the bank.
    pub fn supervisor(&self) -> Result<Process> {
        let processes = process::all()?;
        let lab = processes.into_iter().find(|process| process.parent == self.process.id());
        lab.context("the lab has ended")
    }

    /// Finds the bank's process: the lab's child whose command line says `serve`.
    pub fn bank(&self) -> Result<Process> {
        let supervisor = self.supervisor()?.id;
        let is_bank = |process: &Process| process.parent == supervisor && process.command.contains(" serve");
        process::all()?.into_iter().find(is_bank).context("there is no bank process")
    }

    /// Sends `GET /stats`.
    pub async fn stats(&self) -> Result<Total> {
        Ok(self.ask(Method::GET, "/stats", &()).await?.error_for_status()?.json().await?)
    }

    /// Sends `GET /payments/` and returns the whole ledger.
    pub async fn ledger(&self) -> Result<Vec<Receipt>> {
        Ok(self.ask(Method::GET, "/payments/", &()).await?.error_for_status()?.json().await?)
    }

    /// Sends `DELETE /payments/`.
    pub async fn clear(&self) -> Result<()> {
        self.ask(Method::DELETE, "/payments/", &()).await?.error_for_status()?;
        Ok(())
    }

    /// Sends `GET /lab/state`.
    pub async fn state(&self) -> Result<LabState> {
        Ok(self.ask(Method::GET, "/lab/state", &()).await?.error_for_status()?.json().await?)
    }

    /// Sends `PUT /lab/network`.
    pub async fn set_losses(&self, losses: Losses) -> Result<()> {
        self.ask(Method::PUT, "/lab/network", &losses).await?.error_for_status()?;
        Ok(())
    }

    /// Sends `PUT /lab/key-policy`.
    pub async fn set_key_policy(&self, policy: KeyPolicy) -> Result<()> {
        let request = KeyPolicyRequest { policy, pause_ms: None };
        self.ask(Method::PUT, "/lab/key-policy", &request).await?.error_for_status()?;
        Ok(())
    }

    /// Sends a request to the bank, past the network; `()` sends no body.
    pub async fn ask(&self, method: Method, path: &str, body: &impl Serialize) -> Result<Response> {
        ask(&self.http, method, &format!("{}{path}", self.address), body).await
    }

    /// Sends a request to Toxiproxy's control API.
    pub async fn ask_toxiproxy(&self, method: Method, path: &str, body: &impl Serialize) -> Result<Response> {
        ask(&self.http, method, &format!("http://127.0.0.1:{}{path}", self.control_port), body).await
    }
}

async fn ask(http: &reqwest::Client, method: Method, address: &str, body: &impl Serialize) -> Result<Response> {
    let what = format!("{method} {address}");
    let mut request = http.request(method, address).timeout(Duration::from_secs(10));
    let json = serde_json::to_value(body)?;
    if !json.is_null() {
        request = request.json(&json);
    }
    request.send().await.context(what)
}

/// Returns the top folder of the repository.
pub fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in a workspace")
}

/// Returns where `cargo xtask build` puts the program.
pub fn program() -> Result<PathBuf> {
    let program = top().join("target/release/exactly-once-lab");
    if !program.is_file() {
        bail!("{} is not there: `cargo xtask build` makes it", program.display());
    }
    Ok(program)
}

/// Finds a port that is free now, for programs that do not say which one they took.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Finds so many consecutive ports that are free now, and returns the first.
pub fn free_row_of_ports(count: u8) -> Result<u16> {
    for _ in 0..100 {
        let first = free_port()?;
        let is_free = |after: u8| {
            first.checked_add(u16::from(after)).is_some_and(|port| TcpListener::bind(("127.0.0.1", port)).is_ok())
        };
        if (0..count).all(is_free) {
            return Ok(first);
        }
    }
    bail!("there are no {count} free ports in a row")
}

async fn printed_address(log: &Path) -> Result<String> {
    let end = Instant::now() + START_LIMIT;
    loop {
        let printed = fs::read_to_string(log)?;
        if let Some(address) = printed.split_whitespace().find(|word| word.starts_with("http://")) {
            return Ok(address.trim_end_matches('/').to_owned());
        }
        if Instant::now() > end {
            bail!("the lab printed no address within {START_LIMIT:?}, but: {printed}");
        }
        sleep(Duration::from_millis(20)).await;
    }
}
