//! What was transferred comes from the banks: the dashboard says what the ledgers hold, and counts what is a result.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::until;
use crate::participant::{Participant, chapter_5, tile};
use crate::test_room::{PAYMENT, Room, answer, pay};

const PAYMENTS: usize = 5;

async fn of(stations: u8) -> Room {
    let flags = ["--room-host", "127.0.0.1", "--toxiproxy", "embedded", "--room-payments", "5"];
    Room::with(stations, &flags).await
}

/// Somebody pays into the first station's ledger through its network, which loses some.
async fn somebody_pays(room: &Room, attempt: &str) {
    let network = room.network(1).await;
    until("a payment", async || pay(network, "somebodys-key", attempt).await.then_some(())).await;
}

/// What the host sees of a station.
async fn seen(room: &Room, station: usize) -> Value {
    room.as_host(Method::GET, "/room/overview", None).await.ok()["stations"][station - 1].clone()
}

#[tokio::test]
async fn a_run_counts_with_what_the_ledger_holds_and_its_first_reading_stands() {
    let room = of(2).await;
    let anna = Participant::new(&room).await;
    anna.says(&room, &chapter_5(1, "predicting", None, PAYMENTS)).await.ok();
    anna.runs(&room, "run-aaaa").await;
    // The reply to `done` is lost: whoever asked has gone before it came.
    let lost = anna.request(&room, Method::PUT, "/room/me").json(&chapter_5(2, "done", Some("run-aaaa"), PAYMENTS));
    drop(lost.timeout(Duration::from_millis(1)).send().await);
    let me = anna.says(&room, &chapter_5(3, "done", Some("run-aaaa"), PAYMENTS)).await.ok();
    let result = json!({"run": "run-aaaa", "transferred": PAYMENTS, "other_traffic": 0, "counted": "counted"});
    assert_eq!(me["result"], result);
    assert_eq!(me["room"]["results"], json!([{"station": 1, "scenario": "chapter-5", "transferred": PAYMENTS}]));
    assert_eq!(me["room"]["predictions"][0]["prediction"], PAYMENTS);
    assert_eq!(room.total(1).await, PAYMENTS.to_string());
    let tile = tile(&room, 1, "dashboard and ledger agree", |tile| tile["transferred"] == PAYMENTS).await;
    assert_eq!((&tile["state"], &tile["counted"]), (&json!("done"), &json!("counted")));
    // Somebody pays in later: the ledger says so, the reading stands.
    somebody_pays(&room, "no attempt").await;
    assert_eq!(anna.says(&room, &chapter_5(4, "done", Some("run-aaaa"), PAYMENTS)).await.ok()["result"], result);
    // An older one changes nothing.
    assert_eq!(anna.says(&room, &chapter_5(1, "predicting", None, PAYMENTS)).await.ok()["seq"], 4);
    assert_eq!(seen(&room, 1).await["state"], "done");
    let csv = room.as_host(Method::GET, "/room/results.csv", None).await;
    assert_eq!(csv.status, 200);
    let row = csv.text().lines().nth(1).expect("a run");
    assert!(row.starts_with("01,chapter-5,run-aaaa,5,") && row.ends_with(",5,5,0,17,no,yes,"), "{row}");
    for secret in [anna.token(), &anna.key, &room.host_key] {
        assert!(!csv.text().contains(secret));
    }
}

