//! What holds at every moment there can be, and what is found at one of them. `SOAK=1`, as `cargo xtask soak` sets it,
//! looks further.

use std::sync::LazyLock;
use std::time::Instant;

use experiment::ClientPolicy;
use model::{Bounds, Claim, Counterexample, Experiment, Setting, all, file};
use protocol::KeyPolicy;
use stateright::{Checker, Model as _};

/// What the checker finds now.
static FOUND: LazyLock<Vec<Counterexample>> =
    LazyLock::new(|| all().into_iter().map(|(policy, bounds)| Counterexample::search(policy, bounds)).collect());

const LATE_AND_CRASHED: Bounds = Bounds { payments: 1, attempts: 3, crashes: 2, gives_up: true };

/// Looks at everything within the bounds, and asserts these claims.
fn keeps(claims: &[Claim], policy: KeyPolicy, bounds: Bounds) {
    let started = Instant::now();
    let experiment = Experiment { setting: Setting::new(policy, bounds), claims: claims.to_vec() };
    let checker = experiment.checker().threads(1).spawn_bfs().join();
    checker.assert_properties();
    println!("{policy}, {bounds:?}: {} states in {:?}", checker.unique_state_count(), started.elapsed());
}

#[test]
fn under_unique_a_key_has_one_row_whatever_happens() {
    let two_payments = Bounds { payments: 2, attempts: 3, crashes: 1, gives_up: true };
    let three_payments = Bounds { payments: 3, attempts: 3, crashes: 0, gives_up: false };
    let further = [Bounds { attempts: 4, ..two_payments }, Bounds { attempts: 2, gives_up: true, ..three_payments }];
    let further = further.into_iter().filter(|_| std::env::var_os("SOAK").is_some());
    for bounds in [Bounds { attempts: 5, ..LATE_AND_CRASHED }, two_payments, three_payments].into_iter().chain(further)
    {
        keeps(&Claim::PROMISES, KeyPolicy::Unique, bounds);
    }
}

#[test]
fn under_every_policy_what_is_acknowledged_is_paid_and_beliefs_add_up() {
    for policy in KeyPolicy::ALL {
        keeps(&[Claim::AcknowledgedIsPaid, Claim::BeliefsAddUp], policy, LATE_AND_CRASHED);
    }
}

/// A rule that claims a key and does not compare what is paid acknowledges a payment that it never made.
#[test]
fn the_rule_that_only_claims_acknowledges_another_amount_unpaid_and_same_cures_it() {
    let bounds = Bounds { payments: 2, attempts: 2, crashes: 1, gives_up: true };
    let lies = |rule| {
        let mut setting = Setting::new(KeyPolicy::Script, bounds);
        setting.rule = rule;
        setting.client_policy = ClientPolicy::OneKey;
        let experiment = Experiment { setting, claims: vec![Claim::AcknowledgedIsPaid] };
        let checker = experiment.checker().threads(1).spawn_bfs().join();
        let steps = checker.discovery(Claim::AcknowledgedIsPaid.name()).map(stateright::Path::into_actions);
        println!("{} states, {steps:?}", checker.unique_state_count());
        steps
    };
    let steps = lies(include_str!("../../../rule/samples/claim.rhai")).expect("it lies");
    assert_eq!(steps.len(), 5, "two payments sent and decided, and the second one answered");
    assert_eq!(lies(include_str!("../../../rule/samples/claim_and_same.rhai")), None);
}

#[test]
fn every_policy_but_unique_can_be_made_to_pay_twice() {
    for Counterexample { policy, states, steps, .. } in &*FOUND {
        println!("{policy}: {:?} steps, {states} states", steps.as_ref().map(Vec::len));
        assert_eq!(steps.is_none(), *policy == KeyPolicy::Unique, "{policy}");
    }
}

/// Takes away from each what it needs to be broken: then it cannot be.
#[test]
fn nothing_less_breaks_them() {
    for (policy, bounds) in all().into_iter().filter(|(policy, _)| *policy != KeyPolicy::Unique) {
        let once = Bounds { attempts: 1, ..bounds };
        let stable = Bounds { crashes: 0, gives_up: false, ..bounds };
        let needs_more_than_losses = stable != bounds;
        for less in [Some(once), needs_more_than_losses.then_some(stable)].into_iter().flatten() {
            assert_eq!(Counterexample::search(policy, less).steps, None, "{policy}, {less:?}");
        }
    }
}

#[test]
fn the_file_for_the_page_holds_what_the_checker_finds() {
    let found = serde_json::to_string_pretty(&*FOUND).expect("JSON") + "\n";
    if std::env::var_os("WRITE_COUNTEREXAMPLES").is_some() {
        std::fs::write(file(), &found).expect("a file");
    }
    let kept = std::fs::read_to_string(file()).expect("a file in the repository");
    assert!(kept == found, "proof/counterexamples.json is not what is found now; WRITE_COUNTEREXAMPLES=1 writes it");
}
