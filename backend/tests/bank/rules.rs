//! The policy `script`, told from outside: what a rule decides, and how it is saved.

mod failures;

use std::time::Duration;

use protocol::{Decision, KeyPolicy, LabEvent};
use serde_json::json;

use crate::client::{Answer, ONE, Request, get, pay, post};
use crate::test_bank::Bank;

const CLAIM_AND_SAME: &str = include_str!("../../../rule/samples/claim_and_same.rhai");
const LOOK_THEN_INSERT: &str = include_str!("../../../rule/samples/look_then_insert.rhai");
const MEMORY: &str = include_str!("../../../rule/samples/memory.rhai");

/// Claims like `unique`, and goes on without an end for orders of 3.
const CLAIMS_AND_HANGS: &str = r"
fn pay(order, key, ledger, memory, seen) {
    let claim = ledger.claim(order, key);
    while order.cents == 300 { }
    if claim.ours { paid(claim.receipt) } else { replay(claim.receipt) }
}";

fn amount(amount: u32, key: &str) -> Request {
    post(format!(r#"{{"src":"bianca","dest":"marc","amount":{amount}}}"#)).with("Idempotency-Key", key)
}

fn put(text: &str) -> Request {
    let body = json!({ "text": text }).to_string();
    Request::new("PUT", "/lab/script").with("Content-Type", "application/json").body(body)
}

/// A bank that asks a rule.
async fn asking(rule: &str) -> Bank {
    let bank = Bank::under(KeyPolicy::Script).await;
    bank.app.ledger.set_script(rule.to_owned()).await.expect("saved");
    bank
}

#[tokio::test]
async fn claim_and_same_answers_like_unique() {
    let (unique, script) = (Bank::new().await, asking(CLAIM_AND_SAME).await);
    for request in [pay("k"), pay("k"), amount(2, "k"), post(ONE), post(ONE), pay("a bad key"), pay("other")] {
        let (theirs, ours) = (unique.ask(&request).await, script.ask(&request).await);
        assert_eq!(ours.status, theirs.status);
        assert_eq!(ours.header("idempotent-replayed"), theirs.header("idempotent-replayed"));
        for member in ["id", "src", "dest", "amount", "key"] {
            assert_eq!(ours.json()[member], theirs.json()[member], "{member}");
        }
    }
    assert_eq!(script.total().await, unique.total().await);
}

#[tokio::test]
async fn a_refusal_is_a_decision_in_the_answer_the_feed_and_the_metrics() {
    let bank = asking("fn pay(order, key, ledger, memory, seen) { refuse(`not ${order.amount}`) }").await;
    let mut events = bank.app.feed.subscribe();
    let answer = bank.ask(&pay("k")).await;
    assert_eq!((answer.status, &answer.json()["detail"]), (422, &json!("not 1.00")));
    assert_eq!(answer.json()["type"], "urn:problem-type:exactly-once-lab:rule-refused");
    let Ok(LabEvent::Payment(event)) = events.try_recv() else { panic!("it is an event") };
    assert_eq!((event.decision, event.status), (Decision::RuleRefused, 422));
    assert!(events.try_recv().is_err(), "and one only");
    let metrics = bank.ask(&get("/metrics")).await;
    assert!(metrics.text().contains("bank_payments_total{decision=\"rule-refused\"} 1"), "{}", metrics.text());
    assert_eq!(bank.total().await, "0");
}

#[tokio::test]
async fn a_note_is_an_event_with_its_attempt() {
    let rule = "fn pay(order, key, ledger, memory, seen) { note(\"<b>\" + key); paid(ledger.insert(order, key)) }";
    let bank = asking(rule).await;
    let mut events = bank.app.feed.subscribe();
    bank.ask(&pay("k").with("Attempt-Id", "run-aaaa/7/2")).await;
    let Ok(LabEvent::Note(note)) = events.try_recv() else { panic!("the note comes first") };
    assert_eq!((note.payment, note.attempt, note.text.as_str()), (Some(7), Some(2), "<b>k"));
}

#[tokio::test]
async fn copies_race_through_a_rule_that_looks_and_pauses() {
    let bank = asking(LOOK_THEN_INSERT).await;
    bank.switch(KeyPolicy::Script, Some(200)).await;
    let request = pay("k");
    let (one, other) = tokio::join!(bank.status(&request), bank.status(&request));
    assert_eq!((one, other), (200, 200), "each looked before the other had paid");
    assert_eq!(bank.status(&request).await, 208, "who finds something does not wait");
    assert_eq!(bank.total().await, "2");
}

fn is_batch_count(line: &&str) -> bool {
    line.starts_with("bank_batch_size_payments_count")
}

/// Pays with a rule that pauses, and does something meanwhile.
async fn meanwhile<T>(bank: &Bank, then: impl Future<Output = T>) -> Answer {
    let batches = async || bank.ask(&get("/metrics")).await.text().lines().find(is_batch_count).map(str::to_owned);
    let before = batches().await;
    let paused = tokio::spawn({
        let address = bank.address;
        async move { pay("k").to(address).await }
    });
    while batches().await == before {
        tokio::task::yield_now().await;
    }
    then.await;
    paused.await.expect("it comes back")
}

#[tokio::test]
async fn an_order_that_pauses_keeps_its_rule_and_looks_again_after_a_delete() {
    const PAUSE: Option<u32> = Some(300);
    let refusing = "fn pay(order, key, ledger, memory, seen) { refuse(\"another rule\") }";
    let bank = asking(LOOK_THEN_INSERT).await;
    bank.switch(KeyPolicy::Script, PAUSE).await;
    let save = bank.app.ledger.set_script(refusing.to_owned());
    assert_eq!(meanwhile(&bank, save).await.status, 200, "the rule that looked decides");
    assert_eq!(bank.status(&pay("k")).await, 422);

    let bank = asking(LOOK_THEN_INSERT).await;
    bank.switch(KeyPolicy::Script, PAUSE).await;
    let change = async {
        bank.app.ledger.set_script(refusing.to_owned()).await.expect("saved");
        bank.ask(&Request::new("DELETE", "/payments/")).await;
    };
    assert_eq!(meanwhile(&bank, change).await.status, 422, "after a DELETE it is asked again, by the rule in place");

    let bank = asking(LOOK_THEN_INSERT).await;
    bank.switch(KeyPolicy::Script, PAUSE).await;
    assert_eq!(meanwhile(&bank, bank.switch(KeyPolicy::Unique, None)).await.status, 200);
    assert_eq!(bank.status(&pay("k")).await, 208, "another policy decided it");
}

#[tokio::test]
async fn the_memory_is_gone_with_the_process_a_delete_and_another_rule() {
    let folder = tempfile::tempdir().expect("a folder");
    let bank = Bank::on(folder.path()).await;
    bank.switch(KeyPolicy::Script, None).await;
    assert_eq!(bank.ask(&put(MEMORY)).await.status, 200);
    let both = async |bank: &Bank| [bank.status(&pay("k")).await, bank.status(&pay("k")).await];
    assert_eq!(both(&bank).await, [200, 208]);
    bank.ask(&Request::new("DELETE", "/payments/")).await;
    assert_eq!(both(&bank).await, [200, 208]);
    assert_eq!(bank.ask(&put(MEMORY)).await.json()["change"], 1, "the same rule is no other");
    assert_eq!(bank.status(&pay("k")).await, 208);
    assert_eq!(bank.ask(&put(&format!("{MEMORY}\n"))).await.json()["change"], 2);
    assert_eq!(both(&bank).await, [200, 208]);
    bank.stop().await;
    let bank = Bank::on(folder.path()).await;
    assert_eq!(bank.ask(&get("/lab/script")).await.json(), json!({"text": format!("{MEMORY}\n"), "change": 2}));
    assert_eq!(both(&bank).await, [200, 208], "the rule is kept");
    bank.stop().await;
}

#[tokio::test]
async fn a_rule_is_saved_when_it_works_and_refused_with_its_place_when_it_does_not() {
    let bank = Bank::under(KeyPolicy::Script).await;
    assert_eq!(bank.ask(&get("/lab/script")).await.json(), json!({"text": rule::STARTER, "change": 0}));
    let mut events = bank.app.feed.subscribe();
    let saved = bank.ask(&put(CLAIM_AND_SAME)).await;
    assert_eq!((saved.status, saved.json()), (200, json!({"text": CLAIM_AND_SAME, "change": 1})));
    let Ok(LabEvent::Script(event)) = events.try_recv() else { panic!("the feed says so") };
    assert_eq!(event.change, 1);
    let refused = bank.ask(&put("fn pay(order, key, ledger, memory, seen) {\n  paid(recipt)\n}")).await;
    assert_eq!((refused.status, refused.header("content-type")), (400, Some("application/problem+json")));
    let problem = refused.json();
    assert_eq!(problem["type"], "urn:problem-type:exactly-once-lab:bad-script");
    assert_eq!(
        (&problem["error"], &problem["name"], &problem["line"], &problem["column"]),
        (&json!("unknown-name"), &json!("recipt"), &json!(2), &json!(8))
    );
    let endless = bank.ask(&put("fn pay(order, key, ledger, memory, seen) { loop { } }")).await.json();
    assert_eq!(endless["error"], "limit");
    assert_eq!(endless["detail"], "a decision has at most 2000 operations");
    assert_eq!(bank.status(&put(&"x".repeat(9000))).await, 400, "8 KB at most");
    for body in ["", "{}", "[]", "{\"text\": 5}"] {
        let request = Request::new("PUT", "/lab/script").with("Content-Type", "application/json").body(body);
        assert_eq!(bank.status(&request).await, 400, "{body}");
    }
    assert_eq!(bank.ask(&get("/lab/script")).await.json()["change"], 1, "and the one before stays");
    let code = bank.ask(&get("/lab/code")).await.json();
    let expected = json!({"policy": "script", "file": "the rule of this ledger", "first_line": 1, "code": CLAIM_AND_SAME, "changed": []});
    assert_eq!(code, expected);
    assert_eq!(bank.status(&pay("k")).await, 200);
    assert_eq!(bank.status(&amount(2, "k")).await, 422);
}

#[tokio::test]
async fn only_who_may_steer_saves_a_rule() {
    let bank = Bank::new().await;
    assert_eq!(bank.status(&put(CLAIM_AND_SAME).with("Origin", "http://elsewhere.example")).await, 403);
    assert_eq!(bank.ask(&get("/lab/script")).await.json()["change"], 0);
}

/// Pays `keys` keys of its own, each twice, every fifth of them with 3; returns the receipts it was given.
async fn pays(bank: std::net::SocketAddr, name: &str, keys: u32) -> Vec<(u64, String)> {
    let mut receipts = Vec::new();
    for number in 0..keys {
        let key = format!("{name}-{number}");
        for _ in 0..2 {
            let answer = amount(if number % 5 == 0 { 3 } else { 1 }, &key).to(bank).await;
            match answer.status {
                200 | 208 => receipts.push((answer.json()["id"].as_u64().expect("an id"), key.clone())),
                503 => assert_eq!(answer.json()["error"], "limit", "{}", answer.text()),
                status => panic!("{status}: {}", answer.text()),
            }
        }
    }
    receipts
}

#[tokio::test(flavor = "multi_thread")]
async fn under_load_a_rule_that_hangs_for_some_is_switched_in_and_out_and_nothing_is_lost_or_paid_twice() {
    const CLIENTS: u32 = 8;
    let bank = asking(CLAIMS_AND_HANGS).await;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            tokio::spawn({
                let address = bank.address;
                async move { pays(address, &format!("client-{number}"), 60).await }
            })
        })
        .collect();
    while !clients.iter().all(tokio::task::JoinHandle::is_finished) {
        for policy in [KeyPolicy::Unique, KeyPolicy::Script] {
            bank.switch(policy, None).await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    let entries = bank.app.ledger.entries(0, None).await.expect("a list");
    let mut keys: Vec<_> = entries.iter().filter_map(|entry| entry.key.clone()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), entries.len(), "a key was executed twice");
    let known: std::collections::HashSet<_> =
        entries.into_iter().map(|entry| (entry.id, entry.key.expect("a key"))).collect();
    for client in clients {
        for receipt in client.await.expect("no panic") {
            assert!(known.contains(&receipt), "{receipt:?} was acknowledged and is not in the ledger");
        }
    }
}
