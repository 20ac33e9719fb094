//! What a client hears of a bank that cannot pay just now.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use backend::bank::{Ledger, Observers};

use crate::client::{Answer, ONE, Request, get, pay, post};
use crate::failing_store::{FailingStore, Failures};
use crate::in_memory_store::InMemoryLedger;
use crate::test_bank::Bank;

async fn troubled() -> (Bank, Arc<Failures>) {
    let process = InMemoryLedger::new().process(0);
    let failures = Arc::<Failures>::default();
    let store = FailingStore::new(Box::new(process.clone()), &failures);
    let observers = Observers::default();
    let ledger = Ledger::start(Box::new(store), Arc::new(process), observers.clone(), 1024);
    (Bank::over(ledger, observers).await, failures)
}

fn is_not_now(answer: &Answer) {
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("idempotent-replayed"), None);
}

#[tokio::test]
async fn a_full_queue_is_503_behind_every_other_check_and_nothing_is_executed() {
    let (bank, failures) = troubled().await;
    failures.hold();
    let order = || backend::bank::Order {
        payment: protocol::Payment::from_json(ONE.as_bytes()).expect("a payment"),
        key: None,
        attempt: None,
    };
    let mut waiting = Vec::new();
    for mut payment in (0..3000).map(|_| Box::pin(bank.app.ledger.pay(order()))) {
        if futures_util::poll!(&mut payment).is_pending() {
            waiting.push(payment);
        }
    }
    is_not_now(&bank.ask(&pay("refused")).await);
    is_not_now(&bank.ask(&post(ONE).with("Attempt-Id", "run-aaaa/1/1")).await);
    for (request, status) in [
        (pay("k").with("Host", "evil.example"), 403),
        (Request::new("PUT", "/payments/"), 405),
        (post(ONE).without("Content-Type"), 415),
        (post("x".repeat(20_000)), 413),
        (post("{"), 400),
        (pay("a bad key"), 400),
    ] {
        assert_eq!(bank.status(&request).await, status, "{request:?}");
    }
    assert_eq!(bank.total().await, "0", "the reader does not wait for the writer");
    failures.release();
    futures_util::future::join_all(waiting).await;
    assert_eq!(bank.status(&pay("refused")).await, 200, "the key was not consumed");
}

#[tokio::test]
async fn a_store_that_fails_before_the_commit_is_503_and_nothing_is_executed() {
    let (bank, failures) = troubled().await;
    failures.fails_at_commit.store(true, Ordering::Relaxed);
    is_not_now(&bank.ask(&pay("k")).await);
    is_not_now(&bank.ask(&Request::new("DELETE", "/payments/")).await);
    failures.fails_at_commit.store(false, Ordering::Relaxed);
    assert_eq!(bank.total().await, "0");
    assert_eq!(bank.status(&pay("k")).await, 200);
    assert!(bank.ask(&get("/metrics")).await.text().contains("bank_refusals_total{status=\"503\"} 2\n"));
}
