//! The exhibits of chapter 6 and their cures, over a seeded network in memory.

use crate::world::{ledger_of, payments, run_to_the_end};
use experiment::theory;
use experiment::{Exhibit, Scenario, Sending};

#[test]
fn every_exhibit_breaks_as_its_law_says_and_its_cure_is_exact() {
    for exhibit in Exhibit::ALL {
        let scenario = Scenario::Exhibit(exhibit);
        for settings in [exhibit.settings(), exhibit.cure()] {
            let payments = scenario.payments(&payments());
            let (run, world) = run_to_the_end(scenario, settings, 6);
            let sending = run.sending().expect("a run");
            let bank = ledger_of(&world);
            let law = theory::transferred(&settings, &payments).expect("every exhibit is known");
            assert!(law.holds(bank.transferred()), "{exhibit:?} transferred {}, not {law:?}", bank.transferred());

            let law = theory::expectation(&settings, payments.len() as u64, theory::kinds(&payments));
            assert!(law.attempts.is_none_or(|law| law.holds(sending.attempts())), "{exhibit:?} {}", sending.attempts());
            let acknowledged = sending.belief().acknowledged as u64;
            assert!(law.acknowledged.is_none_or(|law| law.holds(acknowledged)), "{exhibit:?} {acknowledged}");
        }
    }
}

#[test]
fn another_amount_under_a_used_key_is_refused() {
    let exhibit = Exhibit::AnotherAmount;
    let (run, world) = run_to_the_end(Scenario::Exhibit(exhibit), exhibit.settings(), 1);
    let belief = run.sending().map(Sending::belief).expect("a run");
    assert_eq!((belief.acknowledged, belief.refused), (1, 1));
    assert_eq!(ledger_of(&world).transferred().cents(), 100);
}

#[test]
fn a_bank_that_checks_and_inserts_later_pays_twice_what_is_given_up_in_between() {
    let exhibit = Exhibit::CheckThenInsert;
    let (run, world) = run_to_the_end(Scenario::Exhibit(exhibit), exhibit.settings(), 1);
    assert_eq!(ledger_of(&world).entries(), 2 * run.sending().map_or(0, |sending| sending.payments().len() as u64));
    assert!(run.sending().is_some_and(|sending| sending.attempts_given_up() > 0));
}
