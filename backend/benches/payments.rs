//! Durable payments a second, against (a) what the same service does without a ledger, (b) with a commit for each
//! payment, (c) without waiting for the disk. `cargo bench -p backend -- 64` for 64 connections only; `BENCH_FOLDER`
//! names the folder of the ledgers.
//!
//! Clients and bank share the cores and speak over loopback on connections that are kept, and the four cases take
//! turns, a second each: whatever else the machine does meets all of them, and the ratios mean more than the numbers.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use backend::bank::store::{Durability, open_sqlite};
use backend::bank::{Ledger, Witnesses, file_system};
use backend::{AppState, Config, PaymentsFile, Runs};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How long a turn takes.
const TURN: Duration = Duration::from_secs(1);
const TURNS: u32 = 5;
/// The most payments in one commit, as in the bank itself.
const GROUP: usize = 1024;
const BODY: &str = r#"{"src":"bianca","dest":"marc","amount":1}"#;

/// One bank, and what it has done in its turns.
struct Case {
    name: &'static str,
    ask: Ask,
    bank: SocketAddr,
    ledger: Ledger,
    times: Vec<Duration>,
    _folder: TempDir,
}

/// Which request is repeated.
#[derive(Clone, Copy)]
enum Ask {
    Health,
    Pay,
}

#[tokio::main]
async fn main() {
    let below = std::env::var_os("BENCH_FOLDER").map_or_else(|| env!("CARGO_TARGET_TMPDIR").into(), PathBuf::from);
    let kind = file_system(&below).unwrap_or_else(|| "an unknown file system".to_owned());
    println!("The bank: SQLite on {kind}, {TURNS} turns of {} s each", TURN.as_secs());
    println!("{:<34} {:>5} {:>10} {:>10} {:>10}", "", "conns", "per s", "p50 ms", "p99 ms");
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    for connections in if asked.is_empty() { vec![1, 16, 64, 256] } else { asked } {
        measure(&below, connections).await;
    }
}

/// Runs all cases in turns and prints how they compare.
async fn measure(below: &Path, connections: usize) {
    let mut cases = [
        Case::open(below, "(a) /health", Ask::Health, Durability::Full, GROUP).await,
        Case::open(below, "durable, group commit", Ask::Pay, Durability::Full, GROUP).await,
        Case::open(below, "(b) durable, one commit each", Ask::Pay, Durability::Full, 1).await,
        Case::open(below, "(c) synchronous=OFF", Ask::Pay, Durability::Off, GROUP).await,
    ];
    for turn in 0..TURNS {
        for case in &mut cases {
            load(case, turn, connections).await;
        }
    }
    let mut rates = Vec::new();
    for case in cases {
        rates.push(case.report(connections).await);
    }
    let [health, durable, single, off] = rates[..] else { unreachable!("four cases") };
    println!(
        "durable is {:.0} % of (a), {:.1} x (b), {:.0} % of (c)\n",
        100.0 * durable / health,
        durable / single,
        100.0 * durable / off
    );
}

impl Case {
    async fn open(below: &Path, name: &'static str, ask: Ask, durability: Durability, group: usize) -> Self {
        let folder = tempfile::tempdir_in(below).expect("a folder for the ledger");
        let (store, reader) = open_sqlite(&folder.path().join("ledger.sqlite"), durability).expect("a ledger");
        let ledger = Ledger::start(Box::new(store), Arc::new(reader), Witnesses::default(), group);
        let bank = serve(ledger.clone()).await;
        Self { name, ask, bank, ledger, times: Vec::new(), _folder: folder }
    }

    /// Prints the case; requests a second.
    async fn report(mut self, connections: usize) -> f64 {
        self.ledger.close().await;
        self.times.sort_unstable();
        let at = |part: usize| self.times[self.times.len() * part / 100].as_secs_f64() * 1e3;
        let per_second = self.times.len() as f64 / (TURN * TURNS).as_secs_f64();
        println!("{:<34} {connections:>5} {per_second:>10.0} {:>10.2} {:>10.2}", self.name, at(50), at(99));
        per_second
    }
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

/// One turn: repeats one request on so many connections, each waiting for its answer before it asks again.
async fn load(case: &mut Case, turn: u32, connections: usize) {
    let end = Instant::now() + TURN;
    let (bank, ask) = (case.bank, case.ask);
    let client = |number| tokio::spawn(client(bank, ask, format!("{turn}-{number}"), end));
    let clients: Vec<_> = (0..connections).map(client).collect();
    for client in clients {
        case.times.extend(client.await.expect("a client"));
    }
}

/// The times of all requests of one connection.
async fn client(bank: SocketAddr, ask: Ask, name: String, end: Instant) -> Vec<Duration> {
    let mut socket = TcpStream::connect(bank).await.expect("the bank listens");
    socket.set_nodelay(true).expect("a socket");
    let mut times = Vec::new();
    let mut answer = vec![0; 4096];
    while Instant::now() < end {
        let request = match ask {
            Ask::Health => "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(),
            Ask::Pay => format!(
                "POST /payments/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                 Idempotency-Key: key-{name}-{}\r\nContent-Length: {}\r\n\r\n{BODY}",
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
