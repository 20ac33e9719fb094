//! What the embedded network costs, against the original on the same work.
//! `TOXIPROXY_SERVER=... cargo run --release -p toxiproxy --example bench`
//!
//! Both run in processes of their own and take turns in every round, so that whatever else the machine does hits
//! both; what is compared are the medians over the rounds. Without the original only our own figures are shown.

mod support;

use std::io;
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

use support::Network;

const ROUNDS: usize = 9;
const FRESH_REQUESTS: usize = 1500;
const ROUND_TRIPS: usize = 3000;
const BULK: usize = 512 << 20;
const DELAYED_ROUND_TRIPS: usize = 30;
const DELAY: Duration = Duration::from_millis(10);

/// One kind of work and how it is judged.
struct Trial {
    what: &'static str,
    unit: &'static str,
    more_is_better: bool,
    /// The least ratio that is good enough; above 1 we are the better one.
    at_least: f64,
}

const TRIALS: [Trial; 5] = [
    Trial { what: "fresh connections, one sender", unit: "requests/s", more_is_better: true, at_least: 1.0 },
    Trial { what: "fresh connections, 32 senders", unit: "requests/s", more_is_better: true, at_least: 1.0 },
    Trial { what: "added to a round trip", unit: "us", more_is_better: false, at_least: 1.0 },
    Trial { what: "beyond a latency toxic of 10 ms", unit: "us", more_is_better: false, at_least: 1.0 },
    Trial { what: "bulk", unit: "MB/s", more_is_better: true, at_least: 0.9 },
];

/// Where the servers are, or the proxies in front of them.
#[derive(Clone, Copy)]
struct Route {
    answering: SocketAddr,
    echoing: SocketAddr,
    delayed: SocketAddr,
    swallowing: SocketAddr,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    support::be_the_network_if_asked().await?;
    let echoing = support::server(echo).await?;
    let (answering, swallowing) = (support::server(answer).await?, support::server(swallow).await?);
    let direct = Route { answering, echoing, delayed: echoing, swallowing };
    let mut networks = vec![Network::embedded().await?];
    networks.extend(original().await?);
    let mut routes = Vec::new();
    for network in &networks {
        routes.push(route_through(network, direct).await?);
    }

    let mut figures = vec![[const { Vec::new() }; TRIALS.len()]; networks.len()];
    for round in 0..ROUNDS {
        let bare = round_trip(direct.echoing, ROUND_TRIPS).await?;
        for turn in 0..networks.len() {
            // Who begins changes from round to round.
            let index = (turn + round) % networks.len();
            let measured = measure(routes[index], bare).await?;
            figures[index].iter_mut().zip(measured).for_each(|(all, figure)| all.push(figure));
        }
    }
    report(&networks, &mut figures);
    Ok(())
}

/// The original, if the environment says where it is.
async fn original() -> io::Result<Option<Network>> {
    let Some(program) = std::env::var_os("TOXIPROXY_SERVER") else { return Ok(None) };
    // It does not say which port it got for 0.
    let api = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    let process = Command::new(program)
        .args(["-host", "127.0.0.1", "-port", &api.port().to_string()])
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    while TcpStream::connect(api).await.is_err() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(Some(Network { process, api }))
}

