//! What a rule's failure costs: its own order its execution, and nobody else's.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use backend::bank::{Ledger, Observers};
use futures_util::future::join_all;
use protocol::{KeyPolicy, LabEvent};
use serde_json::{Value, json};

use super::amount;
use crate::client::{Answer, ONE, get, pay, post};
use crate::failing_store::{FailingStore, Failures};
use crate::stores_under_test::{InPostgres, InSqlite, TestStore};
use crate::test_bank::Bank;

/// Fails for orders of 2: without an end, or with a name that nobody knows.
const HOSTILE: &str = r#"
fn pay(order, key, ledger, memory, seen) {
    if order.cents == 200 { loop { } }
    if order.cents == 300 { nothing() }
    memory.set("last", key);
    paid(ledger.insert(order, key))
}"#;
/// The same after an insert: it must be taken back.
const TOO_LATE: &str = r#"
fn pay(order, key, ledger, memory, seen) {
    let before = memory.get("count");
    memory.set("count", if before == () { "x" } else { before + "x" });
    let receipt = ledger.insert(order, key);
    if order.cents == 300 { return 5; }
    note(memory.get("count"));
    paid(receipt)
}"#;

/// A bank on a storage, asking a rule, whose writer can be held so that orders come together in one batch.
async fn held(storage: &dyn TestStore, rule: &str) -> (Bank, Arc<Failures>) {
    let (store, reader) = storage.open();
    let failures = Arc::<Failures>::default();
    let observers = Observers::default();
    let ledger = Ledger::start(Box::new(FailingStore::new(store, &failures)), reader, observers.clone(), 1024);
    let bank = Bank::over(ledger, observers).await;
    bank.switch(KeyPolicy::Script, Some(0)).await;
    bank.app.ledger.set_script(rule.to_owned()).await.expect("saved");
    (bank, failures)
}

/// Sends orders so that they are decided in one batch, in the order of their keys.
async fn together(bank: &Bank, failures: &Failures, orders: &[(u32, &str)]) -> Vec<Answer> {
    failures.hold();
    // The writer stands at its door with this one, and takes the others together behind it.
    let first = tokio::spawn({
        let address = bank.address;
        async move { post(ONE).to(address).await }
    });
    until(|| failures.is_at_the_door()).await;
    let requests = orders.iter().map(|(cents, key)| amount(*cents, key)).collect::<Vec<_>>();
    let answers = tokio::spawn({
        let address = bank.address;
        async move { join_all(requests.iter().map(|request| request.to(address))).await }
    });
    until(|| bank.app.ledger.waiting() == orders.len()).await;
    failures.release();
    assert_eq!(first.await.expect("an answer").status, 200, "without a key nobody asks the rule");
    answers.await.expect("answers")
}

macro_rules! on_both_stores {
    ($($claim:ident)*) => {
        mod in_sqlite { $( #[tokio::test] async fn $claim() { super::$claim(&super::InSqlite::quick()).await; } )* }
        mod in_postgres {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $claim() {
                    let storage = tokio::task::spawn_blocking(super::InPostgres::new).await.expect("a database");
                    super::$claim(&super::Outside(storage)).await;
                }
            )*
        }
    };
}

/// PostgreSQL is opened where blocking is allowed.
struct Outside(InPostgres);

impl TestStore for Outside {
    fn open(&self) -> crate::stores_under_test::LedgerHandles {
        std::thread::scope(|scope| scope.spawn(|| self.0.open()).join().expect("no panic"))
    }
}

on_both_stores! {
    a_failure_costs_its_own_order_and_nobody_elses
    after_a_limit_the_rule_is_not_asked_for_the_rest_of_the_batch
    after_the_third_failure_the_rule_is_not_asked_for_the_rest_of_the_batch
    what_a_failed_order_did_is_undone_in_the_memory_too
}

/// Waits until something is so.
async fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    answers.iter().map(|answer| answer.status).collect()
}

