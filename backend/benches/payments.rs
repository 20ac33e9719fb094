//! Durable payments a second, against what the same service does without a ledger, with a commit for each payment,
//! and without waiting for the disk. `cargo bench -p backend -- 64` for 64 connections only; `BENCH_FOLDER` names the
//! folder of the ledgers.
//!
//! Client and bank share the cores and speak over loopback on connections that are kept: only the ratios mean much.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use backend::bank::store::{Durability, open_sqlite};
use backend::bank::{Ledger, Witnesses};
use backend::{AppState, Config, PaymentsFile, Runs};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How long each case runs.
const TIME: Duration = Duration::from_secs(4);
/// The most payments in one commit, as in the bank itself.
const GROUP: usize = 1024;
const BODY: &str = r#"{"src":"bianca","dest":"marc","amount":1}"#;

/// What one case came to.
struct Result {
    per_second: f64,
    p50: Duration,
    p99: Duration,
}

/// Which request is repeated.
#[derive(Clone, Copy)]
enum Ask {
    Health,
    Pay,
}

#[tokio::main]
async fn main() {
    println!("{:<34} {:>5} {:>10} {:>10} {:>10}", "", "conns", "per s", "p50 ms", "p99 ms");
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    for connections in if asked.is_empty() { vec![1, 16, 64, 256] } else { asked } {
        let health = run("/health", Ask::Health, Durability::Full, GROUP, connections).await;
        let durable = run("durable, group commit", Ask::Pay, Durability::Full, GROUP, connections).await;
        let single = run("durable, one commit per payment", Ask::Pay, Durability::Full, 1, connections).await;
        let off = run("synchronous=OFF, group commit", Ask::Pay, Durability::Off, GROUP, connections).await;
        println!(
            "durable is {:.0} % of /health, {:.1} x one commit per payment, {:.0} % of OFF\n",
            100.0 * durable / health,
            durable / single,
            100.0 * durable / off
        );
    }
}

/// Runs one case on a ledger of its own; requests a second.
async fn run(name: &str, ask: Ask, durability: Durability, group: usize, connections: usize) -> f64 {
    let folder = std::env::var_os("BENCH_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(folder).expect("a folder for the ledger");
    let (store, reader) = open_sqlite(&folder.path().join("ledger.sqlite"), durability).expect("a ledger");
    let ledger = Ledger::start(Box::new(store), Arc::new(reader), Witnesses::default(), group);
    let bank = serve(ledger.clone()).await;
    let result = load(bank, ask, connections).await;
    ledger.close().await;
    println!(
        "{name:<34} {connections:>5} {:>10.0} {:>10.2} {:>10.2}",
        result.per_second,
        result.p50.as_secs_f64() * 1e3,
        result.p99.as_secs_f64() * 1e3
    );
    result.per_second
}

async fn serve(ledger: Ledger) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let config = Config {
        host: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: address.port(),
        proxied_port: 8888,
        proxied_url: None,
        allow_hosts: Vec::new(),
        page_origins: Vec::new(),
        open_controls: false,
    };
    let Witnesses { feed, metrics } = Witnesses::default();
    let (runs, payments) = (Runs::default(), Arc::new(PaymentsFile::default()));
    let app = AppState { ledger, feed, runs, metrics, network: None, payments, config: Arc::new(config) };
    tokio::spawn(backend::serve(listener, app, std::future::pending()));
    address
}

/// Repeats one request on so many connections, each waiting for its answer before it asks again.
async fn load(bank: SocketAddr, ask: Ask, connections: usize) -> Result {
    let end = Instant::now() + TIME;
    let clients: Vec<_> = (0..connections).map(|number| tokio::spawn(client(bank, ask, number, end))).collect();
    let mut times = Vec::new();
    for client in clients {
        times.extend(client.await.expect("a client"));
    }
    times.sort_unstable();
    Result {
        per_second: times.len() as f64 / TIME.as_secs_f64(),
        p50: times[times.len() / 2],
        p99: times[times.len() * 99 / 100],
    }
}

/// The times of all requests of one connection.
async fn client(bank: SocketAddr, ask: Ask, number: usize, end: Instant) -> Vec<Duration> {
    let mut socket = TcpStream::connect(bank).await.expect("the bank listens");
    socket.set_nodelay(true).expect("a socket");
    let mut times = Vec::new();
    let mut answer = vec![0; 4096];
    while Instant::now() < end {
        let request = match ask {
            Ask::Health => "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(),
            Ask::Pay => format!(
                "POST /payments/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                 Idempotency-Key: key-{number}-{}\r\nContent-Length: {}\r\n\r\n{BODY}",
                times.len(),
                BODY.len()
            ),
        };
        let asked = Instant::now();
        socket.write_all(request.as_bytes()).await.expect("the bank reads");
        // Answers are small and leave in one piece.
        let length = socket.read(&mut answer).await.expect("an answer");
        assert!(answer[..length].starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer[..length]));
        times.push(asked.elapsed());
    }
    times
}
