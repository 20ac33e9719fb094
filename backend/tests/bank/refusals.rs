//! What is refused before anything is decided: type, size, method, in the order of the contract, as problems.

use serde_json::json;

use crate::client::{ONE, Request, get, post};
use crate::test_bank::Bank;

#[tokio::test]
async fn what_is_not_json_is_415() {
    let bank = Bank::new().await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "application/problem+json", ""]
    {
        let request = post(ONE).without("Content-Type").with("Content-Type", kind);
        assert_eq!(bank.status(&request).await, 415, "{kind}");
    }
    assert_eq!(bank.status(&post(ONE).without("Content-Type")).await, 415);
    for kind in [
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/json; Charset = utf8; x=y",
        "Application/JSON",
        "application/json ;x=y",
    ] {
        let request = post(ONE).without("Content-Type").with("Content-Type", kind);
        assert_eq!(bank.status(&request).await, 200, "{kind}");
    }
}

#[tokio::test]
async fn json_in_another_charset_or_packed_is_415_and_a_byte_order_mark_is_left_out() {
    let bank = Bank::new().await;
    for charset in ["latin1", "utf-16", "\"iso-8859-1\"", "", "\"\""] {
        let kind = format!("application/json; charset={charset}");
        let answer = bank.ask(&post(ONE).without("Content-Type").with("Content-Type", kind)).await;
        assert_eq!(answer.status, 415, "{charset}");
        assert!(answer.detail().contains("UTF-8"), "{}", answer.detail());
    }
    let twice = post(ONE).with("Content-Type", "application/json");
    assert_eq!(bank.status(&twice).await, 415, "declared twice");
    for encoding in ["gzip", "br", "identity, gzip", "x"] {
        for request in
            [post(ONE), Request::new("PUT", "/lab/key-policy").with("Content-Type", "application/json").body("{}")]
        {
            let answer = bank.ask(&request.with("Content-Encoding", encoding)).await;
            assert_eq!((answer.status, answer.header("accept-encoding")), (415, Some("identity")), "{encoding}");
        }
    }
    assert_eq!(bank.total().await, "0");
    assert_eq!(bank.status(&post(ONE).with("Content-Encoding", "Identity")).await, 200);
    assert_eq!(bank.status(&post(format!("\u{feff}{ONE}"))).await, 200);
    let renewed = Request::new("POST", "/lab/run").with("Content-Type", "application/json");
    assert_eq!(bank.status(&renewed.body("\u{feff}{\"run\": \"run-aaaa\"}")).await, 200);
    assert_eq!(bank.status(&post(format!("\u{feff}\u{feff}{ONE}"))).await, 400, "one of them");
}

#[tokio::test]
async fn a_body_of_16_kib_is_read_and_a_longer_one_is_413() {
    let bank = Bank::new().await;
    let padded = |length: usize| format!("{ONE}{}", " ".repeat(length - ONE.len()));
    assert_eq!(bank.status(&post(padded(16 * 1024))).await, 200);
    assert_eq!(bank.status(&post(padded(16 * 1024 + 1))).await, 413);
    let chunk = padded(16 * 1024 + 1);
    let chunked = format!("{:x}\r\n{chunk}\r\n0\r\n\r\n", chunk.len());
    assert_eq!(bank.status(&post(chunked).with("Transfer-Encoding", "chunked")).await, 413);
    assert_eq!(bank.total().await, "1");
}

#[tokio::test]
async fn a_wrong_method_is_405_and_says_which_are_right() {
    let bank = Bank::new().await;
    for (target, allowed) in
        [("/payments/", &["GET", "POST", "DELETE", "OPTIONS"][..]), ("/payments", &["POST"]), ("/stats", &["GET"])]
    {
        let answer = bank.ask(&Request::new("PATCH", target)).await;
        assert_eq!(answer.status, 405);
        let allow = answer.header("allow").expect("Allow");
        let methods: Vec<&str> = allow.split(',').map(str::trim).collect();
        assert!(allowed.iter().all(|method| methods.contains(method)), "{target}: {allow}");
    }
}

#[tokio::test]
async fn checks_run_in_the_order_of_the_contract() {
    let bank = Bank::new().await;
    let big = "x".repeat(20_000);
    // Each request has every later fault too.
    let all = |method| Request::new(method, "/payments/").with("Idempotency-Key", "b ad").body(big.clone());
    assert_eq!(bank.status(&all("PUT").with("Host", "evil.example")).await, 403);
    assert_eq!(bank.status(&all("PUT")).await, 405);
    assert_eq!(bank.status(&all("POST")).await, 415);
    assert_eq!(bank.status(&all("POST").with("Content-Type", "application/json")).await, 413);
    let json = all("POST").with("Content-Type", "application/json").body("{");
    let answer = bank.ask(&json).await;
    assert!(answer.status == 400 && answer.detail().contains("EOF"), "JSON before the key: {}", answer.detail());
    let answer = bank.ask(&json.body(ONE)).await;
    assert!(answer.status == 400 && answer.detail().contains("key"), "{}", answer.detail());
}

#[tokio::test]
async fn every_refusal_is_a_problem_of_rfc_9457() {
    let bank = Bank::new().await;
    for (request, status) in [
        (get("/stats").with("Host", "evil.example"), 403),
        (get("/nothing"), 404),
        (get("/payments/7"), 404),
        (Request::new("PUT", "/stats"), 405),
        (post("{"), 400),
        (post(ONE).without("Content-Type"), 415),
        (post("x".repeat(20_000)), 413),
        (get("/payments/?limit=x"), 400),
    ] {
        let answer = bank.ask(&request).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let problem = answer.json();
        assert_eq!(problem["status"], json!(status));
        for member in ["type", "title", "detail"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{status} has a {member}");
        }
    }
}
