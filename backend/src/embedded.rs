//! The embedded network: alone (`exactly-once-lab toxiproxy`), or inside the lab's process.

use std::future::pending;
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use toxiproxy::{Options, Toxiproxy};

use crate::console::say;
use crate::flags::ToxiproxyFlags;
use crate::{ports, shutdown};

/// Runs the network alone, until it is asked to end.
pub(crate) async fn run(flags: ToxiproxyFlags) -> Result<ExitCode> {
    let network = Toxiproxy::new(Options { seed: flags.seed, ..Options::default() });
    let listener = ports::listen(flags.host, flags.port, "--port").await?;
    if let Some(file) = &flags.config {
        let json = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        network.populate_from(&json).await.with_context(|| file.display().to_string())?;
    }
    if flags.proxy_metrics || flags.runtime_metrics {
        say!("The embedded Toxiproxy keeps no metrics: GET /metrics stays 404.");
    }
    let asked = shutdown::requested();
    say!("{} {}: control API at http://{}/", toxiproxy::NAME, toxiproxy::VERSION, listener.local_addr()?);
    toxiproxy::serve(listener, network, asked).await?;
    Ok(ExitCode::SUCCESS)
}

/// Runs the network inside this process, to its end. Says where its control API listens.
pub(crate) async fn start(port: u16, options: Options) -> Result<SocketAddr> {
    let listener = ports::listen(IpAddr::from([127, 0, 0, 1]), port, "--toxiproxy-port").await?;
    let address = listener.local_addr()?;
    tokio::spawn(toxiproxy::serve(listener, Toxiproxy::new(options), pending()));
    Ok(address)
}
