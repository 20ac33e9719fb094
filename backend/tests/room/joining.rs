//! Joining is an idempotent request, and a code that is guessed at a million times lets nobody in.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use protocol::Problem;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::client::{Answer, SOON, http, until};
use crate::participant::{Participant, chapter_5, entering, join, recover, seat_key};
use crate::test_room::{Room, answer, try_answer};

/// So many wait at the gate at most.
const AT_THE_GATE: usize = 64;

/// The type of a refusal, without what all types begin with.
fn kind(answer: &Answer) -> String {
    let problem = answer.json();
    problem["type"].as_str().expect("a type").trim_start_matches(Problem::TYPES).to_owned()
}

/// A way to the hub on which a third of the replies is lost.
async fn lossy_way(room: &Room) -> String {
    let control = |path: &str, body: Value| http().post(format!("{}{path}", room.toxiproxy)).json(&body).send();
    let proxy = json!({"name": "way-in", "listen": "127.0.0.1:0", "upstream": room.hub().to_string()});
    let made: Value = control("/proxies", proxy).await.expect("an answer").json().await.expect("JSON");
    let toxic = json!({"name": "loses", "type": "reset_peer", "stream": "downstream", "toxicity": 0.33,
        "attributes": {"timeout": 1}});
    control("/proxies/way-in/toxics", toxic).await.expect("an answer").error_for_status().expect("a toxic");
    format!("http://{}", made["listen"].as_str().expect("an address"))
}

