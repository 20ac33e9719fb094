//! The key policies, told apart from outside.

use std::time::{Duration, Instant};

use protocol::{Decision, KeyPolicy, LabEvent};
use serde_json::json;

use crate::client::{ONE, Request, get, pay, post};
use crate::test_bank::Bank;

const OTHER: &str = r#"{"src":"bianca","dest":"marc","amount":2}"#;

#[tokio::test]
async fn ignore_never_looks_at_a_key() {
    let bank = Bank::under(KeyPolicy::Ignore).await;
    for key in ["k", "k", "a bad key", "\"unclosed"] {
        let answer = bank.ask(&pay(key)).await;
        assert_eq!((answer.status, answer.header("idempotent-replayed")), (200, Some("false")), "{key}");
        assert_eq!(answer.json()["key"], json!(null), "it is not stored either");
    }
    let disagreeing = pay("one").with("Payment-Idempotence-Key", "two");
    assert_eq!(bank.status(&disagreeing).await, 200);
    assert_eq!(bank.total().await, "5");
}

#[tokio::test]
async fn log_stores_a_key_and_nobody_looks() {
    let bank = Bank::under(KeyPolicy::Log).await;
    for body in [ONE, ONE, OTHER] {
        let answer = bank.ask(&post(body).with("Idempotency-Key", "k")).await;
        assert_eq!((answer.status, answer.header("idempotent-replayed")), (200, Some("false")));
        assert_eq!(answer.json()["key"], json!("k"));
    }
    assert_eq!(bank.status(&pay("a bad key")).await, 400);
    assert_eq!(bank.total().await, "4");
}

#[tokio::test]
async fn the_delivered_rule_answers_like_log() {
    let (log, script) = (Bank::under(KeyPolicy::Log).await, Bank::under(KeyPolicy::Script).await);
    let same_key = |body: &str| post(body).with("Idempotency-Key", "k");
    for request in [same_key(ONE), same_key(ONE), same_key(OTHER), post(ONE), pay("a bad key"), pay("another")] {
        let (theirs, ours) = (log.ask(&request).await, script.ask(&request).await);
        assert_eq!(ours.status, theirs.status);
        assert_eq!(ours.header("idempotent-replayed"), theirs.header("idempotent-replayed"));
        for member in ["id", "src", "dest", "amount", "key", "detail"] {
            assert_eq!(ours.json()[member], theirs.json()[member], "{member}");
        }
    }
    assert_eq!(script.total().await, log.total().await);
}

#[tokio::test]
async fn unique_memory_and_check_then_insert_answer_alike_in_sequence() {
    for policy in [KeyPolicy::Unique, KeyPolicy::Memory, KeyPolicy::CheckThenInsert] {
        let bank = Bank::under(policy).await;
        let first = bank.ask(&pay("k")).await;
        let again = bank.ask(&pay("k")).await;
        assert_eq!((first.status, again.status), (200, 208), "{policy}");
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(first.body, again.body);
        assert_eq!(bank.status(&post(OTHER).with("Idempotency-Key", "k")).await, 422, "{policy}");
        assert_eq!(bank.status(&pay("a bad key")).await, 400);
        assert_eq!(bank.status(&Request::new("DELETE", "/payments/")).await, 200);
        assert_eq!(bank.status(&pay("k")).await, 200, "{policy} has forgotten");
    }
}

#[tokio::test]
async fn every_200_says_that_it_is_no_replay_and_every_208_that_it_is_one_under_every_policy() {
    for policy in KeyPolicy::ALL {
        let bank = Bank::under(policy).await;
        for request in [post(ONE), pay("k"), pay("k"), pay("k").with("Attempt-Id", "run-aaaa/1/1")] {
            let answer = bank.ask(&request).await;
            let expected = match answer.status {
                200 => "false",
                208 => "true",
                status => panic!("{policy} answers {status}"),
            };
            assert_eq!(answer.header("idempotent-replayed"), Some(expected), "{policy}");
        }
    }
}

