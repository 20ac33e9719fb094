//! What outlives what: restarts, kills, a commit that fails.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use backend::bank::{Ledger, Location, Observers, Order};
use protocol::{KeyPolicy, Payment, RunId};

use crate::client::{ONE, pay};
use crate::failing_store::{FailingStore, Failures};
use crate::in_memory_store::InMemoryLedger;
use crate::test_bank::Bank;

#[tokio::test]
async fn a_restart_keeps_payments_keys_policy_and_lease() {
    let folder = tempfile::tempdir().expect("a folder");
    let bank = Bank::on(folder.path()).await;
    let first = bank.ask(&pay("k").with("Attempt-Id", "run-aaaa/1/1")).await;
    bank.app.ledger.set_lease(Some("run-aaaa".parse().expect("a run id"))).await.expect("kept");
    bank.switch(KeyPolicy::Unique, Some(7)).await;
    bank.stop().await;

    let bank = Bank::on(folder.path()).await;
    let again = bank.ask(&pay("k")).await;
    assert_eq!((again.status, again.body), (208, first.body));
    assert_eq!(bank.app.ledger.settings().await.expect("settings").pause_ms, 7);
    let run: RunId = "run-aaaa".parse().expect("a run id");
    assert!(bank.app.runs.lease().is_some_and(|lease| lease.run == run), "another 15 s");
    assert!(!bank.app.runs.counts(&run).complete, "another process began it");
    assert!(bank.app.ledger.holds_entries_not_written_here(run).await.expect("an answer"));
}

#[tokio::test]
async fn memory_forgets_with_the_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let bank = Bank::on(folder.path()).await;
    bank.switch(KeyPolicy::Memory, None).await;
    assert_eq!(bank.status(&pay("k")).await, 200);
    assert_eq!(bank.status(&pay("k")).await, 208);
    bank.stop().await;
    let bank = Bank::on(folder.path()).await;
    assert_eq!(bank.status(&pay("k")).await, 200, "paid again: the key did not live where the money lives");
    assert_eq!(bank.total().await, "2");
}

#[tokio::test]
async fn a_temporary_ledger_is_gone_at_the_end() {
    let before = ledgers();
    let bank = Bank::new().await;
    bank.ask(&pay("k")).await;
    let ours: Vec<_> = ledgers().into_iter().filter(|folder| !before.contains(folder)).collect();
    assert!(!ours.is_empty());
    bank.stop().await;
    // Other tests have theirs: at least one of those that came up with ours is gone.
    assert!(ours.iter().any(|folder| !folder.exists()), "{ours:?}");
}

fn ledgers() -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(std::env::temp_dir()).expect("the temporary folder");
    let ours =
        |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("exactly-once-ledger-"));
    entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| ours(path)).collect()
}

#[tokio::test]
async fn a_ledger_of_a_newer_version_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.sqlite");
    let newer = rusqlite::Connection::open(&file).expect("a file");
    newer.pragma_update(None, "user_version", 99).expect("set");
    drop(newer);
    let opened = Ledger::open(&Location::Folder(folder.path().to_owned()), Observers::default()).await;
    let error = opened.err().expect("refused").to_string();
    assert!(error.contains("newer version"), "{error}");
}

/// Set in the process that is to die in the test below.
const DIES: &str = "BANK_TEST_DIES_IN_COMMIT";

#[tokio::test]
async fn an_error_of_the_commit_itself_ends_the_process() {
    if std::env::var_os(DIES).is_some() {
        let failures = Arc::<Failures>::default();
        failures.nobody_knows.store(true, Ordering::Relaxed);
        let process = InMemoryLedger::new().process(0);
        let store = Box::new(FailingStore::new(Box::new(process.clone()), &failures));
        let ledger = Ledger::start(store, Arc::new(process), Observers::default(), 1024);
        let payment = Payment::from_json(ONE.as_bytes()).expect("a payment");
        let _ = ledger.pay(Order { payment, key: None, attempt: None }).await;
        return;
    }
    let this = std::env::current_exe().expect("this test's program");
    let name = "durability::an_error_of_the_commit_itself_ends_the_process";
    let mut child = Command::new(this);
    let output = child.args(["--exact", name]).env(DIES, "yes").output().expect("it runs");
    assert!(!output.status.success());
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&output.status), Some(6), "aborted: {output:?}");
}
