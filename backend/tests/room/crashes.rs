//! A bank that dies is missed at its own station only, and comes back.

use reqwest::{Method, StatusCode};

use crate::client::until;
use crate::program::{program, signal};
use crate::test_room::{PAYMENT, Room, answer, arguments_of, pay, try_answer};

/// The address of the first listener of a station's bank, which is the hub's alone.
pub(crate) async fn first_listener(room: &Room, station: u8) -> String {
    let bank = room.banks().await[&station];
    let words = std::fs::read(format!("/proc/{bank}/cmdline")).expect("it runs");
    let words: Vec<&str> =
        words.split(|byte| *byte == 0).map(|word| std::str::from_utf8(word).expect("UTF-8")).collect();
    let after = |flag: &str| words[words.iter().position(|word| *word == flag).expect("the flag") + 1];
    format!("{}:{}", after("--host"), after("--port"))
}

#[tokio::test]
async fn a_bank_that_crashes_is_gone_for_its_own_station_only_and_comes_back_with_everything_that_was_paid() {
    let room = Room::of(3).await;
    let networks = [room.network(1).await, room.network(2).await, room.network(3).await];
    assert!(pay(networks[0], "key-1", "run-aaaa/1/1").await);
    let before = room.state(1).await;
    let others = async |from: u32| {
        for payment in from..from + 20 {
            for network in &networks[1..] {
                assert!(pay(*network, &format!("key-{payment}"), &format!("run-bbbb/{payment}/1")).await);
            }
        }
    };
    let crash = async {
        for by in ["a request", "a signal"] {
            let bank = room.banks().await[&1];
            if by == "a request" {
                let gone = room.as_host(Method::POST, "/s/01/lab/crash", None).await;
                gone.refused(StatusCode::BAD_GATEWAY);
                assert_eq!(gone.header("retry-after"), "1");
                assert_eq!(gone.json()["type"], "urn:problem-type:exactly-once-lab:bank-gone");
            } else {
                signal("KILL", bank).await;
            }
            let another = async || room.banks().await.get(&1).copied().filter(|found| *found != bank);
            until("another bank", another).await;
        }
        // A page can be loaded while its bank is down.
        assert_eq!(room.get("/s/01/").await.status, 200);
        let state = async || {
            let answer = try_answer(room.request(Method::GET, "/s/01/lab/state")).await?;
            (answer.status == 200).then(|| answer.json()).filter(|state| state["network"]["proxy"] == "ok")
        };
        until("the bank answers", state).await
    };
    let (after, ()) = tokio::join!(crash, others(1));
    assert_ne!(after["start"], before["start"]);
    assert_eq!(after["proxied_port"], before["proxied_port"]);
    // The same key again, and money moves once.
    assert!(pay(networks[0], "key-1", "run-aaaa/1/2").await);
    assert_eq!([room.total(1).await, room.total(2).await, room.total(3).await], ["1", "20", "20"]);
}

#[tokio::test]
async fn what_a_bank_did_not_answer_is_said_to_be_gone_and_never_sent_twice() {
    let room = Room::of(1).await;
    let bank = room.banks().await[&1];
    signal("STOP", bank).await;
    let pays = room.request(Method::POST, "/s/01/payments/").header("Host-Key", &room.host_key);
    let pays = pays.header("Content-Type", "application/json").header("Attempt-Id", "run-aaaa/1/1").body(PAYMENT);
    let dies = async {
        // It has the request when it dies, or never hears of it: the hub cannot know.
        tokio::task::yield_now().await;
        signal("KILL", bank).await;
    };
    let (answered, ()) = tokio::join!(answer(pays), dies);
    answered.refused(StatusCode::BAD_GATEWAY);
    let counts = until("the bank is back", async || {
        let answer = try_answer(room.request(Method::GET, "/s/01/lab/runs/run-aaaa")).await?;
        (answer.status == 200).then(|| answer.json())
    })
    .await;
    assert_eq!((counts["arrivals"].clone(), room.total(1).await), (0.into(), "0".to_owned()));
}

#[tokio::test]
async fn a_crash_that_somebody_asked_for_is_no_sign_of_ill_health() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let mut command = program(&arguments_of("1", &["--room-host", "127.0.0.1", "--toxiproxy", "embedded"]));
    command.env("TMPDIR", folder.path()).stderr(std::fs::File::create(&log).expect("a file"));
    let room = Room::started(command, folder).await;
    for _ in 0..5 {
        let bank = room.banks().await[&1];
        until("the crash", async || {
            room.as_host(Method::POST, "/s/01/lab/crash", None).await;
            room.banks().await.get(&1).copied().filter(|found| *found != bank)
        })
        .await;
    }
    let log = std::fs::read_to_string(log).expect("UTF-8");
    let restarts: Vec<&str> = log.lines().filter(|line| line.contains("station 01 died")).collect();
    assert!(restarts.len() >= 5 && restarts.iter().all(|line| line.ends_with("after 100 ms")), "{log}");
}