#[tokio::test]
async fn a_run_that_somebody_disturbed_gives_no_dot_and_says_why() {
    let room = of(1).await;
    let anna = Participant::new(&room).await;
    let mut seq = 0;
    let mut says = async |change: fn(&mut Value), run: &str| {
        seq += 1;
        let mut state = chapter_5(seq, "done", Some(run), PAYMENTS);
        change(&mut state);
        anna.says(&room, &state).await.ok()["result"].clone()
    };
    // A neighbour pays under the run's own id.
    anna.runs(&room, "run-aaaa").await;
    somebody_pays(&room, "run-aaaa/1/99").await;
    let result = says(|_| (), "run-aaaa").await;
    assert_eq!((&result["counted"], &result["other_traffic"]), (&json!("other-traffic"), &json!(1)));
    // Settings that are not the scenario's own, and a run that was stopped.
    anna.runs(&room, "run-bbbb").await;
    let result = says(|state| state["settings"]["senders"] = json!(5), "run-bbbb").await;
    assert_eq!((&result["counted"], &result["transferred"]), (&json!("other-settings"), &json!(PAYMENTS)));
    anna.runs(&room, "run-cccc").await;
    assert_eq!(says(|state| state["stopped"] = json!(true), "run-cccc").await["counted"], "stopped");
    // The policy changed under it.
    anna.runs(&room, "run-dddd").await;
    anna.bank(&room, Method::PUT, "/lab/key-policy", Some(json!({"policy": "log"}))).await.ok();
    assert_eq!(says(|_| (), "run-dddd").await["counted"], "disturbed");
    // Another run has taken the lease before the ledger was read.
    anna.runs(&room, "run-eeee").await;
    anna.sets_up(&room, "run-ffff").await;
    let result = says(|_| (), "run-eeee").await;
    assert_eq!((&result["counted"], &result["transferred"]), (&json!("read-too-late"), &Value::Null));
    // A run that is said to be done, and has sent nothing.
    let result = says(|_| (), "run-ffff").await;
    assert_eq!((&result["counted"], &result["transferred"]), (&json!("incomplete"), &json!(0)));
    // A run that never was.
    assert_eq!(says(|_| (), "run-made-up").await["counted"], "read-too-late");
    assert_eq!(room.get("/room").await.ok()["results"], json!([]));
}

#[tokio::test]
async fn a_ledger_that_was_cleared_under_a_run_gives_no_dot() {
    let room = of(1).await;
    let anna = Participant::new(&room).await;
    anna.runs(&room, "run-aaaa").await;
    anna.bank(&room, Method::DELETE, "/payments/", None).await;
    somebody_pays(&room, &format!("run-aaaa/{PAYMENTS}/7")).await;
    let said = anna.says(&room, &chapter_5(1, "done", Some("run-aaaa"), PAYMENTS)).await.ok();
    let counted = said["result"]["counted"].as_str().expect("it was read").to_owned();
    assert!(["disturbed", "other-traffic"].contains(&counted.as_str()), "{said}");
}

