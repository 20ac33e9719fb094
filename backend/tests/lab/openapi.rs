//! `openapi.yaml`: served, and held to the bank by Schemathesis, which makes requests up from it and judges the answers.

use std::path::{Path, PathBuf};

use protocol::KeyPolicy;
use tokio::process::Command;

use crate::lab::{Lab, Over};

/// The top folder of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the crate lies in a workspace")
}

/// Lets Schemathesis try the operations that these arguments choose; it finds nothing.
async fn schemathesis(lab: &Lab, what: &str, arguments: &[&str]) {
    let packages = root().join(".tools/schemathesis");
    let (soak, description) = (std::env::var_os("SOAK").is_some(), root().join("proof/openapi"));
    // The same cases each time, and in a soak more of them, and others each time.
    let cases =
        if soak { &["--max-examples", "1500"][..] } else { &["--max-examples", "300", "--generation-deterministic"] };
    let mut command = Command::new("python3");
    command.arg(packages.join("bin/schemathesis")).arg("--config-file").arg(description.join("schemathesis.toml"));
    command.arg("run").arg(root().join("openapi.yaml")).args(["--url", &lab.address, "--suppress-health-check", "all"]);
    command.args(cases).args(arguments);
    command.env("PYTHONPATH", &packages).env("SCHEMATHESIS_HOOKS", description.join("hooks.py"));
    // It leaves files where it runs.
    command.current_dir(lab.folder.path()).kill_on_drop(true);
    let output =
        command.output().await.expect("Python is there: `cargo xtask test` installs Schemathesis where it can");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{what}: {said}{}", String::from_utf8_lossy(&output.stderr));
    println!("{what}: {}", said.lines().rfind(|line| line.contains(" generated")).unwrap_or("nothing").trim());
}

#[tokio::test]
async fn the_description_is_served_as_it_lies_in_the_repository() {
    let lab = Lab::over(Over::Embedded).await;
    let answer = lab.get("/openapi.yaml").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/yaml"));
    assert_eq!(answer.text(), std::fs::read_to_string(root().join("openapi.yaml")).expect("a file"));
}

#[tokio::test]
async fn schemathesis_finds_nothing_in_the_payments_under_any_key_policy() {
    let lab = Lab::over(Over::Embedded).await;
    for policy in KeyPolicy::ALL {
        // Without a pause, which would only cost time.
        lab.put("/lab/key-policy", &format!(r#"{{"policy": "{policy}", "pause_ms": 0}}"#)).await.ok();
        // `ignore` does not look at a key, and takes a bad one.
        let checks: &[&str] =
            if policy == KeyPolicy::Ignore { &["--exclude-checks", "negative_data_rejection"] } else { &[] };
        schemathesis(&lab, policy.as_str(), &[&["--include-operation-id", "pay"], checks].concat()).await;
    }
    let others = ["--include-tag", "payments", "--exclude-operation-id", "pay"];
    schemathesis(&lab, "the rest of the payments", &others).await;
}

#[tokio::test]
async fn schemathesis_finds_nothing_in_the_lab_api() {
    let lab = Lab::over(Over::Embedded).await;
    // A crash has no answer, and the feed no end.
    let left_out = ["--exclude-operation-id", "crash", "--exclude-operation-id", "events"];
    schemathesis(&lab, "lab API", &[&["--include-tag", "lab", "--include-tag", "observation"], &left_out[..]].concat())
        .await;
}
