//! Banks that do it wrong, and a ledger that was tampered with: if one of these is accepted, the tests above say nothing.

use serde_json::Value;

use super::LOSSES;
use super::checker::{self, Verdict};
use super::restarting::{Power, RestartingBank};
use super::run::{Conditions, History, Run};
use crate::bank::folder;
use crate::saw;

/// Asserts that the history of such a run is rejected.
async fn rejected(name: &str, conditions: Conditions, deaths: u32) {
    let folder = folder();
    let bank = RestartingBank::in_folder(folder.path(), Power::Stays).await;
    let run = Run::of(vec![bank], conditions).await;
    let history = run.sends_while(name, async |run| run.each_bank_dies(deaths).await).await;
    let Verdict::Rejected(keys) = history.judge().await else { panic!("{name} is accepted") };
    saw(format_args!("{name}: rejected for {} keys of {} attempts", keys.len(), history.attempts));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_only_written_down_are_rejected() {
    let conditions = Conditions { payments: 1_000, losses: LOSSES, policy: "log", ..Conditions::of_a_course() };
    rejected("log", conditions, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_a_crash_forgets_are_rejected() {
    let conditions = Conditions { payments: 1_000, losses: LOSSES, policy: "memory", ..Conditions::of_a_course() };
    rejected("memory-and-a-crash", conditions, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_before_inserting_is_rejected_when_the_client_gives_up_in_between() {
    // The bank waits for 45 ms between the two.
    let impatient = Conditions { payments: 60, senders: 6, attempt_timeout: 30, ..Conditions::of_a_course() };
    rejected("check-then-insert", Conditions { policy: "check-then-insert", ..impatient }, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_that_has_lost_an_acknowledged_payment_is_rejected() {
    let folder = folder();
    let bank = RestartingBank::in_folder(folder.path(), Power::Stays).await;
    let conditions = Conditions { payments: 200, losses: LOSSES, ..Conditions::of_a_course() };
    let history = Run::of(vec![bank], conditions).await.sends_while("a-row-removed", async |_| ()).await;
    assert_eq!(history.judge().await, Verdict::Accepted);
    let key = forget_one(&history);
    assert_eq!(checker::judge(&history.file), Verdict::Rejected([key].into()));
}

/// Takes the first row out of the last read; its key.
fn forget_one(history: &History) -> String {
    let text = std::fs::read_to_string(&history.file).expect("a history");
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let last = lines.iter_mut().rfind(|line| line["op"] == "read").expect("a read");
    let row = last["entries"].as_array_mut().expect("a list").remove(0);
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    std::fs::write(&history.file, lines.join("\n")).expect("a file");
    row[1].as_str().expect("a key").to_owned()
}
