//! Several backends on one ledger in PostgreSQL.

mod connection_loss;
mod cutting_proxy;
mod lock_waits;
mod pooler;

use backend::bank::{Ledger, Location, Observers};
use futures_util::future::join_all;
use protocol::{KeyPolicy, RunId};
use rand::seq::SliceRandom as _;

use crate::client::{ONE, Request, get, pay, post};
use crate::stores_under_test::POSTGRES;
use crate::test_bank::Bank;

fn location(address: &str) -> Location {
    Location::Database(address.parse().expect("an address"))
}

/// A backend on the ledger at `address`.
async fn backend(address: &str) -> Bank {
    Bank::with(&location(address), |_| ()).await
}

/// Two backends on a new ledger.
async fn two() -> [Bank; 2] {
    let address = POSTGRES.database();
    [backend(&address).await, backend(&address).await]
}

fn delete() -> Request {
    Request::new("DELETE", "/payments/")
}

#[tokio::test(flavor = "multi_thread")]
async fn one_payment_sent_to_two_backends_at_once_is_executed_once() {
    let [here, there] = two().await;
    for number in 0..50 {
        let payment = pay(&format!("key-{number}"));
        let (one, other) = tokio::join!(here.ask(&payment), there.ask(&payment));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 208]);
        assert_eq!(one.body, other.body, "the same receipt");
    }
    assert_eq!((here.total().await, there.total().await), ("50".to_owned(), "50".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_keys_in_five_copies_shuffled_over_two_backends_are_paid_once_each() {
    let banks = two().await;
    let mut copies: Vec<u32> = (0..1000).map(|number| number % 200).collect();
    copies.shuffle(&mut rand::rng());
    let sent = copies.iter().enumerate().map(|(at, key)| {
        let bank = &banks[at % 2];
        async move { (*key, bank.status(&pay(&format!("key-{key}"))).await) }
    });
    let answers = join_all(sent).await;
    for key in 0..200 {
        let mut statuses: Vec<u16> = answers.iter().filter(|(of, _)| *of == key).map(|(_, status)| *status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 208, 208, 208, 208], "key {key}");
    }
    for bank in &banks {
        assert_eq!(bank.total().await, "200");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_backend_acknowledged_the_other_includes() {
    let banks = two().await;
    for number in 0..100 {
        let (here, there) = (&banks[number % 2], &banks[(number + 1) % 2]);
        assert_eq!(here.status(&pay(&format!("key-{number}"))).await, 200);
        assert_eq!(there.total().await, (number + 1).to_string());
        let entries = there.ask(&get("/payments/")).await.json();
        assert_eq!(entries.as_array().map(Vec::len), Some(number + 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_put_in_force_at_one_backend_rules_the_next_payment_at_the_other() {
    let [here, there] = two().await;
    for policy in KeyPolicy::ALL {
        here.switch(policy, Some(7)).await;
        assert_eq!(there.app.ledger.settings().await.expect("settings").policy, policy);
        assert_eq!(there.status(&delete()).await, 200);
        let payment = pay("a-key");
        assert_eq!(there.status(&payment).await, 200);
        // Only what is kept with the money reaches the other backend.
        let known = matches!(policy, KeyPolicy::Unique | KeyPolicy::CheckThenInsert);
        assert_eq!(here.status(&payment).await, if known { 208 } else { 200 }, "{policy}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delete_at_one_backend_is_forgotten_by_the_other_too() {
    let [here, there] = two().await;
    for policy in KeyPolicy::ALL {
        here.switch(policy, Some(0)).await;
        assert_eq!(there.status(&pay("a-key")).await, 200);
        assert_eq!(there.total().await, "1");
        assert_eq!(here.status(&delete()).await, 200);
        assert_eq!(there.total().await, "0");
        assert_eq!(there.status(&pay("a-key")).await, 200, "{policy}");
        assert_eq!(here.total().await, "1");
        assert_eq!(here.status(&delete()).await, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deletes_at_both_backends_under_load_leave_sum_and_list_in_step() {
    let banks = two().await;
    let deletes = banks.iter().map(|bank| async move {
        for _ in 0..5 {
            assert_eq!(bank.status(&delete()).await, 200);
        }
    });
    let payments = (0..400).map(|number| {
        let bank = &banks[number % 2];
        async move { assert_eq!(bank.status(&pay(&format!("key-{number}"))).await, 200) }
    });
    tokio::join!(join_all(deletes), join_all(payments));
    let entries = banks[0].ask(&get("/payments/")).await.json().as_array().map(Vec::len).expect("a list");
    for bank in &banks {
        assert_eq!(bank.total().await, entries.to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_another_backend_paid_for_is_not_complete() {
    let [here, there] = two().await;
    let attempt = |id: &str| post(ONE).with("Attempt-Id", id);
    let complete = async || here.ask(&get("/lab/runs/run-aaaa")).await.json()["complete"].clone();
    assert_eq!(here.status(&attempt("run-aaaa/1/1")).await, 200);
    assert_eq!(there.status(&attempt("run-bbbb/1/1")).await, 200);
    assert_eq!(complete().await, true, "another run is nobody's business");
    assert_eq!(there.status(&attempt("run-aaaa/2/1")).await, 200);
    assert_eq!(complete().await, false);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lease_outlives_the_backend_that_gave_it() {
    let address = POSTGRES.database();
    let first = backend(&address).await;
    let run: RunId = "run-aaaa".parse().expect("a run id");
    first.app.ledger.set_lease(Some(run.clone())).await.expect("kept");
    first.stop().await;
    let second = backend(&address).await;
    assert!(second.app.runs.lease().is_some_and(|lease| lease.run == run));
}

#[tokio::test(flavor = "multi_thread")]
async fn backends_that_start_at_once_create_one_ledger() {
    let address = POSTGRES.database();
    let banks = join_all((0..4).map(|_| backend(&address))).await;
    for bank in &banks {
        bank.ask(&pay("a-key")).await;
    }
    assert_eq!(banks[3].total().await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_of_a_newer_version_is_not_touched() {
    let address = POSTGRES.database();
    backend(&address).await.stop().await;
    throwaway_postgres::execute(&address, "UPDATE schema_version SET version = 99");
    let opened = Ledger::open(&location(&address), Observers::default()).await;
    let error = opened.err().expect("refused").to_string();
    assert!(error.contains("newer version"), "{error}");
}
