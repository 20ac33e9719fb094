//! What `compose.yaml` says to the containers, done here.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use serde_json::Value;
use tokio::process::Command;

use crate::program::{Started, program};

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Starts one of the scripts beside a `docker` or `podman` that answers `compose version` with these words, and otherwise
/// repeats its arguments and the ledger it was told of. Returns the exit code, what it printed and what it complained of.
async fn start_script(script: &str, version: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    for engine in ["docker", "podman"] {
        let program = folder.path().join(engine);
        let says = "case $* in *version*) [ -n \"$VERSION\" ] && echo \"$VERSION\" ;; *) echo \"$*\" \"${LAB_LEDGER:-}\" ;; esac";
        std::fs::write(&program, format!("#!/bin/sh\n{says}\n")).expect("a script");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it may be started");
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([folder.path().to_owned()].into_iter().chain(std::env::split_paths(&path)));
    let mut bash = Command::new("bash");
    bash.arg(top().join(script)).args(arguments).env("PATH", path.expect("a path")).env("VERSION", version);
    let output = bash.output().await.expect("bash is there");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// The health check of the bank's container, of a bank at this port.
async fn health_check(port: &str) -> ExitStatus {
    let text = std::fs::read_to_string(top().join("compose.yaml")).expect("compose.yaml");
    let compose: Value = serde_saphyr::from_str(&text).expect("YAML");
    let check: Vec<String> =
        serde_json::from_value(compose["services"]["payment"]["healthcheck"]["test"].clone()).expect("words");
    let [how, script] = &check[..] else { panic!("not a script of a shell: {check:?}") };
    assert_eq!((how.as_str(), script.matches("/8080 ").count()), ("CMD-SHELL", 1));
    let script = script.replace("/8080 ", &format!("/{port} "));
    let check = Command::new("sh").args(["-c", &script]).stderr(Stdio::null()).status();
    check.await.expect("the shell is there")
}

#[tokio::test]
async fn the_health_check_knows_a_bank_that_takes_payments_from_one_that_is_gone() {
    let mut bank = Started::new(program(&["serve", "--port", "0", "--upstream-port", "0"]));
    let said = bank.says("The bank is open").await;
    let port = said[0].trim_end_matches('/').rsplit(':').next().expect("a port").to_owned();
    assert!(health_check(&port).await.success());
    bank.child.kill().await.expect("it ran");
    assert!(!health_check(&port).await.success());
}

const SCRIPTS: [(&str, &[&str]); 2] = [
    ("build-and-run-docker.sh", &["2.20.0", "v2.39.1", "2.100.0", "5.0.1-desktop.1"]),
    ("build-and-run-podman.sh", &["podman-compose version 1.6.0", "Docker Compose version v2.20.3"]),
];

#[tokio::test]
async fn the_scripts_start_what_compose_yaml_needs() {
    for (script, versions) in SCRIPTS {
        for version in versions {
            let started = start_script(script, version, &[]).await;
            assert_eq!(started, (Some(0), "compose up --build".to_owned(), String::new()), "{script}, {version}");
        }
    }
}

#[tokio::test]
async fn the_scripts_name_the_compose_they_need_where_it_is_another() {
    let too_old = [
        ("build-and-run-docker.sh", "2.19.9", "Docker Compose 2.20"),
        ("build-and-run-docker.sh", "1.29.2", "Docker Compose 2.20"),
        ("build-and-run-podman.sh", "podman-compose version 1.5.0\npodman version 5.4.2", "podman-compose 1.6"),
        ("build-and-run-podman.sh", "Docker Compose version v2.6.0", "Docker Compose 2.20"),
        ("build-and-run-docker.sh", "", "here is none"),
        ("build-and-run-podman.sh", "", "here is none"),
    ];
    for (script, version, sentence) in too_old {
        let (code, printed, complaint) = start_script(script, version, &[]).await;
        assert_eq!((code, printed.as_str()), (Some(2), ""), "{script}, {version}: {complaint}");
        let lines = complaint.lines().count();
        assert!(lines == 1 && complaint.contains(sentence), "{script}, {version}: {complaint}");
    }
}

#[tokio::test]
async fn with_the_word_postgres_the_scripts_start_the_database_and_keep_the_ledger_in_it() {
    for (script, versions) in SCRIPTS {
        let (code, printed, _) = start_script(script, versions[0], &["postgres"]).await;
        let (command, ledger) = printed.rsplit_once(' ').expect("two things");
        assert_eq!((code, command), (Some(0), "compose --profile postgres up --build"), "{script}");
        assert!(ledger.starts_with("--database-url=postgres://"), "{script}: {ledger}");
    }
}
