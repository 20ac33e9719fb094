//! What `compose.yaml` says to the containers, done here.

use std::path::Path;
use std::process::{ExitStatus, Stdio};

use serde_json::Value;
use tokio::process::Command;

use crate::program::{Started, program};

/// The health check of the bank's container, of a bank at this port.
async fn health_check(port: &str) -> ExitStatus {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../compose.yaml");
    let text = std::fs::read_to_string(file).expect("compose.yaml");
    let compose: Value = serde_saphyr::from_str(&text).expect("YAML");
    let check: Vec<String> =
        serde_json::from_value(compose["services"]["payment"]["healthcheck"]["test"].clone()).expect("words");
    let [how, shell, option, script] = &check[..] else { panic!("not a script of a shell: {check:?}") };
    assert_eq!((how.as_str(), script.matches("/8080 ").count()), ("CMD", 1));
    let script = script.replace("/8080 ", &format!("/{port} "));
    let check = Command::new(shell).args([option, &script]).stderr(Stdio::null()).status();
    check.await.expect("the shell is there")
}

#[tokio::test]
async fn the_health_check_knows_a_bank_that_takes_payments_from_one_that_is_gone() {
    let mut bank = Started::new(program(&["serve", "--port", "0"]));
    let said = bank.says("The bank is open").await;
    let port = said[0].trim_end_matches('/').rsplit(':').next().expect("a port").to_owned();
    assert!(health_check(&port).await.success());
    bank.child.kill().await.expect("it ran");
    assert!(!health_check(&port).await.success());
}