async fn route_through(network: &Network, direct: Route) -> io::Result<Route> {
    let route = Route {
        answering: network.proxy("answering", direct.answering).await?,
        echoing: network.proxy("echoing", direct.echoing).await?,
        delayed: network.proxy("delayed", direct.delayed).await?,
        swallowing: network.proxy("swallowing", direct.swallowing).await?,
    };
    let toxic = format!(r#""type":"latency","attributes":{{"latency":{}}}"#, DELAY.as_millis());
    network.toxic("delayed", "upstream", &toxic).await?;
    Ok(route)
}

/// The figures of all trials, in their order; `bare` is a round trip without a proxy.
async fn measure(route: Route, bare: Duration) -> io::Result<[f64; TRIALS.len()]> {
    let one_sender = fresh(route.answering, 1).await?;
    let many_senders = fresh(route.answering, 32).await?;
    let proxied = round_trip(route.echoing, ROUND_TRIPS).await?;
    let delayed = round_trip(route.delayed, DELAYED_ROUND_TRIPS).await?;
    Ok([
        one_sender,
        many_senders,
        microseconds(proxied.saturating_sub(bare)),
        microseconds(delayed.saturating_sub(DELAY)),
        bulk(route.swallowing).await?,
    ])
}

/// Requests per second, each on a connection of its own that the server closes.
async fn fresh(proxy: SocketAddr, senders: usize) -> io::Result<f64> {
    let start = Instant::now();
    let send = async |_| {
        for _ in 0..FRESH_REQUESTS / senders {
            let mut client = TcpStream::connect(proxy).await?;
            client.write_all(&[7; 300]).await?;
            let mut answer = Vec::with_capacity(512);
            client.read_to_end(&mut answer).await?;
        }
        Ok::<_, io::Error>(())
    };
    try_join_all((0..senders).map(send)).await?;
    Ok((FRESH_REQUESTS / senders * senders) as f64 / start.elapsed().as_secs_f64())
}

/// The median of so many round trips on one connection.
async fn round_trip(proxy: SocketAddr, count: usize) -> io::Result<Duration> {
    let mut client = TcpStream::connect(proxy).await?;
    client.set_nodelay(true)?;
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        client.write_all(&[7; 300]).await?;
        client.read_exact(&mut [0; 300]).await?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times[count / 2])
}

/// Megabytes per second from here to a server.
async fn bulk(proxy: SocketAddr) -> io::Result<f64> {
    let mut client = TcpStream::connect(proxy).await?;
    let block = vec![7; 256 * 1024];
    let start = Instant::now();
    for _ in 0..BULK / block.len() {
        client.write_all(&block).await?;
    }
    // The server says when it has all of it.
    client.read_u8().await?;
    Ok(BULK as f64 / 1e6 / start.elapsed().as_secs_f64())
}

async fn answer(mut client: TcpStream) -> io::Result<()> {
    client.read_exact(&mut [0; 300]).await?;
    client.write_all(&[7; 300]).await
}

async fn echo(mut client: TcpStream) -> io::Result<()> {
    let mut data = [0; 4096];
    loop {
        match client.read(&mut data).await? {
            0 => return Ok(()),
            count => client.write_all(&data[..count]).await?,
        }
    }
}

async fn swallow(mut client: TcpStream) -> io::Result<()> {
    let mut data = vec![0; 256 * 1024];
    let mut left = BULK;
    while left > 0 {
        match client.read(&mut data).await? {
            0 => return Ok(()),
            count => left -= count,
        }
    }
    client.write_u8(1).await
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn report(networks: &[Network], figures: &mut [[Vec<f64>; TRIALS.len()]]) {
    let names = ["embedded", "original"];
    for (index, trial) in TRIALS.iter().enumerate() {
        let medians: Vec<f64> = figures.iter_mut().map(|of_network| median(&mut of_network[index])).collect();
        print!("{:32}", trial.what);
        for (name, median) in names.iter().zip(&medians) {
            print!("  {name} {median:9.1} {}", trial.unit);
        }
        if let [ours, theirs] = medians[..] {
            let ratio = if trial.more_is_better { ours / theirs } else { theirs / ours };
            let verdict = if ratio >= trial.at_least { "good" } else { "below" };
            print!("  ratio {ratio:.2}, {verdict} (at least {:.1})", trial.at_least);
        }
        println!();
    }
    for (name, network) in names.iter().zip(networks) {
        println!("{name}: {} KiB of memory at the end", network.memory().unwrap_or_default());
    }
    if networks.len() < 2 {
        println!("TOXIPROXY_SERVER is not set: nothing was compared");
    }
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
