//! Everybody runs at the same time while banks crash, pages are reloaded and runs are paused: nobody's ledger and the
//! dashboard disagree, and in chapter 5 everybody pays exactly once.
//!
//! `SOAK=1` goes on for ten minutes, looks whether anything grows, fills a room of 64, and says what it has seen.

use std::collections::HashMap;
use std::time::Duration;

use experiment::Scenario;
use futures_util::future::join_all;
use protocol::room::{Counted, StationNumber};
use protocol::{RunId, Total};
use reqwest::Method;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};

use crate::page::{Hold, Page};
use crate::participant::{Participant, tile};
use crate::program::signal;
use crate::resource_usage::ResourceUsage;
use crate::test_room::Room;

const STATIONS: u8 = 24;
/// The hub's limit for the reading of a ledger; a page goes on without it a little later.
const READING: Duration = Duration::from_millis(1800);

/// What is told of a run that was done: whose, and what its ledger held when the hub has read it.
type Told = HashMap<(StationNumber, RunId), String>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ledgers_and_dashboard_agree_whatever_crashes_is_reloaded_or_is_paused_and_everybody_pays_exactly_once() {
    let soaks = std::env::var_os("SOAK").is_some();
    let (payments, lasts) = if soaks { ("100", Duration::from_mins(10)) } else { ("20", Duration::from_secs(6)) };
    let data = tempfile::tempdir().expect("a folder");
    let flags = ["--room-host", "127.0.0.1", "--toxiproxy", "embedded", "--room-payments", payments, "--data-dir"];
    let room = Room::with(STATIONS, &[&flags[..], &[data.path().to_str().expect("UTF-8")]].concat()).await;
    let participants = join_all((0..STATIONS).map(|_| Participant::new(&room))).await;

    let end = Instant::now() + lasts;
    let pages = join_all(participants.iter().map(|owner| uses_the_page(&room, owner, end)));
    let (early, told, crashed, paused) =
        tokio::join!(looks_after(&room, lasts / 5), pages, crashes(&room, end), pauses(&room, end));
    let mut told: Told = told.into_iter().flatten().collect();
    println!("{} runs were done, {crashed} crashes, {paused} times all runs were held", told.len());

    told.extend(everybody_at_once(&room, &participants, payments).await);
    agree(&room, &told).await;
    let late = ResourceUsage::of(&room).await;
    println!("after a fifth of the time {early}, at the end {late}");
    if soaks {
        late.have_not_grown_since(&early);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_a_full_room_ends_in_the_same_moment_every_ledger_is_read_in_time() {
    let stations = if std::env::var_os("SOAK").is_some() { 64 } else { 8 };
    let room = Room::with(stations, &["--room-host", "127.0.0.1", "--toxiproxy", "embedded"]).await;
    let participants = join_all((0..stations).map(|_| Participant::new(&room))).await;
    everybody_at_once(&room, &participants, "100").await;
}

/// A participant who runs whatever she likes, presses Pause now and then, and loads her page anew in mid-run.
async fn uses_the_page(room: &Room, owner: &Participant, end: Instant) -> Told {
    let mut told = Told::new();
    while Instant::now() < end {
        let mut page = Page::open(room, owner).await;
        // Reloaded at about every third run.
        let reloaded = end.min(Instant::now() + between(500, 15_000));
        let uses = async {
            loop {
                let hold = one_in(3).then(|| Hold { after: between(0, 1_000), lasts: between(100, 1_500) });
                let scenario = Scenario::Chapter(rand::random_range(1..=5));
                // A page that was reloaded without a word holds the lease until that runs out.
                let Ok(finished) = page.runs(scenario, hold).await else { break sleep(between(500, 1_500)).await };
                let result = page.is_done(&finished).await;
                let transferred = result.transferred.map(|total| total.to_string()).unwrap_or_default();
                told.insert((StationNumber(owner.station()), finished.run), transferred);
            }
        };
        if timeout_at(reloaded, uses).await.is_err() && one_in(2) {
            page.is_left().await;
        }
    }
    told
}

/// Ends somebody's bank every now and then, by a signal or as its owner would. Returns how often.
async fn crashes(room: &Room, end: Instant) -> u32 {
    let mut crashed = 0;
    while Instant::now() < end {
        sleep(between(500, 3_000)).await;
        let station = rand::random_range(1..=STATIONS);
        match room.banks().await.get(&station) {
            Some(bank) if one_in(2) => signal("KILL", *bank).await,
            _ => drop(room.as_host(Method::POST, &format!("/s/{station:02}/lab/crash"), None).await),
        }
        crashed += 1;
    }
    crashed
}

/// Holds all runs every now and then. Returns how often.
async fn pauses(room: &Room, end: Instant) -> u32 {
    let mut paused = 0;
    while Instant::now() < end {
        sleep(between(1_000, 20_000).min(end - Instant::now())).await;
        for body in [r#"{"paused": true}"#, r#"{"paused": false}"#] {
            assert_eq!(room.as_host(Method::PUT, "/room/pace", Some(body)).await.status, 204);
            sleep(between(300, 3_000)).await;
        }
        paused += 1;
    }
    paused
}

/// Looks what the room holds after a while.
async fn looks_after(room: &Room, a_while: Duration) -> ResourceUsage {
    sleep(a_while).await;
    ResourceUsage::of(room).await
}

/// All run chapter 5 at the same moment, while one bank is killed and another crashes, and all say at the same moment that
/// they are done.
async fn everybody_at_once(room: &Room, participants: &[Participant], payments: &str) -> Told {
    let pages = join_all(participants.iter().map(|owner| Page::open(room, owner))).await;
    let running = join_all(pages.into_iter().map(async |mut page| {
        // The last page may have been closed without a word: its lease runs out.
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            match page.runs(Scenario::Chapter(5), None).await {
                Ok(finished) => return (page, finished),
                Err(failure) => assert!(Instant::now() < end, "{failure:?}"),
            }
            sleep(Duration::from_millis(500)).await;
        }
    }));
    let crashing = async {
        for _ in 0..3 {
            sleep(Duration::from_millis(300)).await;
            if let Some(bank) = room.banks().await.get(&1) {
                signal("KILL", *bank).await;
            }
            room.as_host(Method::POST, "/s/02/lab/crash", None).await;
        }
    };
    let (mut finished, ()) = tokio::join!(running, crashing);
    let done = join_all(finished.iter_mut().map(async |(page, finished)| {
        let asked = Instant::now();
        (page.is_done(finished).await, asked.elapsed())
    }));
    let done = done.await;
    let slowest = done.iter().map(|(_, took)| *took).max().unwrap_or_default();
    println!("{} ledgers were read at the same moment, the last within {slowest:?}", participants.len());
    assert!(slowest < READING, "{slowest:?}");
    let each = participants.iter().zip(done).map(|(owner, (result, _))| {
        let transferred = result.transferred.expect("nobody else has run since").to_string();
        assert_eq!((transferred.as_str(), result.counted), (payments, Counted::Counted), "station {}", owner.station());
        ((StationNumber(owner.station()), result.run), transferred)
    });
    each.collect()
}

/// Everything that was told of a run stands in the CSV, and what the ledgers hold now is on the dashboard.
async fn agree(room: &Room, told: &Told) {
    let csv = room.as_host(Method::GET, "/room/results.csv", None).await;
    let mut rows = csv::Reader::from_reader(csv.body.as_slice());
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    // The latest runs of a station are kept.
    for row in rows.iter().filter(|row| !row[2].is_empty()) {
        let (station, run) = (row[0].parse().expect("a station"), row[2].parse().expect("a run"));
        // A page may have been reloaded before it heard of it.
        if let Some(transferred) = told.get(&(station, run)) {
            assert_eq!(&row[13], transferred, "{row:?}");
        }
    }
    for station in 1..=STATIONS {
        let ledger = room.total(station).await;
        let last = rows.iter().rfind(|row| row[0] == format!("{station:02}") && !row[2].is_empty()).expect("a run");
        assert_eq!(last[13], ledger, "{last:?}");
        tile(room, station, "dashboard and ledger agree", |tile| amount(&tile["transferred"]) == ledger).await;
    }
}

/// An amount as JSON, written as the ledger's total is.
fn amount(value: &Value) -> String {
    serde_json::from_value::<Total>(value.clone()).map(|total| total.to_string()).unwrap_or_default()
}

fn between(least: u64, most: u64) -> Duration {
    Duration::from_millis(rand::random_range(least..=most))
}

fn one_in(times: u32) -> bool {
    rand::random_range(0..times) == 0
}
