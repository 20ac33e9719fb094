//! What the writer promises whatever store it writes to: queue, batches, failures.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use backend::bank::{Decision, Ledger, Observers, Order, Unpaid};
use futures_util::future::join_all;
use protocol::{KeyPolicy, KeyPolicyRequest, Payment};

use crate::client::ONE;
use crate::failing_store::{FailingStore, Failures};
use crate::in_memory_store::InMemoryLedger;

fn order(key: Option<&str>) -> Order {
    let payment = Payment::from_json(ONE.as_bytes()).expect("a payment");
    Order { payment, key: key.map(|key| key.parse().expect("a key")), attempt: None }
}

fn troubled() -> (Ledger, Arc<Failures>) {
    let process = InMemoryLedger::new().process(0);
    let failures = Arc::<Failures>::default();
    let store = FailingStore::new(Box::new(process.clone()), &failures);
    (Ledger::start(Box::new(store), Arc::new(process), Observers::default(), 1024), failures)
}

#[tokio::test]
async fn a_full_queue_refuses_at_once_and_executes_nothing_of_it() {
    let (ledger, failures) = troubled();
    failures.hold();
    // The writer takes the first ones out before it stands at the door: so many fit in at least, and no more than
    // the queue and one batch of it.
    let mut waiting: Vec<_> = (0..3000).map(|_| Box::pin(ledger.pay(order(None)))).collect();
    let mut refused = 0;
    let mut taken = Vec::new();
    for mut payment in waiting.drain(..) {
        match futures_util::poll!(&mut payment) {
            std::task::Poll::Ready(Err(Unpaid::QueueFull)) => refused += 1,
            std::task::Poll::Ready(other) => panic!("nothing can be decided yet: {other:?}"),
            std::task::Poll::Pending => taken.push(payment),
        }
    }
    assert!((1024..=2048).contains(&taken.len()), "{} were taken", taken.len());
    assert_eq!(taken.len() + refused, 3000);
    assert!(matches!(ledger.pay(order(None)).await, Err(Unpaid::QueueFull)), "and it stays full");
    failures.release();
    let paid = join_all(taken).await;
    assert!(paid.iter().all(|outcome| matches!(outcome, Ok(Decision::Executed(_)))));
    assert_eq!(ledger.total().await.expect("a total").to_string(), paid.len().to_string());
}

#[tokio::test]
async fn changes_get_through_a_full_queue_in_their_turn() {
    let (ledger, failures) = troubled();
    failures.hold();
    let mut payments: Vec<_> = (0..2048).map(|_| Box::pin(ledger.pay(order(None)))).collect();
    for payment in &mut payments {
        let _ = futures_util::poll!(payment);
    }
    let mut clear = Box::pin(ledger.clear());
    assert!(futures_util::poll!(&mut clear).is_pending());
    failures.release();
    clear.await.expect("cleared");
    assert_eq!(ledger.total().await.expect("a total").to_string(), "0", "all of them came before");
}

#[tokio::test]
async fn what_fails_before_the_commit_is_rolled_back_and_may_be_sent_again() {
    for policy in [KeyPolicy::Unique, KeyPolicy::Memory] {
        let (ledger, failures) = troubled();
        ledger.set_key_policy(KeyPolicyRequest { policy, pause_ms: None }).await.expect("set");
        for fault in [&failures.fails_at_commit, &failures.fails_at_insert] {
            fault.store(true, Ordering::Relaxed);
            let (keyed, keyless) = tokio::join!(ledger.pay(order(Some("k"))), ledger.pay(order(None)));
            assert!(matches!(keyless, Err(Unpaid::StoreFailed)));
            if policy == KeyPolicy::Memory {
                assert!(matches!(keyed, Err(Unpaid::StoreFailed)), "{keyed:?}");
            }
            fault.store(false, Ordering::Relaxed);
            ledger.clear().await.expect("cleared");
            let again = ledger.pay(order(Some("k"))).await;
            assert!(matches!(again, Ok(Decision::Executed(_))), "{policy} has not remembered: {again:?}");
            ledger.clear().await.expect("cleared");
        }
    }
}

#[tokio::test]
async fn memory_forgets_what_was_rolled_back() {
    let (ledger, failures) = troubled();
    ledger.set_key_policy(KeyPolicyRequest { policy: KeyPolicy::Memory, pause_ms: None }).await.expect("set");
    failures.fails_at_commit.store(true, Ordering::Relaxed);
    assert!(matches!(ledger.pay(order(Some("k"))).await, Err(Unpaid::StoreFailed)));
    failures.fails_at_commit.store(false, Ordering::Relaxed);
    assert!(matches!(ledger.pay(order(Some("k"))).await, Ok(Decision::Executed(_))));
    assert!(matches!(ledger.pay(order(Some("k"))).await, Ok(Decision::Replayed(_))));
}

#[tokio::test]
async fn transient_trouble_is_tried_again_without_a_word_to_the_client() {
    let (ledger, failures) = troubled();
    failures.transient.store(true, Ordering::Relaxed);
    for fault in [&failures.fails_at_commit, &failures.fails_at_insert] {
        fault.store(true, Ordering::Relaxed);
        assert!(matches!(ledger.pay(order(None)).await, Ok(Decision::Executed(_))));
        assert!(!fault.load(Ordering::Relaxed), "it struck");
    }
    assert_eq!(ledger.total().await.expect("a total").to_string(), "2");
}

#[tokio::test]
async fn what_waits_is_still_paid_when_the_ledger_closes() {
    let (ledger, failures) = troubled();
    failures.hold();
    let mut payments: Vec<_> = (0..10).map(|_| Box::pin(ledger.pay(order(None)))).collect();
    for payment in &mut payments {
        assert!(futures_util::poll!(payment).is_pending());
    }
    let closing = tokio::spawn({
        let ledger = ledger.clone();
        async move { ledger.close().await }
    });
    tokio::task::yield_now().await;
    failures.release();
    closing.await.expect("closed");
    assert!(join_all(payments).await.into_iter().all(|outcome| matches!(outcome, Ok(Decision::Executed(_)))));
    assert!(matches!(ledger.pay(order(None)).await, Err(Unpaid::Closing)));
}
