//! `send --history`: what was asked of the bank and answered, and what its ledger held meanwhile.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::lab::{Lab, Over, free_port};
use crate::program::{cannot_start, run};

/// So many payments.
const FEW: usize = 40;

fn few(lab: &Lab) -> String {
    let file = lab.folder.path().join("few.csv");
    std::fs::write(&file, format!("src,dest,amount\n{}", "bianca,marc,1\n".repeat(FEW))).expect("a file");
    file.display().to_string()
}

fn lines(history: &Path) -> (Vec<Value>, Vec<Value>) {
    let text = std::fs::read_to_string(history).expect("a history");
    let lines = text.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line"));
    lines.partition(|line: &Value| line["op"] == "pay")
}

#[tokio::test]
async fn a_history_has_every_attempt_and_what_the_ledger_held_to_the_end() {
    let lab = Lab::over(Over::Embedded).await;
    lab.put("/lab/network", r#"{"request_loss": 0.3, "reply_loss": 0.3}"#).await.ok();
    let (payments, history) = (few(&lab), lab.folder.path().join("history"));
    let file = history.display().to_string();
    let to = ["--to", &lab.proxied(), "--ledger", &lab.address, "--history", &file, "--payments", &payments];
    let output = run(&[&["send", "--policy", "retry-with-key", "--json"], &to[..]].concat()).await;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let result: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");

    let (pays, reads) = lines(&history);
    assert_eq!(result["attempts"], pays.len());
    let ids: BTreeSet<&str> = pays.iter().map(|pay| pay["id"].as_str().expect("an id")).collect();
    let keys: BTreeSet<&str> = pays.iter().map(|pay| pay["key"].as_str().expect("a key")).collect();
    assert_eq!((ids.len(), keys.len()), (pays.len(), FEW));
    let number = |line: &Value, name: &str| line[name].as_u64().unwrap_or_else(|| panic!("no {name} in {line}"));
    for pay in &pays {
        assert!(number(pay, "client") < 6, "{pay}");
        match pay["status"].as_u64() {
            None => assert!(pay["return"].is_null() && pay["receipt"].is_null(), "{pay}"),
            Some(status) => {
                assert!(number(pay, "return") > number(pay, "call"), "{pay}");
                assert!(number(&pay["receipt"], "id") > 0);
                assert_eq!(status == 200, pay["receipt"]["attempt"] == pay["id"], "{pay}");
            }
        }
    }
    let answered = pays.iter().filter(|pay| pay["status"].is_u64());
    assert_eq!(answered.count(), FEW, "each is acknowledged once");

    let last_return = pays.iter().filter_map(|pay| pay["return"].as_u64()).max().expect("answers");
    let last = reads.last().expect("reads");
    assert!(number(last, "call") > last_return + 1_000_000_000, "the bank was quiet for a second");
    let entries = last["entries"].as_array().expect("a list");
    assert_eq!(entries.len(), FEW);
    for entry in entries {
        assert!(entry[0].is_u64() && keys.contains(entry[1].as_str().expect("a key")), "{entry}");
        assert!(ids.contains(entry[2].as_str().expect("an attempt")), "{entry}");
    }
    for pair in reads.windows(2) {
        assert!(number(&pair[1], "call") >= number(&pair[0], "return") + 50_000_000, "50 ms after the last read ended");
    }
}

#[tokio::test]
async fn of_two_addresses_a_retry_meets_the_other() {
    let lab = Lab::over(Over::Embedded).await;
    let dead = format!("http://127.0.0.1:{}", free_port().await);
    let payments = few(&lab);
    let to = ["--to", &lab.address, "--to", &dead, "--payments", &payments];
    let output = run(&[&["send", "--policy", "retry-with-key", "--json"], &to[..]].concat()).await;
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let result: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    assert_eq!(result["attempts"], FEW + FEW / 2, "every other payment began at the dead one");
}

#[tokio::test]
async fn a_history_that_would_say_nothing_is_refused() {
    let to = ["send", "--to", "http://127.0.0.1:9", "--ledger", "http://127.0.0.1:9"];
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("history").display().to_string();
    let said = cannot_start(&[&to[..], &["--policy", "retry", "--history", &file]].concat()).await;
    assert!(said.contains("retry-with-key"), "{said}");
    let nowhere = folder.path().join("nowhere/history").display().to_string();
    let said = cannot_start(&[&to[..], &["--policy", "retry-with-key", "--history", &nowhere]].concat()).await;
    assert!(said.contains(&nowhere), "{said}");
    for alone in [&["--history", &file][..], &["--ledger", "http://127.0.0.1:9"]] {
        let send = ["send", "--to", "http://127.0.0.1:9", "--policy", "retry-with-key"];
        let output = run(&[&send[..], alone].concat()).await;
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
}

#[tokio::test]
async fn a_ledger_that_is_interrupted_for_good_leaves_no_whole_history() {
    let lab = Lab::over(Over::Embedded).await;
    let (payments, history) = (few(&lab), lab.folder.path().join("history").display().to_string());
    let mut command = crate::program::program(&["send", "--policy", "retry-with-key", "--to", &lab.address]);
    command.args(["--ledger", &lab.url("/nowhere"), "--history", &history, "--payments", &payments]);
    let sending = command.stderr(std::process::Stdio::piped()).spawn().expect("it starts");
    crate::client::until("all are paid", async || (lab.get("/stats").await.ok() == FEW).then_some(())).await;
    crate::program::signal("INT", sending.id().expect("it waits for the ledger")).await;
    let output = sending.wait_with_output().await.expect("it ends");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("no last read"), "{output:?}");
}