#[tokio::test]
async fn only_unique_claims_so_a_key_of_another_policy_is_new_to_it() {
    let bank = Bank::new().await;
    for policy in [KeyPolicy::Ignore, KeyPolicy::Log, KeyPolicy::Memory, KeyPolicy::CheckThenInsert] {
        bank.switch(policy, Some(0)).await;
        assert_eq!(bank.status(&pay(&format!("key of {policy}").replace(' ', "-"))).await, 200);
    }
    bank.switch(KeyPolicy::Unique, None).await;
    for policy in [KeyPolicy::Ignore, KeyPolicy::Log, KeyPolicy::Memory, KeyPolicy::CheckThenInsert] {
        let key = format!("key of {policy}").replace(' ', "-");
        assert_eq!(bank.status(&pay(&key)).await, 200, "{policy}");
        assert_eq!(bank.status(&pay(&key)).await, 208, "{policy}");
    }
}

#[tokio::test]
async fn check_then_insert_sees_what_any_policy_stored() {
    let bank = Bank::under(KeyPolicy::Log).await;
    let first = bank.ask(&pay("k")).await;
    bank.ask(&pay("k")).await;
    bank.switch(KeyPolicy::CheckThenInsert, Some(0)).await;
    let again = bank.ask(&pay("k")).await;
    assert_eq!((again.status, again.json()["id"].clone()), (208, first.json()["id"].clone()), "the oldest");
    bank.switch(KeyPolicy::Unique, None).await;
    bank.ask(&pay("u")).await;
    bank.switch(KeyPolicy::CheckThenInsert, None).await;
    assert_eq!(bank.status(&pay("u")).await, 208);
}

#[tokio::test]
async fn copies_of_one_key_race_through_check_then_insert() {
    let bank = Bank::under(KeyPolicy::CheckThenInsert).await;
    bank.switch(KeyPolicy::CheckThenInsert, Some(200)).await;
    let request = pay("k");
    let (one, other) = tokio::join!(bank.status(&request), bank.status(&request));
    assert_eq!((one, other), (200, 200), "each looked before the other had paid");
    assert_eq!(bank.total().await, "2");
}

#[tokio::test]
async fn a_pause_stops_nobody_else() {
    let bank = Bank::new().await;
    bank.switch(KeyPolicy::CheckThenInsert, Some(1500)).await;
    let began = Instant::now();
    let paused = tokio::spawn({
        let address = bank.address;
        async move { pay("slow").to(address).await.status }
    });
    let mut quick = 0;
    while quick < 20 {
        assert_eq!(bank.status(&post(ONE)).await, 200, "without a key there is nothing to look for");
        quick += 1;
    }
    assert!(began.elapsed() < Duration::from_millis(1500), "{:?}", began.elapsed());
    assert_eq!(paused.await.expect("it comes back"), 200);
    assert!(began.elapsed() >= Duration::from_millis(1500));
    assert_eq!(bank.total().await, "21");
}

#[tokio::test]
async fn fifty_copies_at_once_are_paid_once_and_one_answer_is_200() {
    for policy in [KeyPolicy::Unique, KeyPolicy::Memory] {
        let bank = Bank::under(policy).await;
        let copies: Vec<_> = (0..50)
            .map(|_| {
                tokio::spawn({
                    let address = bank.address;
                    async move { pay("k").to(address).await }
                })
            })
            .collect();
        let mut answers = Vec::new();
        for copy in copies {
            answers.push(copy.await.expect("an answer"));
        }
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{policy}");
        assert_eq!(answers.iter().filter(|answer| answer.status == 208).count(), 49, "{policy}");
        assert!(answers.iter().all(|answer| answer.body == answers[0].body), "one receipt");
        assert_eq!(bank.total().await, "1");
    }
}

#[tokio::test]
async fn two_hundred_keys_five_copies_each_shuffled_are_paid_once_each() {
    let bank = Bank::new().await;
    // 7 and 1000 have no common divisor: every copy is sent, far from its brothers or beside them.
    let copies: Vec<_> = (0..1000)
        .map(|number| number * 7 % 1000)
        .map(|number| {
            tokio::spawn({
                let address = bank.address;
                async move { pay(&format!("key-{}", number / 5)).to(address).await.status }
            })
        })
        .collect();
    let mut paid = 0;
    for copy in copies {
        match copy.await.expect("an answer") {
            200 => paid += 1,
            status => assert_eq!(status, 208),
        }
    }
    assert_eq!(paid, 200);
    assert_eq!(bank.total().await, "200");
}

