//! The searches for the shortest ways to break a key policy.

use std::path::PathBuf;

use counterexamples::{Bounds, Counterexample, Event, EventKind, Violation};
use experiment::ClientPolicy;
use protocol::KeyPolicy;
use stateright::{Checker, Model as _};

use crate::{Claim, Experiment, Setting, Step, World};

/// What is looked for, and where.
#[derive(Clone, Debug)]
pub struct Search {
    /// What must not happen.
    pub violation: Violation,
    /// A bank, a client, and the bounds.
    pub setting: Setting,
    /// The name of the rule that the bank asks, under the policy `script`.
    pub rule: Option<&'static str>,
}

impl Search {
    /// Looks for a payment made twice.
    pub fn twice(policy: KeyPolicy, bounds: Bounds) -> Self {
        Self { violation: Violation::PaidTwice, setting: Setting::new(policy, bounds), rule: None }
    }

    /// Looks for an acknowledged payment that was never made, by the rule that claims a key and does not compare what is
    /// paid with it, of a client that has one key for all its payments.
    pub fn unpaid_by_claim(bounds: Bounds) -> Self {
        let mut setting = Setting::new(KeyPolicy::Script, bounds);
        setting.rule = include_str!("../../../rule/samples/claim.rhai");
        setting.client_policy = ClientPolicy::OneKey;
        Self { violation: Violation::AcknowledgedUnpaid, setting, rule: Some("claim") }
    }

    /// Returns the same search within other bounds.
    #[must_use]
    pub fn within(&self, bounds: Bounds) -> Self {
        let mut search = match self.violation {
            Violation::PaidTwice => Self::twice(self.setting.key_policy, bounds),
            Violation::AcknowledgedUnpaid => Self::unpaid_by_claim(bounds),
        };
        search.setting.rule = self.setting.rule;
        search
    }

    /// Looks at the states in their order, until one is wrong or there are no more within the bounds.
    pub fn run(&self) -> Counterexample {
        let claim = match self.violation {
            Violation::PaidTwice => Claim::PaidTwice,
            Violation::AcknowledgedUnpaid => Claim::AcknowledgedIsPaid,
        };
        // One thread goes through the states in their order: what it finds first is shortest, and always the same.
        let experiment = Experiment { setting: self.setting.clone(), claims: vec![claim] };
        let checker = experiment.checker().threads(1).spawn_bfs().join();
        let steps = checker.discovery(claim.name()).map(|path| {
            let moments = path.into_vec();
            let pairs = moments.windows(2).filter_map(|pair| Some((&pair[0].0, pair[0].1?, &pair[1].0)));
            pairs.map(|(before, step, after)| event(before, step, after)).collect()
        });
        Counterexample {
            policy: self.setting.key_policy,
            rule: self.rule.map(str::to_owned),
            violation: self.violation,
            bounds: self.setting.bounds,
            states: checker.unique_state_count(),
            steps,
        }
    }
}

/// Returns a step as the file tells it.
fn event(before: &World, step: Step, after: &World) -> Event {
    let (kind, wire) = match step {
        // The request that is new is the client's latest attempt.
        Step::Send => (EventKind::Send, after.latest()),
        Step::LoseRequest(wire) => (EventKind::LoseRequest, Some(wire)),
        Step::Decide(wire) if after.pauses(wire) => (EventKind::Look, Some(wire)),
        Step::Decide(wire) => (EventKind::Decide, Some(wire)),
        Step::PauseEnds(wire) => (EventKind::PauseEnds, Some(wire)),
        Step::LoseReply(wire) => (EventKind::LoseReply, Some(wire)),
        Step::Answer(wire) => (EventKind::Answer, Some(wire)),
        Step::GiveUp(wire) => (EventKind::GiveUp, Some(wire)),
        Step::Crash => (EventKind::Crash, None),
    };
    let status = match kind {
        EventKind::Decide | EventKind::PauseEnds => wire.and_then(|wire| after.reply(wire)),
        EventKind::Answer => wire.and_then(|wire| before.reply(wire)),
        _ => None,
    };
    Event {
        step: kind,
        payment: wire.map(|wire| wire.payment),
        attempt: wire.map(|wire| wire.attempt),
        status,
        rows: after.rows().len(),
    }
}

/// Returns what is looked for: for each policy that can be broken within what it takes to break it, and no more; for
/// `unique` within more than that.
pub fn all() -> Vec<Search> {
    let plain = Bounds { payments: 1, attempts: 2, crashes: 0, gives_up: false };
    vec![
        Search::twice(KeyPolicy::Ignore, plain),
        Search::twice(KeyPolicy::Log, plain),
        Search::twice(KeyPolicy::Memory, Bounds { crashes: 1, ..plain }),
        Search::twice(KeyPolicy::CheckThenInsert, Bounds { gives_up: true, ..plain }),
        Search::unpaid_by_claim(Bounds { payments: 2, attempts: 1, ..plain }),
        Search::twice(KeyPolicy::Unique, Bounds { payments: 2, attempts: 3, crashes: 1, gives_up: true }),
        Search::twice(KeyPolicy::Unique, Bounds { payments: 3, attempts: 3, ..plain }),
    ]
}

/// Returns the place of the file that keeps what was found, for the page.
pub fn file() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../counterexamples/counterexamples.json"))
}
