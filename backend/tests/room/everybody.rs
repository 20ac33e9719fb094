//! All stations run chapter 5 at the same moment, and banks crash meanwhile: everybody pays exactly once.
//!
//! `SOAK=1` repeats it for ten minutes with a thousand payments each and says what it costs.

use std::process::Stdio;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::Value;
use tokio::time::sleep;

use crate::crashes::banks;
use crate::program::{program, signal};
use crate::test_room::Room;

const STATIONS: u8 = 24;

#[tokio::test]
async fn everybody_pays_exactly_once_while_banks_crash() {
    let soaks = std::env::var_os("SOAK").is_some();
    let (payments, lasts) = if soaks { ("1000", Duration::from_mins(10)) } else { ("100", Duration::ZERO) };
    let room =
        Room::with(STATIONS, &["--room-host", "127.0.0.1", "--toxiproxy", "embedded", "--room-payments", payments])
            .await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), room.get("/s/01/payments.csv").await.text()).expect("room for a file");
    let began = Instant::now();
    let mut after_the_first = None;
    loop {
        let (wall, attempts, processor) = round(&room, file.path().to_str().expect("UTF-8"), payments).await;
        let open = Open::of(&room).await;
        println!(
            "{STATIONS} stations, {payments} payments each: {:.1} s, {attempts} attempts, {:.3} ms of processor each; \
             parent {} files; Pss of a station {:.1} MB",
            wall.as_secs_f64(),
            processor.as_secs_f64() * 1000.0 / attempts as f64,
            open.files,
            open.station_kib as f64 / 1024.0
        );
        let first = *after_the_first.get_or_insert(open);
        // What hangs on the moment: connections that are just ending.
        assert!(open.files <= first.files + 50, "{open:?} after {first:?}");
        assert!(open.parent_kib <= first.parent_kib * 3 / 2 + 16 * 1024, "{open:?} after {first:?}");
        if !cfg!(debug_assertions) {
            assert!(open.station_kib <= 4 * 1024, "{open:?}");
        }
        if began.elapsed() >= lasts {
            break;
        }
    }
}

/// One run of everybody. Returns how long it took, how many attempts, and how much of the processor the room needed.
async fn round(room: &Room, file: &str, payments: &str) -> (Duration, u64, Duration) {
    for station in 1..=STATIONS {
        let path = |rest: &str| format!("/s/{station:02}{rest}");
        assert_eq!(room.as_host(Method::DELETE, &path("/payments/"), None).await.status, 200);
        let losses = r#"{"request_loss": 0.3, "reply_loss": 0.3}"#;
        room.as_host(Method::PUT, &path("/lab/network"), Some(losses)).await.ok();
    }
    let networks = join_all((1..=STATIONS).map(|station| room.network(station))).await;
    let (began, before) = (Instant::now(), processor_time(room).await);
    let sending = join_all(networks.iter().map(|network| send(format!("http://{network}/payments/"), file)));
    let crashing = async {
        // The first one is killed, and the second crashes as its owner would have it.
        for _ in 0..3 {
            sleep(Duration::from_millis(300)).await;
            if let Some(bank) = banks(room).await.get(&1) {
                signal("KILL", *bank).await;
            }
            room.as_host(Method::POST, "/s/02/lab/crash", None).await;
        }
    };
    let (sent, ()) = tokio::join!(sending, crashing);
    // Two banks have died three times, and what they had needed is not in the sum any more.
    let processor = processor_time(room).await.saturating_sub(before);
    let wall = began.elapsed();
    for station in 1..=STATIONS {
        assert_eq!(room.total(station).await, payments, "station {station}");
    }
    (wall, sent.into_iter().sum(), processor)
}

/// Sends the file, each payment with its key, until all of it is acknowledged. Returns the number of attempts.
async fn send(to: String, file: &str) -> u64 {
    let flags = ["send", "--to", &to, "--payments", file, "--policy", "retry-with-key", "--concurrency", "6", "--json"];
    let output = program(&flags).stdout(Stdio::piped()).stderr(Stdio::piped()).output().await.expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    said["attempts"].as_u64().expect("a number")
}

/// What a room holds open.
#[derive(Clone, Copy, Debug)]
struct Open {
    /// Files of the parent.
    files: usize,
    /// Memory of the parent.
    parent_kib: u64,
    /// Memory of the largest bank that has not just been started, shared pages shared out.
    station_kib: u64,
}

impl Open {
    async fn of(room: &Room) -> Self {
        let parent = room.program.id();
        let files = std::fs::read_dir(format!("/proc/{parent}/fd")).map_or(0, Iterator::count);
        let banks = banks(room).await;
        let station_kib = banks.values().map(|bank| pss_kib(*bank)).max().unwrap_or(0);
        Self { files, parent_kib: pss_kib(parent), station_kib }
    }
}

/// The proportional set size of a process; 0 where it has gone.
fn pss_kib(process: u32) -> u64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// How long parent and banks have had the processor.
async fn processor_time(room: &Room) -> Duration {
    let processes = banks(room).await.into_values().chain([room.program.id()]);
    let ticks = processes.map(|process| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // Behind the name in brackets: utime and stime are the 14th and 15th of all (proc_pid_stat(5)).
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<u64>().ok()).unwrap_or(0);
        ticks(11) + ticks(12)
    });
    // A tick is 10 ms wherever Linux runs.
    Duration::from_millis(10 * ticks.sum::<u64>())
}