#[tokio::test]
async fn a_switch_is_in_force_at_once_and_outlives_delete() {
    let bank = Bank::new().await;
    for policy in KeyPolicy::ALL.into_iter().cycle().take(10) {
        bank.switch(policy, Some(7)).await;
        assert_eq!(bank.status(&Request::new("DELETE", "/payments/")).await, 200);
        let settings = bank.app.ledger.settings().await.expect("settings");
        assert_eq!((settings.policy, settings.pause_ms), (policy, 7));
        bank.ask(&pay("k")).await;
        let expected = if matches!(policy, KeyPolicy::Ignore | KeyPolicy::Log | KeyPolicy::Script) { 200 } else { 208 };
        assert_eq!(bank.status(&pay("k")).await, expected, "{policy}");
    }
    bank.switch(KeyPolicy::Log, None).await;
    assert_eq!(bank.app.ledger.settings().await.expect("settings").pause_ms, 7, "absent: unchanged");
}

#[tokio::test]
async fn a_new_ledger_starts_with_unique_and_45() {
    let bank = Bank::new().await;
    let settings = bank.app.ledger.settings().await.expect("settings");
    assert_eq!((settings.policy, settings.pause_ms), (KeyPolicy::Unique, 45));
}

#[tokio::test]
async fn every_decision_and_refusal_is_an_event() {
    let bank = Bank::new().await;
    let mut events = bank.app.feed.subscribe();
    bank.ask(&pay("k").with("Attempt-Id", "run-aaaa/7/1")).await;
    bank.ask(&pay("k").with("Attempt-Id", "run-aaaa/7/2")).await;
    bank.ask(&post(OTHER).with("Idempotency-Key", "k")).await;
    bank.ask(&post("{}").with("Attempt-Id", "run-aaaa/8/1")).await;
    bank.ask(&Request::new("DELETE", "/payments/")).await;
    bank.switch(KeyPolicy::Ignore, None).await;
    bank.ask(&pay("k")).await;
    let mut seen = Vec::new();
    while let Ok(event) = events.try_recv() {
        seen.push(match event {
            LabEvent::Payment(event) => {
                (format!("{:?}/{:?}", event.payment, event.attempt), event.key, Some(event.decision), event.status)
            }
            other => (other.name().to_owned(), None, None, 0),
        });
    }
    let key = Some("k".to_owned());
    assert_eq!(
        seen,
        [
            ("Some(7)/Some(1)".to_owned(), key.clone(), Some(Decision::Executed), 200),
            ("Some(7)/Some(2)".to_owned(), key.clone(), Some(Decision::Replayed), 208),
            ("None/None".to_owned(), key, Some(Decision::Mismatch), 422),
            ("Some(8)/Some(1)".to_owned(), None, Some(Decision::Refused), 400),
            ("cleared".to_owned(), None, None, 0),
            ("policy".to_owned(), None, None, 0),
            ("None/None".to_owned(), None, Some(Decision::Executed), 200),
        ]
    );
}

#[tokio::test]
async fn arrivals_hidden_repeats_and_preflights_are_counted() {
    let bank = Bank::new().await;
    let run = "run-aaaa".parse().expect("a run id");
    let options = Request::new("OPTIONS", "/payments/");
    bank.app.runs.take_lease(&run).expect("free");
    bank.ask(&options).await;
    for id in ["run-aaaa/1/1", "run-aaaa/1/2", "run-aaaa/1/1", "run-aaaa/2/1"] {
        bank.ask(&pay("k").with("Attempt-Id", id)).await;
    }
    bank.ask(&options).await;
    bank.ask(&Request::new("OPTIONS", "/stats")).await;
    bank.ask(&get("/payments/").with("Attempt-Id", "run-aaaa/3/1")).await;
    bank.ask(&Request::new("DELETE", "/payments/")).await;
    let counts = bank.app.runs.counts(&run);
    assert_eq!((counts.arrivals, counts.hidden_repeats, counts.preflights, counts.complete), (4, 1, 1, true));
}
