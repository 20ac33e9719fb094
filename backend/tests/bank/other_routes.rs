//! Beside the payments: the list, the deletion, what is counted, and what is not.

use serde_json::json;

use crate::client::{Connection, ONE, Request, get, pay, post};
use crate::test_bank::Bank;

#[tokio::test]
async fn the_list_is_the_ledger_in_order_and_in_parts() {
    let bank = Bank::new().await;
    assert_eq!(bank.ask(&get("/payments/")).await.text(), "[]");
    for key in ["a", "b", "c"] {
        bank.ask(&pay(key).with("Attempt-Id", "run-aaaa/1/1")).await;
    }
    let ids = async |target: &str| {
        let list = bank.ask(&get(target)).await.json();
        list.as_array().expect("an array").iter().map(|entry| entry["id"].as_u64().expect("an id")).collect::<Vec<_>>()
    };
    assert_eq!(ids("/payments/").await, [1, 2, 3]);
    assert_eq!(ids("/payments").await, [1, 2, 3]);
    assert_eq!(ids("/payments/?after=1").await, [2, 3]);
    assert_eq!(ids("/payments/?after=1&limit=1").await, [2]);
    assert_eq!(ids("/payments/?limit=0").await, [] as [u64; 0]);
    assert_eq!(ids("/payments/?after=18446744073709551615").await, [] as [u64; 0]);
    assert_eq!(bank.ask(&get("/payments/?limit=1")).await.json()[0]["attempt"], json!("run-aaaa/1/1"));
    for bad in
        ["after=", "after=-1", "after=x", "limit=1.5", "limit=-1", "after=1&after=2", "limit=18446744073709551616"]
    {
        assert_eq!(bank.status(&get(&format!("/payments/?{bad}"))).await, 400, "{bad}");
    }
}

#[tokio::test]
async fn delete_clears_payments_and_keys_and_ids_go_on() {
    let bank = Bank::new().await;
    for target in ["/payments/", "/payments"] {
        assert_eq!(bank.status(&pay("k")).await, 200);
        assert_eq!(bank.status(&Request::new("DELETE", target)).await, 200);
        assert_eq!(bank.total().await, "0");
        assert_eq!(bank.ask(&get("/payments/")).await.text(), "[]");
    }
    let receipt = bank.ask(&pay("k")).await;
    assert_eq!((receipt.status, &receipt.json()["id"]), (200, &json!(3)));
}

#[tokio::test]
async fn health_and_metrics_answer() {
    let bank = Bank::new().await;
    bank.ask(&pay("k")).await;
    bank.ask(&pay("k")).await;
    bank.ask(&post("{").with("Idempotency-Key", "k")).await;
    assert_eq!(bank.status(&get("/health")).await, 200);
    let page = bank.ask(&get("/metrics")).await;
    for line in [
        "bank_payments_total{decision=\"executed\"} 1\n",
        "bank_payments_total{decision=\"replayed\"} 1\n",
        "bank_refusals_total{status=\"400\"} 1\n",
        "bank_queue_depth 0\n",
        "bank_batch_size_payments_bucket{le=\"1\"} 2\n",
        "bank_commit_seconds_count 2\n",
    ] {
        assert!(page.text().contains(line), "{line} is in {}", page.text());
    }
}

#[tokio::test]
async fn a_warming_is_400_and_counted_nowhere() {
    let bank = Bank::new().await;
    let mut events = bank.app.feed.subscribe();
    for policy in protocol::KeyPolicy::ALL {
        bank.switch(policy, None).await;
        assert_eq!(bank.status(&post("{}").with("Idempotency-Key", "w").with("Attempt-Id", "run-aaaa/0/0")).await, 400);
        assert!(matches!(events.try_recv(), Ok(protocol::LabEvent::Policy(_))));
        assert!(events.try_recv().is_err(), "no event");
    }
    let counts = bank.app.runs.counts(&"run-aaaa".parse().expect("a run id"));
    assert_eq!((counts.arrivals, counts.hidden_repeats), (0, 0));
    assert!(bank.ask(&get("/metrics")).await.text().contains("bank_refusals_total{status=\"400\"} 0\n"));
}

#[tokio::test]
async fn requests_without_an_attempt_share_a_connection() {
    let bank = Bank::new().await;
    let mut connection = Connection::open(bank.address).await;
    for _ in 0..3 {
        let answer = connection.ask(&post(ONE)).await;
        assert_eq!((answer.status, answer.header("connection")), (200, None));
    }
    assert_eq!(connection.ask(&get("/stats")).await.text(), "3");
}
