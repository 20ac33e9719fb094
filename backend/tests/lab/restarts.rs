//! What dies comes back as it was.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use tokio::process::Command;

use crate::client::{http, try_ask, until};
use crate::lab::{Lab, Over, bank_answers, command, free_port, networks};
use crate::program::{another_bank, child_of, signal};

#[tokio::test]
async fn a_killed_bank_comes_back_on_its_port_with_ledger_policy_and_lease_and_the_network_stays() {
    for over in networks() {
        let lab = Lab::over(over).await;
        lab.put("/lab/network", r#"{"request_loss": 0.25, "reply_loss": 0.5}"#).await.ok();
        lab.put("/lab/key-policy", r#"{"policy": "log", "pause_ms": 7}"#).await.ok();
        lab.post("/lab/run", r#"{"run": "run-aaaa"}"#).await.ok();
        assert_eq!(lab.pay("a-key", "run-aaaa/1/1").await, 200);
        let before = lab.state().await;
        assert_eq!(lab.get("/lab/runs/run-aaaa").await.ok()["complete"], true);
        let ledger = lab.get("/payments/").await.ok();
        let killed = lab.bank().await;

        signal("KILL", killed).await;
        // It answered until it was killed: what answers now may still be the old one, so its successor is waited for.
        another_bank(lab.program.id(), killed).await;
        lab.is_back().await;

        let after = until("the network is seen again", async || {
            let state = lab.state().await;
            (state["network"] == before["network"]).then_some(state)
        })
        .await;
        for member in ["key_policy", "pause_ms", "proxied_port", "payments", "expected"] {
            assert_eq!(after[member], before[member], "{member}");
        }
        assert_eq!(after["run"]["run"], "run-aaaa");
        assert_eq!(lab.get("/stats").await.text(), "1");
        assert_eq!(lab.get("/payments/").await.ok(), ledger);
        let counts = lab.get("/lab/runs/run-aaaa").await.ok();
        assert_eq!((&counts["arrivals"], &counts["complete"]), (&json!(0), &json!(false)));
        lab.post("/lab/run", r#"{"run": "run-bbbb"}"#).await.refused(reqwest::StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn a_crash_gives_no_answer_and_the_bank_comes_back() {
    let lab = Lab::over(Over::Embedded).await;
    for body in [None, Some(""), Some("{}"), Some("not JSON")] {
        let bank = lab.bank().await;
        assert!(try_ask(Method::POST, &lab.url("/lab/crash"), body).await.is_none());
        another_bank(lab.program.id(), bank).await;
        lab.is_back().await;
        assert_eq!(lab.state().await["network"]["proxy"], "ok");
    }
}

#[tokio::test]
async fn a_bank_that_crashes_before_the_lab_has_seen_it_is_started_again() {
    let folder = tempfile::tempdir().expect("a folder");
    // Whoever reads these payments waits until they are written: first the lab, then each bank.
    let payments = folder.path().join("payments");
    assert!(Command::new("mkfifo").arg(&payments).status().await.expect("mkfifo is there").success());
    let payments = payments.to_str().expect("UTF-8");
    let write = async || tokio::fs::write(payments, "src,dest,amount\nbianca,marc,1.00\n").await.expect("it is read");
    let port = free_port().await.to_string();
    let bank_address = format!("http://127.0.0.1:{port}");
    let flags = [
        "--port",
        &port,
        "--upstream-port",
        "0",
        "--proxied-port",
        "0",
        "--toxiproxy-port",
        "0",
        "--payments",
        payments,
    ];
    let lab = command(Over::Embedded, &flags, folder.path()).spawn().expect("it starts");
    let id = lab.id().expect("it runs");
    write().await;
    let bank = until("a bank", async || child_of(id, " serve").await).await;
    signal("ABRT", bank).await;
    another_bank(id, bank).await;
    write().await;
    bank_answers(&bank_address).await;
}

mod over_the_original {
    use super::*;

    #[tokio::test]
    async fn an_original_that_died_comes_back_with_its_proxy() {
        let lab = Lab::over(Over::Original).await;
        lab.put("/lab/network", r#"{"request_loss": 0.25, "reply_loss": 0}"#).await.ok();
        let binder = child_of(lab.program.id(), " bound-child").await.expect("the original is bound to the lab");
        let original = child_of(binder, "toxiproxy-server").await.expect("it runs");
        let bank = lab.bank().await;
        let killed = Instant::now();
        signal("KILL", original).await;
        until("a new original with the proxy", async || {
            let state = lab.state().await;
            (state["network"]["proxy"] == "ok" && state["network"]["request_loss"] == json!(0.0)).then_some(())
        })
        .await;
        assert!(killed.elapsed() < Duration::from_secs(5));
        assert_eq!(lab.state().await["proxied_port"], lab.proxied_port);
        assert_eq!(lab.bank().await, bank, "the bank lives on");
    }
}

#[tokio::test]
async fn a_lab_whose_readers_have_gone_opens_all_the_same_and_starts_its_bank_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port().await.to_string();
    let bank_address = format!("http://127.0.0.1:{port}");
    let mut command = command(
        Over::Embedded,
        &["--port", &port, "--upstream-port", "0", "--proxied-port", "0", "--toxiproxy-port", "0"],
        folder.path(),
    );
    // The reading ends are gone at once, and whoever writes is told so.
    let unread = || std::io::pipe().expect("a pipe").1;
    command.stdout(unread()).stderr(unread());
    let lab = command.spawn().expect("it starts");
    bank_answers(&bank_address).await;
    let id = lab.id().expect("it runs");
    let bank = child_of(id, " serve").await.expect("a bank");
    let crash = http().post(format!("http://127.0.0.1:{port}/lab/crash")).send().await;
    assert!(crash.is_err(), "the bank has not crashed");
    another_bank(id, bank).await;
    bank_answers(&bank_address).await;
}
