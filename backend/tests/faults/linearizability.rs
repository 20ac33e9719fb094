//! Histories of whole runs, judged by a checker that others wrote: Porcupine, in `proof/linearizability`.
//!
//! The real client sends through the real network to real banks, and meanwhile the banks are killed, lose their power or
//! lose their database. What it writes down is accepted where keys are claimed, and rejected for each way to do it wrong.

mod accepted;
mod checker;
mod network;
mod postgres;
mod restarting;
mod run;
mod wrong;

use crate::bank::folder;
use crate::times;
use accepted::Accepted;
use restarting::{Power, RestartingBank};
use run::{Conditions, Run};

/// The losses of the workshop.
const LOSSES: f64 = 0.3;

/// Histories on SQLite that must be accepted, with `faults` in each of them.
async fn accepted(name: &'static str, histories: u32, faults: u32, power: Power) {
    let mut accepted = Accepted::none_of(name, histories);
    for _ in 0..accepted.histories {
        let folder = folder();
        let bank = RestartingBank::in_folder(folder.path(), power).await;
        let run = Run::of(vec![bank], Conditions { losses: LOSSES, ..Conditions::of_a_course() }).await;
        accepted.add(run.sends_while(name, async |run| run.each_bank_dies(faults).await).await).await;
    }
    accepted.say(format_args!("{faults} faults in each"));
}

#[tokio::test(flavor = "multi_thread")]
async fn unique_is_accepted_over_a_broken_network() {
    accepted("losses", times(1, 5), 0, Power::Stays).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unique_is_accepted_when_the_bank_is_killed() {
    accepted("killed", times(1, 40), 2, Power::Stays).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unique_is_accepted_when_the_power_fails() {
    accepted("power-cut", times(1, 5), 2, Power::Fails).await;
}
