//! Clients that pay as fast as they are answered, and the banks that bear it, in turns with others.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use backend::bank::{Ledger, Observers};
use backend::{AppState, Config};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How long a turn takes.
pub(crate) const TURN: Duration = Duration::from_secs(1);
/// How many turns each case has.
pub(crate) const TURNS: u32 = 5;
const BODY: &str = r#"{"src":"bianca","dest":"marc","amount":1}"#;

/// Which request is repeated.
#[derive(Clone, Copy)]
pub(crate) enum Ask {
    Health,
    Pay,
}

/// One or more banks, and what they have done in their turns.
pub(crate) struct Case {
    name: &'static str,
    ask: Ask,
    banks: Vec<SocketAddr>,
    ledgers: Vec<Ledger>,
    times: Vec<Duration>,
}

/// Lets all cases take turns, reports each, and answers their payments a second in the same order.
pub(crate) async fn compare<const N: usize>(mut cases: [Case; N], connections: usize) -> [f64; N] {
    for turn in 0..TURNS {
        for case in &mut cases {
            case.turn(turn, connections).await;
        }
    }
    let mut rates = [0.0; N];
    for (rate, case) in rates.iter_mut().zip(cases) {
        *rate = case.report(connections).await;
    }
    rates
}

impl Case {
    /// A bank for each handle to a ledger.
    pub(crate) async fn on(name: &'static str, ask: Ask, ledgers: Vec<Ledger>) -> Self {
        let mut banks = Vec::new();
        for ledger in &ledgers {
            banks.push(serve(ledger.clone()).await);
        }
        Self { name, ask, banks, ledgers, times: Vec::new() }
    }

    /// One turn: repeats one request on so many connections, spread over the banks; each waits for its answer before
    /// it asks again.
    async fn turn(&mut self, turn: u32, connections: usize) {
        let end = Instant::now() + TURN;
        let (banks, ask) = (&self.banks, self.ask);
        let client = |number| tokio::spawn(client(banks[number % banks.len()], ask, format!("{turn}-{number}"), end));
        let clients: Vec<_> = (0..connections).map(client).collect();
        for client in clients {
            self.times.extend(client.await.expect("a client"));
        }
    }

    /// Prints the case; requests a second.
    async fn report(mut self, connections: usize) -> f64 {
        for ledger in self.ledgers {
            ledger.close().await;
        }
        self.times.sort_unstable();
        let at = |part: usize| self.times[self.times.len() * part / 100].as_secs_f64() * 1e3;
        let per_second = self.times.len() as f64 / (TURN * TURNS).as_secs_f64();
        println!("{:<34} {connections:>5} {per_second:>10.0} {:>10.2} {:>10.2}", self.name, at(50), at(99));
        per_second
    }
}

/// The head of the table that [`Case::report`] fills.
pub(crate) fn print_head() {
    println!("{:<34} {:>5} {:>10} {:>10} {:>10}", "", "conns", "per s", "p50 ms", "p99 ms");
}

/// For how many connections: those on the command line, or the usual ones.
pub(crate) fn asked_connections() -> Vec<usize> {
    let asked: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    if asked.is_empty() { vec![1, 16, 64, 256] } else { asked }
}

async fn serve(ledger: Ledger) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let app = AppState::over(ledger, Observers::default(), Config::at(address));
    tokio::spawn(backend::serve(listener.into(), app, std::future::pending()));
    address
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
