//! A full room: 24 stations run chapter 5 with a thousand payments each at the same moment, through the embedded network.
//!
//! Every ledger comes to exactly a thousand. What is measured is how long it takes, what an attempt costs the host's
//! processor (parent and banks; the clients are another process on the same cores), and how large a bank becomes that
//! has never been given a rule.

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/room/resource_usage.rs"]
mod resource_usage;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/support/mod.rs"]
mod support;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/room/test_room.rs"]
mod test_room;

use std::sync::Arc;
use std::time::{Duration, Instant};

use experiment::{Attempt, Outcome, Scenario, Sending};
use futures_util::future::join_all;
use protocol::{Payment, payments_csv};
use reqwest::Method;

use resource_usage::ResourceUsage;
use sending::{Peer, attempt_over_http, random_run, send_all};
use support::{client, lab, process, program, sending};
use test_room::Room;

const STATIONS: u8 = 24;
const PAYMENTS: &str = "1000";
/// The most memory that a station's bank may need.
const MOST_KIB: u64 = 4 * 1024;

#[tokio::main]
async fn main() {
    let flags = ["--room-host", "127.0.0.1", "--toxiproxy", "embedded", "--room-payments", PAYMENTS];
    let began = Instant::now();
    let room = Room::with(STATIONS, &flags).await;
    println!("{STATIONS} stations are open after {:.1} s", began.elapsed().as_secs_f64());
    let payments: Arc<[Payment]> =
        payments_csv::parse(room.get("/s/01/payments.csv").await.text()).expect("a file").into();
    let peers = join_all((1..=STATIONS).map(|station| sets_up(&room, station))).await;

    let (began, before) = (Instant::now(), processor_time(&room).await);
    let runs = peers.into_iter().map(|peer| tokio::spawn(runs(peer, Arc::clone(&payments))));
    let attempts: u64 = join_all(runs).await.into_iter().map(|attempts| attempts.expect("a client")).sum();
    let (wall, processor) = (began.elapsed(), processor_time(&room).await.saturating_sub(before));

    for station in 1..=STATIONS {
        assert_eq!(room.total(station).await, PAYMENTS, "station {station}");
    }
    let figures = ResourceUsage::of(&room).await;
    println!(
        "chapter 5, {PAYMENTS} payments each, every ledger exactly {PAYMENTS}: {:.1} s, {attempts} attempts, \
         {:.3} ms of processor each\n{figures}",
        wall.as_secs_f64(),
        processor.as_secs_f64() * 1e3 / attempts as f64,
    );
    assert!(figures.station_kib <= MOST_KIB, "a station's bank needs more than {} MiB", MOST_KIB / 1024);
}

/// A station's network, as a client meets it.
struct Station {
    http: reqwest::Client,
    pays_at: String,
}

impl Peer for Station {
    fn attempt(&self, attempt: Attempt) -> impl Future<Output = Outcome> + Send + 'static {
        attempt_over_http(self.http.clone(), self.pays_at.clone(), attempt)
    }

    async fn crash(&mut self) {
        unreachable!("chapter 5 awaits no crash");
    }
}

/// Sets a station up for chapter 5, as its page would.
async fn sets_up(room: &Room, station: u8) -> Station {
    let losses = serde_json::to_string(&Scenario::Chapter(5).settings().losses).expect("JSON");
    room.as_host(Method::PUT, &format!("/s/{station:02}/lab/network"), Some(&losses)).await.ok();
    Station { http: client::http(), pays_at: format!("http://{}/payments/", room.network(station).await) }
}

/// Runs chapter 5 to its end. Returns how many attempts it took.
async fn runs(mut station: Station, payments: Arc<[Payment]>) -> u64 {
    let sending = Sending::new(Scenario::Chapter(5).settings(), payments, random_run(), Box::new(rand::random));
    send_all(sending, &mut station).await.attempts()
}

/// How long parent and banks have had the processor.
async fn processor_time(room: &Room) -> Duration {
    let processes = room.banks().await.into_values().chain([room.program.id()]);
    processes.map(process::processor_time).sum()
}
