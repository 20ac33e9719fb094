//! One bank, started as `serve`: the lab's own, or a station's of a room.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Result, bail};
use backend::BehindHub;
use backend::network::ProxySettings;
use protocol::{LabState, ProxyState};
use reqwest::Url;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use super::program::{Program, Running};
use crate::addresses::{Ports, proxy_settings, reachable};
use crate::flags::{BankFlags, DATABASE_URL, HUB_SECRET};

/// How long bank and proxy may take until the lab says that it is open.
pub(super) const START_LIMIT: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// What a station logs unless `RUST_LOG` chooses: a room's worth of decisions would push the host's lines off the
/// screen, and where ledgers lie the host's own bank has said already.
const STATION_LOG: &str = "warn,backend::bank::file_system=error";

/// A bank's flags, its ports settled.
pub(super) struct Bank {
    /// For people.
    pub(super) name: String,
    pub(super) flags: BankFlags,
    pub(super) ports: Ports,
    /// The name of its proxy.
    pub(super) proxy_name: String,
    pub(super) hub: Option<BehindHub>,
}

impl Bank {
    /// The page's address on this machine.
    pub(super) fn address(&self) -> String {
        format!("http://{}/", SocketAddr::new(reachable(self.flags.host), self.ports.bank))
    }

    /// Where its proxy is to listen and to lead to.
    pub(super) fn proxy(&self) -> ProxySettings {
        ProxySettings { name: self.proxy_name.clone(), ..proxy_settings(&self.flags, self.ports) }
    }

    /// Returns the program that is this bank, its ledger in the temporary folder if there is one.
    pub(super) fn program(&self, control_api: &Url, temporary: Option<&Path>) -> Result<Program> {
        let flags = &self.flags;
        let ProxySettings { name, listen, upstream, .. } = self.proxy();
        let mut command = Command::new(std::env::current_exe()?);
        command.stdout(Stdio::piped());
        command.args(["serve", "--supervised", "--host", &flags.host.to_string()]);
        command.args(["--port", &self.ports.bank.to_string(), "--toxiproxy", control_api.as_str()]);
        command.args(["--upstream-host", &flags.upstream_host.to_string()]);
        command.args(["--upstream-port", &self.ports.upstream.to_string()]);
        command.args(["--proxy-name", &name, "--proxy-listen", &listen, "--proxy-upstream", &upstream]);
        if let Some(folder) = temporary.or(flags.data_dir.as_deref()) {
            command.arg("--data-dir").arg(folder);
        }
        if let Some(url) = &flags.database_url {
            // Its password would be in the list of processes. What the environment names is handed on with it.
            command.env(DATABASE_URL, url);
        }
        if let Some(file) = &flags.payments {
            command.arg("--payments").arg(file);
        }
        let numbers = [
            ("--first", flags.first),
            ("--published-port", flags.published_port.map(u32::from)),
            ("--published-proxied-port", flags.published_proxied_port.map(u32::from)),
        ];
        for (flag, number) in numbers {
            command.args(number.map(|number| [flag.to_owned(), number.to_string()]).into_iter().flatten());
        }
        if let Some(url) = &flags.proxied_url {
            command.args(["--proxied-url", url.as_str()]);
        }
        for name in &flags.allow_host {
            command.args(["--allow-host", name]);
        }
        for origin in &flags.page_origin {
            command.args(["--page-origin", origin]);
        }
        if flags.open_controls {
            command.arg("--open-controls");
        }
        if let Some(hub) = &self.hub {
            stand_behind(hub, &mut command);
        }
        Ok(Program::new(self.name.clone(), command))
    }

    /// Starts the bank, and waits until it answers and the proxy is there; `None` if it ended instead. A bank that
    /// somebody crashes before it has been seen is started again.
    pub(super) async fn opened(&self, program: &mut Program, limit: Duration) -> Result<Option<(Running, LabState)>> {
        let mut running = program.start()?;
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(2)).build()?;
        let end = Instant::now() + limit;
        while Instant::now() < end {
            tokio::select! {
                died = running.died() => match died {
                    // It would say the same again.
                    Ok(status) if status.code().is_some() => return Ok(None),
                    Ok(_) | Err(_) => running = program.start()?,
                },
                answer = self.state(&http) => {
                    if let Some(state) = answer.filter(|state| state.network.proxy != ProxyState::Missing) {
                        return Ok(Some((running, state)));
                    }
                }
            }
            sleep(LOOK_EVERY).await;
        }
        running.end().await;
        bail!("{} and its network were not ready within {} s", self.name, limit.as_secs());
    }

    async fn state(&self, http: &reqwest::Client) -> Option<LabState> {
        let mut request = http.get(format!("{}lab/state", self.address()));
        if let Some(hub) = &self.hub {
            let (name, secret) = hub.secret.header();
            request = request.header(name, secret);
        }
        request.send().await.ok()?.error_for_status().ok()?.json().await.ok()
    }
}

fn stand_behind(hub: &BehindHub, command: &mut Command) {
    command.env(HUB_SECRET, hub.secret.expose());
    for port in &hub.ports {
        command.args(["--hub-port", &port.to_string()]);
    }
    if hub.is_station {
        // Its ledger is its own, whatever the host's is.
        command.arg("--station").env_remove(DATABASE_URL);
        if std::env::var_os("RUST_LOG").is_none() {
            command.env("RUST_LOG", STATION_LOG);
        }
    }
}