#[tokio::test]
async fn twenty_one_who_join_while_a_third_of_the_replies_is_lost_have_a_seat_each_and_no_more() {
    let room = Room::of(24).await;
    let way = lossy_way(&room).await;
    let began = Instant::now();
    let joining = (0..21).map(|_| async {
        let (key, mut asked) = (seat_key(), 0);
        let seat = until("a seat", async || {
            asked += 1;
            let request = http().post(format!("{way}/room/seats")).timeout(SOON).header("Idempotency-Key", &key);
            let answer = try_answer(request.json(&json!({"code": room.code}))).await?;
            assert!([200, 208].contains(&answer.status), "{answer:?}");
            Some(answer.json())
        })
        .await;
        (key, seat, asked)
    });
    let joined = join_all(joining).await;
    println!("21 clients have joined in {:?}", began.elapsed());
    assert!(joined.iter().any(|(_, _, asked)| *asked > 1), "no reply was lost");
    let stations: BTreeSet<u64> = joined.iter().filter_map(|(_, seat, _)| seat["station"].as_u64()).collect();
    assert_eq!(stations.len(), 21);
    assert_eq!(room.get("/room").await.ok()["seats"], json!({"all": 24, "taken": 21}));
    // Whatever the code says, locked or not: the same key is the same seat.
    assert_eq!(room.as_host(Method::PUT, "/room/lock", Some(r#"{"locked": true}"#)).await.status, 204);
    for (key, seat, _) in &joined {
        let again = join(&room, key, json!({"code": "no code"})).await;
        assert_eq!((again.status, &again.json()), (208, seat));
    }
    let locked = join(&room, &seat_key(), json!({"code": room.code})).await;
    assert_eq!((locked.status, kind(&locked).as_str()), (409, "room-locked"));
}

#[tokio::test]
async fn a_body_is_utf_8_also_in_members_that_are_ignored() {
    let room = Room::of(1).await;
    let body = [format!(r#"{{"code": "{}", "unknown": ""#, room.code).as_bytes(), b"\xFF\"}"].concat();
    let request = room.request(Method::POST, "/room/seats").header("Idempotency-Key", seat_key()).body(body);
    let said = answer(request.header("Content-Type", "application/json")).await.refused(StatusCode::BAD_REQUEST);
    assert!(said.contains("no UTF-8"), "{said}");
}

#[tokio::test]
async fn a_seat_moves_by_pin_is_left_and_freed_and_what_was_good_once_is_gone() {
    let room = Room::of(1).await;
    let phone = Participant::new(&room).await;
    assert_eq!(phone.seat["name"], json!({"en": "badger", "de": "Dachs"}));
    let full = join(&room, &seat_key(), json!({"code": room.code})).await;
    assert_eq!((full.status, kind(&full).as_str()), (409, "room-full"));
    // Another device: also when the room is full, and the PIN stays.
    phone.bank(&room, Method::POST, "/lab/run", Some(json!({"run": "run-aaaa"}))).await.ok();
    phone.says(&room, &chapter_5(1, "running", Some("run-aaaa"), 100)).await.ok();
    let wrong = recover(&room, &seat_key(), 1, &json!("no pin")).await;
    assert_eq!((wrong.status, kind(&wrong).as_str()), (403, "wrong-pin"));
    let key = seat_key();
    let seat = recover(&room, &key, 1, &phone.seat["pin"]).await.ok();
    assert_eq!(recover(&room, &key, 1, &json!("no pin")).await.status, 208);
    assert_eq!((&seat["pin"], seat["token"] == phone.seat["token"]), (&phone.seat["pin"], false));
    assert_eq!(room.state(1).await["run"], Value::Null, "its lease is freed");
    let laptop = Participant { key, seat };
    for gone in [phone.me(&room).await, join(&room, &phone.key, json!({"code": room.code})).await] {
        assert_eq!((gone.status, kind(&gone).as_str()), (410, "seat-taken-over"));
    }
    assert_eq!(phone.bank(&room, Method::POST, "/lab/crash", None).await.status, 410);
    assert_eq!(laptop.me(&room).await.status, 200);
    // Left after a run: the PIN still opens it, and the host frees it.
    let left = json!({"seq": 1, "state": "left", "scenario": "chapter-5"});
    assert_eq!(laptop.says(&room, &left).await.status, 200);
    let overview = room.as_host(Method::GET, "/room/overview", None).await.ok();
    assert_eq!((&overview["stations"][0]["state"], &overview["room"]["seats"]["taken"]), (&json!("left"), &json!(1)));
    assert_eq!(room.as_host(Method::POST, "/room/free-left", None).await.status, 204);
    let freed = laptop.me(&room).await;
    assert_eq!((freed.status, kind(&freed).as_str()), (410, "seat-freed"));
    assert_eq!(join(&room, &laptop.key, json!({"code": room.code})).await.status, 410);
    // Left before any run: free again at once.
    let next = Participant::new(&room).await;
    assert_ne!(next.seat["pin"], laptop.seat["pin"]);
    assert_eq!(next.says(&room, &left).await.status, 200);
    assert_eq!(room.get("/room").await.ok()["seats"]["taken"], 0);
}

#[tokio::test]
async fn a_freed_station_is_as_new_for_whoever_comes_next() {
    let room = Room::of(1).await;
    let first = Participant::new(&room).await;
    first.runs(&room, "run-aaaa").await;
    let rule = json!({"text": "fn pay(order, key, ledger, memory, seen) { paid(ledger.insert(order, key)) }"});
    first.bank(&room, Method::PUT, "/lab/script", Some(rule)).await.ok();
    let before = room.state(1).await;
    assert_eq!(room.as_host(Method::POST, "/room/stations/01/free", None).await.status, 204);
    until("its bank has ended", async || {
        let answer = room.get("/s/01/lab/state").await;
        (answer.status == 200 && answer.json()["start"] != before["start"]).then_some(())
    })
    .await;
    let off = room.state(1).await;
    assert_eq!(off["network"]["proxy"], "disabled");
    let next = Participant::new(&room).await;
    let state = room.state(1).await;
    assert_eq!((room.total(1).await.as_str(), &state["key_policy"]), ("0", &json!("unique")));
    assert_eq!(state["network"]["proxy"], "ok");
    assert_eq!((&state["network"]["request_loss"], &state["run"]), (&json!(0.0), &Value::Null));
    let script = next.bank(&room, Method::GET, "/lab/script", None).await.ok();
    assert_eq!(script["text"], rule::STARTER);
}

#[tokio::test]
async fn ten_thousand_wrong_codes_in_parallel_let_nobody_in_and_keep_nobody_out() {
    let room = Room::of(3).await;
    let seated = Participant::new(&room).await;
    let secret = room.as_host(Method::GET, "/room/overview", None).await.ok()["secret"].clone();
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let guess = |number: usize| {
        let guess = format!("{number:05}x");
        let request = client.post(format!("{}/room/seats", room.address)).header("Idempotency-Key", seat_key());
        let request = request.json(&json!({"code": guess}));
        async move { request.send().await.map(|answer| answer.status()) }
    };
    let (mut waiting, mut refused) = (FuturesUnordered::new(), Vec::new());
    for number in 0..10_000 {
        waiting.push(guess(number));
        if waiting.len() > 150 {
            refused.push(waiting.next().await.expect("some wait"));
        }
    }
    // Who finds no place at the gate is answered at once. A guess still on its way would be one at the next code.
    while waiting.len() > AT_THE_GATE {
        refused.push(waiting.next().await.expect("some wait"));
    }
    // These stand at the gate, a second each. Who comes in otherwise does not wait for them.
    let entered = timeout(Duration::from_secs(5), join(&room, &seat_key(), json!({"secret": secret}))).await;
    assert_eq!(entered.expect("the long secret passes no gate").status, 200);
    assert_eq!(join(&room, &seated.key, json!({})).await.status, 208);
    let overview = room.as_host(Method::GET, "/room/overview", None).await.ok();
    assert_eq!((&overview["guessing"], &overview["room"]["seats"]["taken"]), (&json!(true), &json!(2)));
    let statuses: BTreeSet<u16> = refused.into_iter().flatten().map(|status| status.as_u16()).collect();
    assert_eq!(statuses, BTreeSet::from([403, 429]));
    // Another code, and another secret with it: who waits with a guess is answered, and the new code waits for nobody.
    assert_eq!(room.as_host(Method::POST, "/room/code", None).await.status, 204);
    let answered = timeout(Duration::from_secs(10), waiting.collect::<Vec<_>>()).await;
    answered.expect("those at the gate are answered at once");
    let overview = room.as_host(Method::GET, "/room/overview", None).await.ok();
    let entered = timeout(SOON, join(&room, &seat_key(), json!({"code": overview["code"]}))).await;
    assert_eq!(entered.expect("the gate has begun anew").status, 200);
    let old = join(&room, &seat_key(), json!({"secret": secret})).await;
    assert_eq!((old.status, kind(&old).as_str()), (403, "wrong-code"));
    let full = join(&room, &seat_key(), json!({"secret": overview["secret"]})).await;
    assert_eq!((full.status, kind(&full).as_str()), (409, "room-full"), "three have come in");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_a_sentence_and_nothing_changes() {
    let room = Room::of(1).await;
    for key in [None, Some("guessable"), Some("")] {
        let mut request = room.request(Method::POST, "/room/seats").json(&json!({"code": room.code}));
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        answer(request).await.refused(StatusCode::BAD_REQUEST);
    }
    let (key, huge) = (seat_key(), format!(r#"{{"code": "{}"}}"#, "1".repeat(16 << 20)));
    assert_eq!(join(&room, &key, json!({})).await.status, 400);
    assert_eq!(join(&room, &key, json!({"code": 482_193})).await.status, 400);
    let request = room.request(Method::POST, "/room/seats").header("Idempotency-Key", &key);
    let request = request.header("Content-Type", "application/json").body(huge);
    // It may find its connection closed while it still sends.
    assert!(try_answer(request).await.is_none_or(|answer| answer.status == 413));
    let text = entering(&room, "/room/seats", &key, &json!({})).header("Content-Type", "text/plain");
    assert_eq!(answer(text).await.status, 415);
    assert_eq!(answer(room.request(Method::DELETE, "/room/seats")).await.status, 405);
    assert_eq!(room.get("/room").await.ok()["seats"]["taken"], 0);
}
