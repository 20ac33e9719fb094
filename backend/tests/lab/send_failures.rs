//! `send` where there is no bank, or not the one that was meant: it says so, and its exit code tells.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::time::{Instant, timeout};

use crate::client::SOON;
use crate::lab::{Lab, Over, free_port};
use crate::program::{cannot_start, program, run, signal};

async fn dead_address() -> String {
    format!("http://127.0.0.1:{}", free_port().await)
}

fn said(output: &std::process::Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[tokio::test]
async fn after_a_second_without_an_answer_it_says_why_and_goes_on() {
    let to = dead_address().await;
    let mut command = program(&["send", "--to", &to, "--policy", "retry", "--json"]);
    let started = Instant::now();
    let mut sending = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(sending.stderr.take().expect("piped")).lines();
    let line = timeout(SOON, lines.next_line()).await.expect("in time").expect("UTF-8").expect("a sentence");
    assert!(started.elapsed().as_millis() >= 1_000, "it is not impatient");
    assert!(line.starts_with("no answer for a second: no connection to 127.0.0.1:"), "{line}");
    assert!(line.contains("refused"), "{line}");
    signal("INT", sending.id().expect("it goes on")).await;
    let output = sending.wait_with_output().await.expect("it ends");
    assert_eq!(output.status.code(), Some(1), "Ctrl-C");
    let result: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    assert_eq!(result["acknowledged"], 0);
    assert_eq!(lines.next_line().await.expect("UTF-8"), None, "it is said once");
}

#[tokio::test]
async fn without_a_single_answer_it_ends_with_exit_code_2_and_the_reason() {
    let dead = dead_address().await;
    let folder = tempfile::tempdir().expect("a folder");
    let payments = folder.path().join("two.csv");
    std::fs::write(&payments, "src,dest,amount\nbianca,marc,1\nmarc,bianca,2\n").expect("a file");
    let payments = payments.display().to_string();
    for (to, reason) in [(dead.as_str(), "refused"), ("http://nobody.invalid/", "the name nobody.invalid is unknown")] {
        let output = run(&["send", "--to", to, "--policy", "once", "--payments", &payments, "--json"]).await;
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = said(&output);
        assert!(said.contains("not a single attempt was answered: ") && said.contains(reason), "{said}");
        let result: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
        assert_eq!(result["unknown"], 2, "the result is printed all the same");
    }
}

#[tokio::test]
async fn an_attempt_is_given_up_after_the_time_that_was_asked_for() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let to = format!("http://{}", silent.local_addr().expect("bound"));
    let arguments = ["--policy", "once", "--attempt-timeout", "20", "--concurrency", "256", "--json"];
    let output = run(&[&["send", "--to", &to], &arguments[..]].concat()).await;
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let expected = "not a single attempt was answered: none had an answer within 20 ms";
    assert!(said(&output).contains(expected), "{output:?}");
}

#[tokio::test]
async fn a_refusal_is_told_with_its_sentence_and_exit_code_1() {
    let lab = Lab::over(Over::Embedded).await;
    let to = lab.url("/nowhere");
    let output = run(&["send", "--to", &to, "--policy", "retry-with-key", "--json"]).await;
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let result: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    assert_eq!((&result["refused"], &result["acknowledged"]), (&result["payments"], &0.into()));
    let said = said(&output);
    assert_eq!(said.lines().count(), 1, "the first one is enough: {said}");
    assert!(said.starts_with("payment ") && said.contains(" was refused: 404 Not Found: "), "{said}");
}

#[tokio::test]
async fn a_rule_that_fails_stops_the_sending_with_its_sentence_and_exit_code_1() {
    let lab = Lab::over(Over::Embedded).await;
    // Random keys are longer than the one with which a rule is tried when it is saved.
    let rule = "fn pay(order, key, ledger, memory, seen) {\n  if key.len() > 20 { nothing() }\n  \
                paid(ledger.insert(order, key))\n}";
    lab.put("/lab/script", &serde_json::json!({ "text": rule }).to_string()).await.ok();
    lab.put("/lab/key-policy", r#"{"policy": "script"}"#).await.ok();
    let output = run(&["send", "--to", &lab.url(""), "--policy", "retry-with-key", "--json"]).await;
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let result: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    let number = |name: &str| result[name].as_u64().expect("a number");
    assert!(number("refused") >= 1 && number("attempts") <= 6, "whoever sends on learns nothing: {result}");
    assert_eq!(lab.get("/stats").await.ok(), 0);
    let said = said(&output);
    let sentence = "was refused: 503 Service Unavailable: the rule failed, and nothing was executed: Function not \
                    found: nothing () (line 2, column 23)";
    assert!(said.contains(sentence), "{said}");
}

#[tokio::test]
async fn a_password_in_an_address_is_refused_and_told_to_nobody() {
    let reader = ["--history", "unused", "--ledger", "http://user:secret@127.0.0.1:9/"];
    for (to, more) in [("http://user:secret@127.0.0.1:9/", &[][..]), ("http://127.0.0.1:9/", &reader)] {
        let said = cannot_start(&[&["send", "--policy", "retry-with-key", "--to", to], more].concat()).await;
        assert!(said.contains("no user and no password") && !said.contains("secret"), "{said}");
    }
    let said = cannot_start(&["send", "--to", "127.0.0.1:9", "--policy", "once"]).await;
    assert!(said.contains("--to: an address to send to looks like http://"), "{said}");
}
