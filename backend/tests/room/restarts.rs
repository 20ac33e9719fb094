//! The hub is started again: with a folder it is the same room, without one another.

use experiment::Scenario;
use protocol::room::Counted;
use reqwest::Method;
use serde_json::{Value, json};

use crate::lab::{Lab, Over};
use crate::page::Page;
use crate::participant::{Participant, chapter_5, join};
use crate::program::signal;
use crate::test_room::{Room, pay};

const FLAGS: [&str; 6] = ["--room-host", "127.0.0.1", "--toxiproxy", "embedded", "--room-payments", "5"];

/// Ends a room as Ctrl-C does.
async fn ended(mut room: Room) {
    signal("INT", room.program.id()).await;
    assert!(room.program.ended().await.success());
}

/// Ends a room, and starts another one.
async fn again(room: Room, stations: u8, flags: &[&str]) -> Room {
    ended(room).await;
    Room::with(stations, flags).await
}

#[tokio::test]
async fn with_a_folder_seats_pace_and_results_are_there_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = [&FLAGS[..], &["--data-dir", folder.path().to_str().expect("UTF-8")]].concat();
    let room = Room::with(2, &flags).await;
    let (code, host_key) = (room.code.clone(), room.host_key.clone());
    let anna = Participant::new(&room).await;
    anna.runs(&room, "run-aaaa").await;
    anna.says(&room, &chapter_5(4, "done", Some("run-aaaa"), 5)).await.ok();
    let paced = room.as_host(Method::PUT, "/room/pace", Some(r#"{"mode": "paced", "scenario": "chapter-5"}"#)).await;
    assert_eq!(paced.status, 204);
    assert_eq!(room.as_host(Method::PUT, "/room/lock", Some(r#"{"locked": true}"#)).await.status, 204);
    let (state, me) = (room.get("/room").await.ok(), anna.me(&room).await.ok());

    let room = again(room, 2, &flags).await;
    assert_eq!((&room.code, &room.host_key), (&code, &host_key));
    assert_eq!(room.get("/room").await.ok(), state);
    let found = anna.me(&room).await.ok();
    for member in ["name", "token", "pin", "station"] {
        assert_eq!(found["seat"][member], me["seat"][member], "{member}");
    }
    assert_eq!((&found["seq"], &found["result"]), (&json!(4), &me["result"]));
    // The page sends its last `done` once more.
    let said = anna.says(&room, &chapter_5(5, "done", Some("run-aaaa"), 5)).await.ok();
    assert_eq!(said["result"], me["result"]);
    assert_eq!(join(&room, &anna.key, json!({"code": "no code"})).await.status, 208);
    assert_eq!(room.total(1).await, "5", "the ledger too");
    assert_eq!(anna.bank(&room, Method::PUT, "/lab/key-policy", Some(json!({"policy": "log"}))).await.status, 200);

    // A smaller room has no seat for whoever sat beyond it.
    assert_eq!(room.as_host(Method::PUT, "/room/lock", Some(r#"{"locked": false}"#)).await.status, 204);
    let bea = Participant::new(&room).await;
    assert_eq!(bea.station(), 2);
    let room = again(room, 1, &flags).await;
    assert_eq!((bea.me(&room).await.status, anna.me(&room).await.status), (410, 200));
}

#[tokio::test]
async fn without_a_folder_it_is_a_new_room_and_old_tokens_and_keys_are_nothing() {
    let room = Room::with(1, &FLAGS).await;
    let (host_key, anna) = (room.host_key.clone(), Participant::new(&room).await);
    let room = again(room, 1, &FLAGS).await;
    assert_ne!(room.host_key, host_key);
    assert_eq!(anna.me(&room).await.status, 401);
    let crash = anna.bank(&room, Method::POST, "/lab/crash", None).await;
    assert_eq!(crash.status, 401);
    let old_host = room.request(Method::GET, "/room/overview").header("Host-Key", host_key);
    assert_eq!(crate::test_room::answer(old_host).await.status, 401);
    assert_eq!(room.get("/room").await.ok()["seats"]["taken"], 0);
    let seat = join(&room, &anna.key, json!({"code": room.code})).await.ok();
    assert_ne!(seat["token"], Value::from(anna.token()));
}

#[tokio::test]
async fn a_hub_that_has_lost_the_end_of_a_run_hears_of_it_again_and_counts_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = [&FLAGS[..], &["--data-dir", folder.path().to_str().expect("UTF-8")]].concat();
    let (kept, older) = (folder.path().join("room.json"), folder.path().join("older.json"));
    let room = Room::with(1, &flags).await;
    let anna = Participant::new(&room).await;
    std::fs::copy(&kept, &older).expect("her seat is kept");
    let mut page = Page::open(&room, &anna).await;
    let finished = page.runs(Scenario::Chapter(5), None).await.expect("it runs");
    let confirmed = page.is_done(&finished).await;
    assert_eq!(confirmed.counted, Counted::Counted);
    drop(page);

    ended(room).await;
    std::fs::copy(&older, &kept).expect("as it was before the run");
    let room = Room::with(1, &flags).await;
    assert_eq!(anna.me(&room).await.ok()["result"], Value::Null, "the hub does not know of the run");
    assert_eq!(room.get("/room").await.ok()["results"], json!([]));
    let mut page = Page::open(&room, &anna).await;
    assert_eq!(page.hears_again(&finished).await, confirmed);
    let results = json!([{"station": 1, "scenario": "chapter-5", "transferred": 5}]);
    assert_eq!(room.get("/room").await.ok()["results"], results);
    assert_eq!(anna.me(&room).await.ok()["result"], json!(confirmed));
}

#[tokio::test]
async fn a_room_that_was_killed_starts_again_over_a_toxiproxy_that_went_on() {
    let network = Lab::over(Over::Embedded).await;
    let flags = ["--room-host", "127.0.0.1", "--toxiproxy", network.toxiproxy.as_str()];
    let mut room = Room::with(1, &flags).await;
    let port = room.network(1).await.port().to_string();
    signal("KILL", room.program.id()).await;
    assert!(!room.program.ended().await.success());
    let room = Room::with(1, &[&flags[..], &["--room-proxied-port", &port]].concat()).await;
    assert_eq!(room.network(1).await.port().to_string(), port);
    assert!(pay(room.network(1).await, "a-key", "run-aaaa/1/1").await, "its proxy leads to the new bank");
}