#[tokio::test]
async fn while_the_host_paces_nobody_sees_before_reveal_and_later_runs_do_not_count() {
    let room = of(1).await;
    let anna = Participant::new(&room).await;
    let pace = async |body: &str| assert_eq!(room.as_host(Method::PUT, "/room/pace", Some(body)).await.status, 204);
    pace(r#"{"mode": "paced", "scenario": 5, "paused": true}"#).await;
    anna.says(&room, &chapter_5(1, "running", Some("run-aaaa"), PAYMENTS)).await.ok();
    anna.runs(&room, "run-aaaa").await;
    let me = anna.says(&room, &chapter_5(2, "done", Some("run-aaaa"), PAYMENTS)).await.ok();
    assert_eq!(me["result"]["counted"], "counted");
    let covered = room.get("/room").await.ok();
    assert_eq!((&covered["results"], &covered["predictions"]), (&Value::Null, &Value::Null));
    let pace_now = json!({"mode": "paced", "scenario": "chapter-5", "revealed": false, "reveals": 0, "paused": true});
    assert_eq!(covered["pace"], pace_now);
    let overview = room.as_host(Method::GET, "/room/overview", None).await.ok();
    assert_eq!(overview["room"]["results"][0]["transferred"], PAYMENTS, "the host's page knows");
    pace(r#"{"revealed": true}"#).await;
    assert_eq!(room.get("/room").await.ok()["results"][0]["transferred"], PAYMENTS);
    // Afterwards nobody has predicted anything else.
    let mut wiser = chapter_5(3, "predicting", None, PAYMENTS);
    wiser["prediction"] = json!(1);
    let me = anna.says(&room, &wiser).await.ok();
    assert_eq!(me["room"]["predictions"][0]["prediction"], PAYMENTS);
    assert_eq!(seen(&room, 1).await["prediction"], PAYMENTS);
    anna.runs(&room, "run-bbbb").await;
    let me = anna.says(&room, &chapter_5(4, "done", Some("run-bbbb"), PAYMENTS)).await.ok();
    assert_eq!(me["result"]["counted"], "after-reveal");
    let refused = room.as_host(Method::PUT, "/room/pace", Some(r#"{"scenario": "../crash"}"#)).await;
    assert!(refused.refused(StatusCode::BAD_REQUEST).contains("scenario"));
}

#[tokio::test]
async fn nonsense_forged_tokens_and_keys_change_nothing() {
    let room = of(2).await;
    let (anna, bea) = (Participant::new(&room).await, Participant::new(&room).await);
    let state = anna.me(&room).await.ok();
    for (member, value) in [
        ("percent", json!(1e300)),
        ("percent", json!(101)),
        ("prediction", json!(1e300)),
        ("prediction", json!(20.01)),
        ("prediction", json!(-1)),
        ("run", json!("../crash")),
        ("scenario", json!("../crash")),
        ("seq", json!(u64::MAX)),
        ("settings", json!({"payments": 5})),
    ] {
        let mut said = chapter_5(7, "done", None, PAYMENTS);
        said[member] = value;
        anna.says(&room, &said).await.refused(StatusCode::BAD_REQUEST);
    }
    assert_eq!(anna.me(&room).await.ok(), state);
    let forged = "0".repeat(32);
    for (method, path) in [
        (Method::GET, "/room/overview"),
        (Method::GET, "/room/results.csv"),
        (Method::GET, "/room/qr.svg"),
        (Method::PUT, "/room/pace"),
        (Method::PUT, "/room/lock"),
        (Method::POST, "/room/code"),
        (Method::POST, "/room/stations/01/free"),
        (Method::POST, "/room/stations/01/reset"),
        (Method::POST, "/room/stations/01/crash"),
        (Method::POST, "/room/stations/01/move"),
        (Method::POST, "/room/free-left"),
    ] {
        for (name, value) in [("Host-Key", forged.as_str()), ("Host-Key", bea.token()), ("Seat-Token", bea.token())] {
            let request = room.request(method.clone(), path).header(name, value).json(&json!({"locked": true}));
            answer(request).await.refused(StatusCode::UNAUTHORIZED);
        }
    }
    for token in [forged.as_str(), &room.host_key, &anna.key, ""] {
        let request = room.request(Method::GET, "/room/me").header("Seat-Token", token);
        answer(request).await.refused(StatusCode::UNAUTHORIZED);
    }
    let room_now = room.get("/room").await.ok();
    assert_eq!((&room_now["locked"], &room_now["seats"]["taken"]), (&json!(false), &json!(2)));
    assert_eq!(anna.me(&room).await.status, 200);
    for station in ["00", "03", "7", "1"] {
        let path = format!("/room/stations/{station}/free");
        assert_eq!(room.as_host(Method::POST, &path, None).await.status, 404, "{station}");
    }
}

#[tokio::test]
async fn the_host_resets_and_crashes_a_station_and_moves_its_seat() {
    let room = of(1).await;
    let anna = Participant::new(&room).await;
    anna.runs(&room, "run-aaaa").await;
    anna.sets_up(&room, "run-bbbb").await;
    somebody_pays(&room, "run-bbbb/1/1").await;
    assert_eq!(room.as_host(Method::POST, "/room/stations/01/reset", None).await.status, 204);
    let state = room.state(1).await;
    assert_eq!((room.total(1).await.as_str(), &state["run"]), ("0", &Value::Null));
    assert_eq!((&state["network"]["proxy"], &state["network"]["reply_loss"]), (&json!("ok"), &json!(0.0)));
    assert_eq!(state["key_policy"], "unique");
    assert_eq!(room.as_host(Method::POST, "/room/stations/01/crash", None).await.status, 204);
    until("another process", async || {
        let answer = room.get("/s/01/lab/state").await;
        (answer.status == 200 && answer.json()["start"] != state["start"]).then_some(())
    })
    .await;
    // On loopback nobody else comes in, and no address is known that a QR code could show: the PIN alone will do.
    let offer = room.as_host(Method::POST, "/room/stations/01/move", None).await.ok();
    assert_eq!(offer, json!({"pin": anna.seat["pin"]}));
    room.as_host(Method::GET, "/room/qr.svg", None).await.refused(StatusCode::CONFLICT);
    let direct = room.request(Method::POST, "/s/01/payments/").header("Host-Key", &room.host_key);
    let direct = direct.header("Content-Type", "application/json").body(PAYMENT);
    assert_eq!(answer(direct).await.status, 200);
    tile(&room, 1, "the dashboard follows", |tile| tile["transferred"] == 1).await;
}
