//! What is judged: a whole run of this page, by what was expected of it, and nothing else.

use experiment::Verdict;

use super::course::finish;
use super::*;

#[test]
fn an_empty_ledger_is_nobodys_and_nothing_is_missing_from_it_before_a_run() {
    let totals = Page::loaded().snapshot().totals;
    assert_eq!((totals.owner, totals.transferred()), (LedgerOwner::Nobody, Some(Total::default())));
    assert_eq!((totals.difference(), totals.verdict()), (None, None));
}

#[test]
fn what_an_earlier_run_left_is_not_judged_by_the_chapter_that_is_chosen() {
    let mut page = Page::loaded();
    page.read(&[entry(1, "theirtheir/1/1")]);
    page.now += 1_000;
    page.read(&[]);
    for scenario in [Scenario::Chapter(1), Scenario::Exhibit(experiment::Exhibit::AnotherAmount)] {
        page.model.choose(scenario, page.now);
        let totals = page.snapshot().totals;
        assert_eq!((totals.owner, totals.transferred()), (LedgerOwner::EarlierRun, Some(Total::from_cents(100))));
        assert_eq!((totals.difference(), totals.verdict(), totals.band), (None, None, None));
    }
}

#[test]
fn a_run_that_was_stopped_is_called_so_and_has_no_band() {
    let (mut page, attempts) = Page::running();
    page.end(&attempts[0], ok());
    page.read(&[entry(1, &attempts[0].id.to_string())]);
    page.stop();
    for attempt in &attempts[1..] {
        page.end(attempt, Outcome::NoAnswer(NoAnswer::Stopped));
    }
    page.now += 301;
    page.read(&[]);
    let run = attempts[0].id.run.clone();
    page.model.counted(RunCounts { run, arrivals: 1, hidden_repeats: 0, preflights: 0, complete: true });
    let totals = page.snapshot().totals;
    assert_eq!((totals.owner, totals.band), (LedgerOwner::StoppedRun, None));
    assert_eq!((totals.verdict(), totals.difference().as_deref()), (Some(Verdict::Missing), Some("-2")));

    let attempts = page.run(Scenario::Chapter(1), "newrunnewrun");
    page.model.live.reveal.reveal();
    finish(&mut page, &attempts);
    let totals = page.snapshot().totals;
    assert!(totals.owner == LedgerOwner::ThisRun && totals.band.is_some(), "{totals:?}");
}
