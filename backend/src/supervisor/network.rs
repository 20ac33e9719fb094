//! The broken network of the whole lab: chosen, started, and asked for its version.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use backend::network::{Client, ClientError};
use reqwest::Url;
use tokio::time::{Instant, sleep};
use toxiproxy::Options;

use super::program::{Program, Running};
use crate::console::say;
use crate::flags::ToxiproxyChoice;
use crate::ports::Reservation;
use crate::{child_lifetime, embedded};

const ORIGINAL: &str = "toxiproxy-server";
/// The first version with `reset_peer`.
const OLDEST: (u32, u32) = (2, 2);
/// How long a Toxiproxy may take until its control API answers.
const START_LIMIT: Duration = Duration::from_secs(5);
/// How long to look for one that should be running.
const FIND_LIMIT: Duration = Duration::from_secs(1);
const ASK_EVERY: Duration = Duration::from_millis(20);

/// A network that answers.
pub(super) struct StartedNetwork {
    /// Where its control API is.
    pub(super) control_api: Url,
    /// For people: which one, and where.
    pub(super) description: String,
    /// The original, if this lab has started it; it is to be kept alive.
    pub(super) original: Option<(Program, Running)>,
}

/// Starts what was chosen, or finds it running. The options are the embedded one's.
pub(super) async fn start(choice: &ToxiproxyChoice, port: u16, options: Options) -> Result<StartedNetwork> {
    match choice {
        ToxiproxyChoice::Running(url) => running(url.clone()).await,
        ToxiproxyChoice::Embedded => embedded(port, options).await,
        ToxiproxyChoice::Auto => match on_path(ORIGINAL) {
            Some(program) => match original(program, port).await? {
                Some(network) => Ok(network),
                None => embedded(port, options).await,
            },
            None => embedded(port, options).await,
        },
    }
}

async fn running(control_api: Url) -> Result<StartedNetwork> {
    let version = version(&control_api, FIND_LIMIT)
        .await
        .map_err(|error| anyhow!("there is no Toxiproxy at {control_api} (--toxiproxy): {error}"))?;
    let name = backend::network::name_of(&version);
    let description = format!("{name} {version} at {control_api}");
    Ok(StartedNetwork { control_api, description, original: None })
}

async fn embedded(port: u16, options: Options) -> Result<StartedNetwork> {
    let control_api = url(embedded::start(port, options).await?);
    let description = format!("{} {}, control API at {control_api}", toxiproxy::NAME, toxiproxy::VERSION);
    Ok(StartedNetwork { control_api, description, original: None })
}

/// Starts the original; `None` if it turns out to be too old.
async fn original(path: PathBuf, port: u16) -> Result<Option<StartedNetwork>> {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let port = Reservation::take(here, port, "--toxiproxy-port")?;
    let control_api = url(SocketAddr::new(here, port.number()));
    let mut command = child_lifetime::bound_to_parent(&path)?;
    command.args(["-host", &here.to_string(), "-port", &port.number().to_string()]);
    // It logs every connection.
    command.stdout(std::process::Stdio::null());
    let mut program = Program::new("Toxiproxy", command);
    let mut running = program.start()?;
    let version = tokio::select! {
        version = version(&control_api, START_LIMIT) => version,
        _ = running.died() => bail!("{ORIGINAL} ended right after its start"),
    };
    let version = match version {
        Ok(version) => version,
        Err(error) => {
            running.end().await;
            bail!("{ORIGINAL} was started and does not answer: {error}");
        }
    };
    if is_too_old(&version) {
        running.end().await;
        say!("The {ORIGINAL} on the PATH is {version}, older than {}.{}: not used.", OLDEST.0, OLDEST.1);
        return Ok(None);
    }
    let description = format!("Toxiproxy {version} ({ORIGINAL} on the PATH), control API at {control_api}");
    program.holds(port);
    Ok(Some(StartedNetwork { control_api, description, original: Some((program, running)) }))
}

/// Asks until there is an answer.
async fn version(control_api: &Url, limit: Duration) -> Result<String, ClientError> {
    let client = Client::new(control_api.clone());
    let end = Instant::now() + limit;
    loop {
        match client.version().await {
            Err(error) if Instant::now() > end => return Err(error),
            Err(_) => sleep(ASK_EVERY).await,
            answer => return answer,
        }
    }
}

/// A version that cannot be read (`git`, when it was installed by Go) counts as new.
fn is_too_old(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) < OLDEST,
        _ => false,
    }
}

fn url(address: SocketAddr) -> Url {
    Url::parse(&format!("http://{address}")).expect("an address and a port make a URL")
}

fn on_path(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_counts_as_new() {
        for (version, too_old) in
            [("2.1.4", true), ("1.9.0", true), ("2.2.0", false), ("v2.12.0", false), ("git", false), ("", false)]
        {
            assert_eq!(is_too_old(version), too_old, "{version}");
        }
    }
}