async fn ledger(bank: &Bank) -> Vec<String> {
    let entries = bank.ask(&get("/payments/")).await.json();
    let key = |entry: &Value| entry["key"].as_str().unwrap_or("none").to_owned();
    entries.as_array().expect("a list").iter().map(key).collect()
}

async fn a_failure_costs_its_own_order_and_nobody_elses(storage: &dyn TestStore) {
    let (bank, failures) = held(storage, HOSTILE).await;
    let answers = together(&bank, &failures, &[(1, "a"), (3, "b"), (1, "c"), (3, "d"), (1, "e")]).await;
    assert_eq!(statuses(&answers), [200, 503, 200, 503, 200]);
    let mut kept = ledger(&bank).await;
    kept.sort();
    assert_eq!(kept, ["a", "c", "e", "none"]);
    let failed = &answers[1];
    assert_eq!(failed.header("retry-after"), None, "it would fail again");
    let problem = failed.json();
    assert_eq!(problem["type"], "urn:problem-type:exactly-once-lab:script-failed");
    assert_eq!((&problem["line"], &problem["column"]), (&json!(4), &json!(29)));
    assert_eq!((&problem["error"], &problem["name"]), (&json!("unknown-name"), &json!("nothing")));
    let detail = problem["detail"].as_str().expect("a sentence");
    assert!(detail.starts_with("the rule failed, and nothing was executed: Function not found: nothing"), "{detail}");
    bank.switch(KeyPolicy::Unique, None).await;
    assert_eq!(bank.status(&amount(3, "b")).await, 200, "another policy is exact right afterwards");
    assert_eq!(bank.status(&amount(3, "b")).await, 208);
}

async fn after_a_limit_the_rule_is_not_asked_for_the_rest_of_the_batch(storage: &dyn TestStore) {
    let (bank, failures) = held(storage, HOSTILE).await;
    let answers = together(&bank, &failures, &[(1, "a"), (2, "b"), (1, "c"), (1, "d")]).await;
    assert_eq!(statuses(&answers), [200, 503, 503, 503]);
    let problem = answers[3].json();
    assert_eq!(
        (&problem["error"], &problem["line"], &problem["column"]),
        (&json!("limit"), &Value::Null, &Value::Null)
    );
    assert_eq!(bank.status(&amount(1, "c")).await, 200, "the next batch asks it again");
}

async fn after_the_third_failure_the_rule_is_not_asked_for_the_rest_of_the_batch(storage: &dyn TestStore) {
    let (bank, failures) = held(storage, HOSTILE).await;
    let orders = [(3, "a"), (1, "b"), (3, "c"), (1, "d"), (3, "e"), (1, "f"), (1, "g")];
    let answers = together(&bank, &failures, &orders).await;
    assert_eq!(statuses(&answers), [503, 200, 503, 200, 503, 503, 503]);
}

async fn what_a_failed_order_did_is_undone_in_the_memory_too(storage: &dyn TestStore) {
    let (bank, failures) = held(storage, TOO_LATE).await;
    let mut events = bank.app.feed.subscribe();
    let answers = together(&bank, &failures, &[(1, "a"), (3, "b"), (1, "c")]).await;
    assert_eq!(statuses(&answers), [200, 503, 200]);
    let mut notes = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let LabEvent::Note(note) = event {
            notes.push(note.text);
        }
    }
    assert_eq!(notes, ["x", "xx"], "the failed order has counted nothing, and the try before it neither");
    assert_eq!(ledger(&bank).await.len(), 3);
}

#[tokio::test]
async fn a_store_error_is_the_hosts_and_wins() {
    let storage = InSqlite::quick();
    let (bank, failures) =
        held(&storage, "fn pay(order, key, ledger, memory, seen) { ledger.insert(order, key); loop { } }").await;
    failures.fails_at_insert.store(true, Ordering::Relaxed);
    let answer = bank.ask(&pay("k")).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    failures.fails_at_insert.store(false, Ordering::Relaxed);
    let answer = bank.ask(&pay("k")).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, None), "then the rule fails");
}
