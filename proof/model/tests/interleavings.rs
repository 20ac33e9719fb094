//! What holds at every moment there can be, and what is found at one of them. `SOAK=1`, as `cargo xtask soak` sets it,
//! looks further.

use std::sync::LazyLock;
use std::time::Instant;

use model::{Bounds, Claim, Counterexample, Experiment, Search, Setting, all, file};
use protocol::KeyPolicy;
use stateright::{Checker, Model as _};

/// What the checker finds now.
static FOUND: LazyLock<Vec<Counterexample>> = LazyLock::new(|| all().iter().map(Search::run).collect());

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
    let mut search = Search::unpaid_by_claim(Bounds { payments: 2, attempts: 2, crashes: 1, gives_up: true });
    let lies = search.run();
    println!("{} states, {:?}", lies.states, lies.steps);
    let steps = lies.steps.expect("it lies");
    assert_eq!(steps.len(), 5, "two payments sent and decided, and the second one answered");
    search.setting.rule = include_str!("../../../rule/samples/claim_and_same.rhai");
    assert_eq!(search.run().steps, None);
}

#[test]
fn everything_but_unique_can_be_broken() {
    for Counterexample { policy, states, steps, .. } in &*FOUND {
        println!("{policy}: {:?} steps, {states} states", steps.as_ref().map(Vec::len));
        assert_eq!(steps.is_none(), *policy == KeyPolicy::Unique, "{policy}");
    }
}

/// Takes away from each what it needs to be broken: then it cannot be.
#[test]
fn nothing_less_breaks_them() {
    for search in all().into_iter().filter(|search| search.setting.key_policy != KeyPolicy::Unique) {
        let bounds = search.setting.bounds;
        let less = [Bounds { payments: 1, attempts: 1, ..bounds }, Bounds { crashes: 0, gives_up: false, ..bounds }];
        for less in less.into_iter().filter(|less| *less != bounds) {
            assert_eq!(search.within(less).run().steps, None, "{}, {less:?}", search.setting.key_policy);
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
    assert!(kept == found, "counterexamples.json is not what is found now; WRITE_COUNTEREXAMPLES=1 writes it");
}
