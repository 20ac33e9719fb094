//! Histories of whole runs, judged by a checker that others wrote: Porcupine, in `proof/linearizability`.
//!
//! The real client sends through the real network to real banks, and meanwhile the banks are killed, lose their power or
//! lose their database. What it writes down is accepted where keys are claimed, and rejected for each way to do it wrong.

mod checker;
mod network;
mod postgres;
mod restarting;
mod run;
mod wrong;

use crate::bank::folder;
use crate::{saw, times};
use checker::Verdict;
use restarting::{Power, RestartingBank};
use run::{Conditions, Run};

/// The losses of the workshop.
const LOSSES: f64 = 0.3;

/// Histories that must be accepted, with `faults` in each of them.
async fn accepted(name: &str, histories: u32, faults: u32, power: Power) {
    let mut attempts = 0;
    for _ in 0..histories {
        let folder = folder();
        let bank = RestartingBank::in_folder(folder.path(), power).await;
        let run = Run::of(vec![bank], Conditions { losses: LOSSES, ..Conditions::of_a_course() }).await;
        let history = run.sends_while(name, async |run| run.each_bank_dies(faults).await).await;
        attempts += history.attempts;
        assert_eq!(history.judge().await, Verdict::Accepted);
    }
    saw(format_args!("{name}: {histories} histories, {attempts} attempts, {faults} faults in each: accepted"));
}

#[tokio::test(flavor = "multi_thread")]
async fn unique_is_accepted_over_a_broken_network() {
    accepted("losses", times(1, 10), 0, Power::Stays).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unique_is_accepted_when_the_bank_is_killed() {
    accepted("killed", times(1, 50), 2, Power::Stays).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unique_is_accepted_when_the_power_fails() {
    accepted("power-cut", times(1, 20), 2, Power::Fails).await;
}
