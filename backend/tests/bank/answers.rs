//! The table of the contract: every situation and its answer, under the strict policy.

use serde_json::json;

use crate::client::{ONE, Request, get, pay, post};
use crate::test_bank::Bank;

#[tokio::test]
async fn the_first_request_with_a_key_is_paid_and_the_second_gets_the_same_receipt() {
    let bank = Bank::new().await;
    let first = bank.ask(&pay("k")).await;
    let again = bank.ask(&pay("k")).await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (200, Some("false")));
    assert_eq!((again.status, again.header("idempotent-replayed")), (208, Some("true")));
    assert_eq!(first.body, again.body);
    let receipt = first.json();
    assert_eq!(
        (&receipt["id"], &receipt["src"], &receipt["dest"], &receipt["amount"], &receipt["key"], &receipt["attempt"]),
        (&json!(1), &json!("bianca"), &json!("marc"), &json!("1.00"), &json!("k"), &json!(null))
    );
    let at = receipt["at"].as_str().expect("a time");
    assert!(at.parse::<jiff::Timestamp>().is_ok() && at.ends_with('Z'), "{at} is RFC 3339");
    assert_eq!(bank.total().await, "1");
}

#[tokio::test]
async fn a_key_of_another_payment_is_422_and_names_the_member_that_differs() {
    let bank = Bank::new().await;
    bank.ask(&pay("k")).await;
    for (body, member) in [
        (r#"{"src":"anna","dest":"marc","amount":1}"#, "src"),
        (r#"{"src":"bianca","dest":"anna","amount":1}"#, "dest"),
        (r#"{"src":"bianca","dest":"marc","amount":2}"#, "amount"),
    ] {
        let answer = bank.ask(&post(body).with("Idempotency-Key", "k")).await;
        assert_eq!(answer.status, 422);
        assert!(answer.detail().contains(member), "{}", answer.detail());
        assert_eq!(answer.header("idempotent-replayed"), None);
    }
    assert_eq!(bank.total().await, "1");
}

#[tokio::test]
async fn the_fingerprint_is_the_payment_and_not_the_bytes() {
    let bank = Bank::new().await;
    assert_eq!(bank.status(&pay("k")).await, 200);
    for amount in ["1.0", "\"1\"", "\"1.00\"", "1e0", "100e-2"] {
        let body = format!(r#"{{"amount":{amount}, "note":[true], "dest":"m\u0061rc","src":"bianca"}}"#);
        assert_eq!(bank.status(&post(body).with("Idempotency-Key", "k")).await, 208, "{amount}");
    }
}

#[tokio::test]
async fn without_a_key_every_request_counts() {
    let bank = Bank::new().await;
    for _ in 0..3 {
        let answer = bank.ask(&post(r#"{"src":"b","dest":"m","amount":0.1}"#)).await;
        assert_eq!((answer.status, answer.header("idempotent-replayed")), (200, Some("false")));
        assert_eq!(answer.json()["key"], json!(null));
    }
    assert_eq!(bank.total().await, "0.3");
}

#[tokio::test]
async fn both_key_headers_mean_the_same_and_a_quoted_key_is_the_key() {
    let bank = Bank::new().await;
    assert_eq!(bank.status(&post(ONE).with("Payment-Idempotence-Key", "abc")).await, 200);
    for request in [
        post(ONE).with("Idempotency-Key", "abc"),
        post(ONE).with("Idempotency-Key", "\"abc\""),
        post(ONE).with("Payment-Idempotence-Key", "\"abc\""),
        post(ONE).with("Idempotency-Key", "abc").with("Payment-Idempotence-Key", "\"abc\""),
        post(ONE).with("Idempotency-Key", "abc").with("Idempotency-Key", "abc"),
    ] {
        assert_eq!(bank.status(&request).await, 208);
    }
    assert_eq!(bank.status(&post(ONE).with("Idempotency-Key", "ABC")).await, 200, "keys are case-sensitive");
    let disagree = post(ONE).with("Idempotency-Key", "one").with("Payment-Idempotence-Key", "two");
    assert_eq!(bank.status(&disagree).await, 400);
    assert_eq!(bank.total().await, "2");
}

#[tokio::test]
async fn a_bad_key_is_400_and_nothing_is_paid() {
    let bank = Bank::new().await;
    let too_long = "k".repeat(256);
    for key in ["", "\"\"", "a b", "k\u{fc}", "\"a", "\"a\"b\"", too_long.as_str()] {
        let answer = bank.ask(&pay(key)).await;
        assert_eq!(answer.status, 400, "{key:?}");
        assert!(answer.detail().contains("key"), "{}", answer.detail());
    }
    assert_eq!(bank.total().await, "0");
    let longest = "k".repeat(255);
    assert_eq!(bank.status(&pay(&longest)).await, 200);
    assert_eq!(bank.status(&pay(&longest)).await, 208);
}

#[tokio::test]
async fn a_bad_body_is_400_names_what_is_wrong_and_does_not_consume_the_key() {
    let bank = Bank::new().await;
    let long = format!(r#"{{"src":"{}","dest":"m","amount":1}}"#, "b".repeat(256));
    for (body, part) in [
        ("", "EOF"),
        ("[]", "object"),
        ("{}", "src"),
        (r#"{"src":"b","dest":"m"}"#, "amount"),
        (r#"{"src":"b","dest":"m","amount":0}"#, "amount"),
        (r#"{"src":"b","dest":"m","amount":-0}"#, "amount"),
        (r#"{"src":"b","dest":"m","amount":0.001}"#, "amount"),
        (r#"{"src":"b","dest":"m","amount":1.0000000000000000001}"#, "amount"),
        (r#"{"src":"b","dest":"m","amount":1e999999999}"#, "amount"),
        (r#"{"src":"b","dest":"m","amount":1000000000.01}"#, "amount"),
        (r#"{"src":"b","dest":"m","amount":"1e2"}"#, "amount"),
        (r#"{"src":"b","dest":"m","amount":null}"#, "amount"),
        (r#"{"src":"","dest":"m","amount":1}"#, "src"),
        (r#"{"src":"b","dest":"\u0000","amount":1}"#, "dest"),
        (r#"{"src":"b","dest":"m","amount":1,"amount":1}"#, "amount"),
        (long.as_str(), "src"),
    ] {
        let answer =
            bank.ask(&post(body).with("Idempotency-Key", "k").with("Content-Length", body.len().to_string())).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.detail().contains(part), "{body} says {}", answer.detail());
    }
    assert_eq!(bank.total().await, "0");
    assert_eq!(bank.status(&pay("k")).await, 200);
}

#[tokio::test]
async fn amounts_are_judged_by_their_exact_value() {
    let bank = Bank::new().await;
    for amount in ["1e2", "1.000", "1e-2", "1000000000.00", "\"0.10\"", "\"007\""] {
        let body = format!(r#"{{"src":"b","dest":"b","amount":{amount}}}"#);
        assert_eq!(bank.status(&post(body)).await, 200, "{amount}");
    }
    assert_eq!(bank.total().await, "1000000108.11");
}

#[tokio::test]
async fn a_quoted_key_is_a_structured_field_and_every_refusal_says_what_is_not_taken() {
    let bank = Bank::new().await;
    assert_eq!(bank.status(&pay("\"a\\\"b\";v=1")).await, 200);
    assert_eq!(bank.status(&pay("\"a\\\"b\"")).await, 208, "parameters are no part of the key");
    for (key, part) in [
        ("\"a", "closing quote is missing"),
        ("\"a\"b", "behind the key's closing quote"),
        ("\"a\\b\"", "backslash at byte 1"),
        ("\"a b\"", "byte 1"),
        ("\"\"", "empty"),
    ] {
        let answer = bank.ask(&pay(key)).await;
        assert_eq!(answer.status, 400, "{key}");
        assert!(answer.detail().contains(part), "{key}: {}", answer.detail());
    }
}

#[tokio::test]
async fn every_answer_about_payments_is_no_store_and_has_its_length() {
    let bank = Bank::new().await;
    for request in [
        pay("k"),
        pay("k"),
        post("{}"),
        post(ONE).without("Content-Type"),
        get("/payments/"),
        get("/payments?limit=x"),
        get("/payments/x"),
        get("/stats"),
        Request::new("PUT", "/stats"),
        Request::new("DELETE", "/payments/"),
        get("/stats").with("Host", "evil.example"),
    ] {
        let answer = bank.ask(&request).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{request:?}");
        assert!(answer.header("content-length").is_some(), "{request:?}");
        assert_eq!(answer.header("transfer-encoding"), None);
    }
    assert_eq!(bank.ask(&get("/health")).await.header("cache-control"), None);
}

#[tokio::test]
async fn every_payments_route_exists_without_the_slash() {
    let bank = Bank::new().await;
    let without = |method| Request::new(method, "/payments");
    assert_eq!(bank.status(&without("POST").with("Content-Type", "application/json").body(ONE)).await, 200);
    assert_eq!(bank.status(&without("GET")).await, 200);
    assert_eq!(bank.status(&without("OPTIONS")).await, 204);
    assert_eq!(bank.status(&without("DELETE")).await, 200);
    assert_eq!(bank.status(&get("/health")).await, 200);
}

#[tokio::test]
async fn an_attempt_id_is_stored_and_changes_no_answer() {
    let bank = Bank::new().await;
    let first = bank.ask(&pay("k").with("Attempt-Id", "run-aaaa/1/1")).await;
    let again = bank.ask(&pay("k").with("Attempt-Id", "run-aaaa/1/2")).await;
    assert_eq!((first.status, again.status), (200, 208));
    assert_eq!(again.json()["attempt"], json!("run-aaaa/1/1"));
    assert_eq!(bank.status(&post(ONE).with("Attempt-Id", "run-aaaa/1/1")).await, 200, "never unique");
    for id in ["nonsense", "run-aaaa/1/1/1", "run-aaaa/01/1", ""] {
        assert_eq!(bank.status(&post(ONE).with("Attempt-Id", id)).await, 200, "{id}");
    }
    let list = bank.ask(&get("/payments/")).await.json();
    let with_attempt = list.as_array().expect("an array").iter().filter(|entry| !entry["attempt"].is_null());
    assert_eq!(with_attempt.count(), 2, "a malformed one is ignored: {list}");
}
