//! What the bank writes down.

use std::process::Stdio;

use serde_json::Value;

use crate::client::http;
use crate::program::{Started, program, signal};

#[tokio::test]
async fn decisions_are_logged_with_their_key_and_refusals_without_their_payload() {
    let mut command = program(&["serve", "--port", "0", "--upstream-port", "0"]);
    command.env("LOG_FORMAT", "json").env_remove("RUST_LOG").stderr(Stdio::piped());
    let mut bank = Started::new(command);
    let said = bank.says("The bank is open at ").await;
    let url = format!("{}payments/", said[0].rsplit(' ').next().expect("an address"));
    let post = async |key: &str, body: &'static str| {
        let request = http().post(&url).header("Content-Type", "application/json").header("Idempotency-Key", key);
        request.body(body).send().await.expect("an answer").status().as_u16()
    };
    let payment = r#"{"src":"hidden-src","dest":"hidden-dest","amount":41.37}"#;
    assert_eq!(post("key-1", payment).await, 200);
    assert_eq!(post("\"key-1\"", payment).await, 208);
    assert_eq!(post("key-1", r#"{"src":"hidden","dest":"hidden","amount":1}"#).await, 422);
    assert_eq!(post("key-2", r#"{"src":["hidden"],"dest":"m","amount":1}"#).await, 400);
    assert_eq!(post("hidden key", payment).await, 400);
    signal("INT", bank.id()).await;
    let output = bank.child.wait_with_output().await.expect("it ends");
    let log = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(!log.contains("hidden") && !log.contains("41.37"), "{log}");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect();
    let of = |message: &str, field: &str| {
        let lines = lines.iter().map(|line| &line["fields"]).filter(|fields| fields["message"] == message);
        lines.map(|fields| fields[field].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of("payment", "key"), [r#""key-1""#; 3]);
    assert_eq!(of("payment", "decision"), [r#""Executed""#, r#""Replayed""#, r#""Mismatch""#]);
    assert_eq!(of("refused", "status"), ["422", "400", "400"]);
}
