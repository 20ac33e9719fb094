//! The shortest ways to pay twice, as a page can draw them.

use std::path::PathBuf;

use protocol::KeyPolicy;
use serde::{Deserialize, Serialize};
use stateright::{Checker, Model as _};

use crate::{Bounds, Claim, Experiment, Setting, Step, Wire};

/// What was looked for under one key policy, how far, and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterexample {
    /// What the bank does with a key.
    pub policy: KeyPolicy,
    /// How far it was tried.
    pub bounds: Bounds,
    /// How many states were looked at: all there are within the bounds, or until something was found.
    pub states: usize,
    /// The shortest way to pay twice; `None` where there is no way at all.
    pub steps: Option<Vec<Event>>,
}

/// What happens, one step after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What it is.
    pub step: Found,
    /// The payment, from 1; absent for a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<u32>,
    /// The attempt of the payment, from 1; absent for a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// What the bank answers with, where it decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How many rows the ledger holds afterwards.
    pub rows: usize,
}

/// The name of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// The client sends an attempt.
    Send,
    /// Its request is lost.
    LoseRequest,
    /// Its request reaches the bank, which decides, or looks and pauses.
    Decide,
    /// The bank inserts what it did not find before its pause.
    PauseEnds,
    /// The reply is lost.
    LoseReply,
    /// The reply reaches the client.
    Answer,
    /// The client waits no longer.
    GiveUp,
    /// The bank's process ends, and another begins.
    Crash,
}

impl Counterexample {
    /// Looks for the shortest way to pay twice, within the bounds.
    pub fn search(policy: KeyPolicy, bounds: Bounds) -> Self {
        let setting = Setting::new(policy, bounds);
        // One thread goes through the states in their order: what it finds first is shortest, and always the same.
        let experiment = Experiment { setting, claims: vec![Claim::PaidTwice] };
        let checker = experiment.checker().threads(1).spawn_bfs().join();
        let states = checker.unique_state_count();
        let steps = checker.discovery(Claim::PaidTwice.name()).map(|path| {
            let moments = path.into_vec();
            let pairs = moments.windows(2).filter_map(|pair| Some((pair[0].1?, &pair[1].0)));
            pairs.map(|(step, after)| Event::new(step, after)).collect()
        });
        Self { policy, bounds, states, steps }
    }
}

impl Event {
    fn new(step: Step, after: &crate::World) -> Self {
        let (step, wire) = match step {
            // The request that is new is the client's latest attempt.
            Step::Send => (Found::Send, after.latest()),
            Step::LoseRequest(wire) => (Found::LoseRequest, Some(wire)),
            Step::Decide(wire) => (Found::Decide, Some(wire)),
            Step::PauseEnds(wire) => (Found::PauseEnds, Some(wire)),
            Step::LoseReply(wire) => (Found::LoseReply, Some(wire)),
            Step::Answer(wire) => (Found::Answer, Some(wire)),
            Step::GiveUp(wire) => (Found::GiveUp, Some(wire)),
            Step::Crash => (Found::Crash, None),
        };
        let decides = matches!(step, Found::Decide | Found::PauseEnds);
        Self {
            step,
            payment: wire.map(|wire: Wire| wire.payment),
            attempt: wire.map(|wire| wire.attempt),
            status: wire.filter(|_| decides).and_then(|wire| after.reply(wire)),
            rows: after.rows().len(),
        }
    }
}

/// What is looked for: for each policy that can be broken what it takes to break it, and no more; for `unique` all of it.
pub fn all() -> Vec<(KeyPolicy, Bounds)> {
    let plain = Bounds { payments: 1, attempts: 2, crashes: 0, gives_up: false };
    vec![
        (KeyPolicy::Ignore, plain),
        (KeyPolicy::Log, plain),
        (KeyPolicy::Memory, Bounds { crashes: 1, ..plain }),
        (KeyPolicy::CheckThenInsert, Bounds { gives_up: true, ..plain }),
        (KeyPolicy::Unique, Bounds { payments: 2, attempts: 3, crashes: 1, gives_up: true }),
        (KeyPolicy::Unique, Bounds { payments: 3, attempts: 3, crashes: 0, gives_up: false }),
    ]
}

/// The file that keeps what was found, for the page.
pub fn file() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../counterexamples.json"))
}
