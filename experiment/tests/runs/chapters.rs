//! The five chapters over a seeded network in memory: the same code that drives the page, with a
//! bank of a few lines behind it.

use crate::world::{PAYMENTS, ledger_of, payments, run_to_the_end};
use experiment::theory::{self, Expectation};
use experiment::{CHAPTERS, Fate, Fates, Scenario, Sending, Verdict};
use protocol::{Losses, Total};

#[test]
fn every_chapter_keeps_within_its_bands_and_its_invariants() {
    for chapter in CHAPTERS {
        let (run, world) =
            run_to_the_end(Scenario::Chapter(chapter.number), chapter.settings, u64::from(chapter.number));
        let sending = run.sending().expect("a run");
        let bank = ledger_of(&world);
        let Expectation { executed, acknowledged, attempts } =
            theory::expectation(&chapter.settings, PAYMENTS as u64, 1);
        assert!(executed.expect("a law").holds(bank.entries()), "{chapter:?} paid {}", bank.entries());
        assert!(acknowledged.expect("a law").holds(sending.belief().acknowledged as u64));
        assert!(attempts.expect("a law").holds(sending.attempts()), "{} attempts", sending.attempts());
        let measured =
            theory::measure(world.losses, sending.attempts_ended(), world.arrivals, sending.attempts_answered());
        assert!(measured.as_set, "{measured:?}");

        let fates: Vec<Fate> =
            (0..PAYMENTS).map(|index| Fate::of(Some(&sending.records()[index]), &bank, index)).collect();
        let paid: u64 = (0..PAYMENTS).map(|index| bank.executed(index).len() as u64).sum();
        assert_eq!(paid, bank.entries(), "the grid's digits sum to the bank's total");
        let counted: usize = Fates::count(fates).iter().map(|(_, count)| count).sum();
        assert_eq!(counted, PAYMENTS);
    }
}

#[test]
fn chapter_five_is_exact_whatever_the_dice() {
    for seed in 0..20 {
        let (run, world) = run_to_the_end(Scenario::FIRST, CHAPTERS[4].settings, seed);
        let bank = ledger_of(&world);
        let expected: Total = payments().iter().map(|payment| payment.amount).sum();
        assert_eq!(Verdict::of(expected, bank.transferred()), Verdict::Exact);
        assert_eq!(run.sending().map(|sending| sending.belief().acknowledged), Some(PAYMENTS));
    }
}

#[test]
fn without_lost_replies_blind_retrying_is_exact_at_any_request_loss() {
    let mut settings = CHAPTERS[2].settings;
    settings.losses = Losses { request: 0.6, reply: 0.0 };
    let (_, world) = run_to_the_end(Scenario::FIRST, settings, 7);
    assert_eq!(world.ledger.len(), PAYMENTS);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let attempts = |seed| {
        let (run, _) = run_to_the_end(Scenario::FIRST, CHAPTERS[2].settings, seed);
        run.sending().map(Sending::attempts)
    };
    assert_eq!(attempts(11), attempts(11));
    assert_ne!(attempts(11), attempts(12));
}
