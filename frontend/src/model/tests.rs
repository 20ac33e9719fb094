use experiment::{Answer, CHAPTERS, Command, Event, Fate, NoAnswer, Outcome, Start};
use protocol::{Decision, KeyPolicy, NetworkState, ProxyState, Total};

use super::*;

mod course;
mod judgement;
mod outages;
mod page;
mod payment_detail;
mod recordings;
mod reporting;
mod room;
mod trials;

use page::{Page, entry, lab, ok};

#[test]
fn what_was_transferred_comes_from_the_ledger_and_never_from_acknowledgements_or_events() {
    let (mut page, attempts) = Page::running();
    for attempt in &attempts {
        page.end(attempt, ok());
    }
    page.model.arrived(PaymentEvent {
        run: None,
        payment: Some(1),
        attempt: Some(1),
        key: None,
        decision: Decision::Executed,
        status: 200,
    });
    assert_eq!(page.snapshot().progress.belief.acknowledged, 3);
    assert_eq!(page.snapshot().totals.transferred(), Some(Total::default()));
    page.read(&[entry(1, "ownownown/1/1")]);
    assert_eq!(page.snapshot().totals.transferred(), Some(Total::from_cents(100)));
    assert_eq!(page.snapshot().totals.difference().as_deref(), Some("-2"));
}

#[test]
fn a_verdict_waits_until_the_ledger_is_quiet_and_the_losses_are_measured() {
    let (mut page, attempts) = Page::running();
    for (number, attempt) in (1..).zip(&attempts) {
        page.end(attempt, ok());
        page.read(&[entry(number, &attempt.id.to_string())]);
    }
    assert_eq!((page.snapshot().run.state, page.snapshot().totals.verdict()), (RunState::Done, None));
    assert!(page.model.is_live());
    page.now += 301;
    page.read(&[]);
    assert!(page.model.wants_counts());
    assert_eq!(page.snapshot().totals.verdict(), None, "it comes together with what was measured");
    let run = attempts[0].id.run.clone();
    page.model.counted(RunCounts { run, arrivals: 3, hidden_repeats: 0, preflights: 0, complete: true });
    assert_eq!(page.snapshot().totals.verdict(), Some(experiment::Verdict::Exact));
    assert!(page.snapshot().losses.measured.is_some());
}

#[test]
fn losses_are_measured_only_over_a_whole_run() {
    let (mut page, attempts) = Page::running();
    page.end(&attempts[0], ok());
    page.end(&attempts[1], Outcome::NoAnswer(NoAnswer::NetworkError));
    page.end(&attempts[2], ok());
    page.now += 301;
    page.read(&[]);
    let mut counts =
        RunCounts { run: attempts[0].id.run.clone(), arrivals: 2, hidden_repeats: 0, preflights: 0, complete: false };
    page.model.counted(counts.clone());
    assert_eq!(page.snapshot().losses.measured, None);
    counts.complete = true;
    page.model.counted(counts);
    let measured = page.snapshot().losses.measured.expect("a measurement");
    assert_eq!(measured.reply_loss, Some(0.0));
    assert!(!measured.as_set, "chapter 1 loses nothing, a third was lost");
}

#[test]
fn a_page_watches_the_run_of_another_and_takes_over_when_it_has_ended() {
    let mut page = Page::loaded();
    page.model.state_read(Ok(lab(Some("theirtheir"))), page.now);
    assert!(page.snapshot().run.watching && !page.snapshot().run.may_run && page.snapshot().run.settings_are_locked());
    assert!(page.snapshot().notices.contains(&Notice::Watching));
    page.read(&[entry(1, "theirtheir/2/1"), entry(2, "somebody/1/1")]);
    assert_eq!(page.model.fates().collect::<Vec<_>>(), [Fate::Waiting, Fate::PaidByAnother, Fate::Waiting]);
    assert_eq!(page.snapshot().totals.bank.expect("uncovered").other_traffic, 1);
    page.model.state_read(Ok(lab(None)), page.now);
    assert!(page.snapshot().run.may_run);
}

#[test]
fn a_page_loaded_after_a_run_shows_what_the_bank_has() {
    let mut page = Page::loaded();
    page.read(&[entry(1, "theirtheir/3/1"), entry(2, "theirtheir/3/2")]);
    assert_eq!(page.model.fates().collect::<Vec<_>>(), [Fate::Waiting, Fate::Waiting, Fate::PaidTimes(2)]);
    assert_eq!(page.snapshot().run.state, RunState::Idle);
}

#[test]
fn a_reading_that_was_asked_for_before_the_ledger_was_deleted_is_passed_over() {
    let mut page = Page::loaded();
    let (epoch, _) = page.model.next_reading();
    page.model.reload();
    page.model.ledger_read(epoch, &[entry(1, "theirtheir/1/1")], page.now, page.now);
    assert_eq!(page.snapshot().totals.transferred(), Some(Total::default()));
}

#[test]
fn what_stands_in_the_way_of_a_run_is_said() {
    let mut page = Page::loaded();
    assert!(page.snapshot().run.may_run && page.snapshot().notices.is_empty());
    let mut state = lab(None);
    state.network.other_toxics = vec!["slow".into()];
    page.model.state_read(Ok(state.clone()), page.now);
    assert!(page.snapshot().lab.needs_repair && page.snapshot().run.may_run);
    state.network.proxy = ProxyState::Disabled;
    page.model.state_read(Ok(state.clone()), page.now);
    assert!(page.snapshot().lab.needs_repair && !page.snapshot().run.may_run);
    state.network = NetworkState::unreachable();
    page.model.state_read(Ok(state), page.now);
    assert_eq!(page.snapshot().notices, [Notice::NoNetwork { mid_run: false }]);
    page.model.state_read(Err(StepError::NoAnswer), page.now);
    assert_eq!(page.snapshot().notices[0], Notice::BankIsSilent);
}

#[test]
fn a_network_that_forgets_its_toxics_in_a_run_is_said() {
    let (mut page, _) = Page::running();
    page.model.check_for_drift();
    assert!(!page.snapshot().notices.iter().any(|notice| matches!(notice, Notice::Drifted(_))), "as the run set it");
    let mut other = lab(None);
    other.network.reply_loss = 0.3;
    page.model.state_read(Ok(other), page.now);
    page.model.check_for_drift();
    let lossy = protocol::Losses { request: 0.0, reply: 0.3 };
    assert!(page.snapshot().notices.contains(&Notice::Drifted(lossy)));
}

#[test]
fn during_a_run_the_bank_is_covered_and_nothing_gives_it_away() {
    let (mut page, attempts) = Page::running();
    page.model.starting(&CHAPTERS[0].settings, false, page.now);
    page.end(&attempts[0], Outcome::NoAnswer(NoAnswer::NetworkError));
    page.read(&[entry(1, "ownownown/1/1")]);
    let seen = page.snapshot();
    assert_eq!((seen.totals.transferred(), seen.totals.difference(), seen.totals.verdict()), (None, None, None));
    assert_eq!(page.model.cells()[0], Cell::Believed(experiment::Believed::Unknown));
    let detail = page.model.detail(0).expect("a payment");
    assert_eq!((detail.paid, detail.attempts[0].bank), (None, AtBank::Covered));
    page.model.live.reveal.reveal();
    assert_eq!(page.snapshot().totals.transferred(), Some(Total::from_cents(100)));
    assert_eq!(page.model.cells()[0], Cell::Fate(Fate::PaidNotKnown));
}

#[test]
fn reveal_pressed_in_a_run_is_remembered_until_the_verdict_and_comes_with_what_was_measured() {
    let mut page = Page::loaded();
    let attempts = page.run(Scenario::Chapter(1), "ownownown");
    page.model.reveal();
    let run = page.snapshot().run;
    assert_eq!((run.concealment, run.may_reveal()), (Concealment::Revealing, false));
    for (number, attempt) in (1..).zip(&attempts) {
        page.end(attempt, ok());
        page.read(&[entry(number, &attempt.id.to_string())]);
    }
    page.model.lift_the_cover_in_time();
    assert_eq!(page.snapshot().totals.transferred(), None, "it could still change");
    page.now += 301;
    page.read(&[]);
    let run = attempts[0].id.run.clone();
    page.model.counted(RunCounts { run, arrivals: 3, hidden_repeats: 0, preflights: 0, complete: true });
    page.model.lift_the_cover_in_time();
    let snapshot = page.snapshot();
    assert_eq!(snapshot.totals.verdict(), Some(experiment::Verdict::Exact));
    assert!(snapshot.losses.measured.is_some());
}

#[test]
fn the_pipeline_tells_how_far_attempts_got_and_keeps_the_banks_part_until_it_is_revealed() {
    let mut page = Page::loaded();
    let attempts = page.run(Scenario::Chapter(1), "ownownown");
    page.end(&attempts[0], ok());
    page.end(&attempts[1], Outcome::NoAnswer(NoAnswer::NetworkError));
    page.end(&attempts[2], Outcome::NoAnswer(NoAnswer::NetworkError));
    page.read(&[entry(1, "ownownown/1/1"), entry(2, "ownownown/2/1")]);
    page.now += 301;
    page.read(&[]);
    let run = attempts[0].id.run.clone();
    // One of the two that arrived was resent by the browser.
    page.model.counted(RunCounts { run, arrivals: 3, hidden_repeats: 1, preflights: 0, complete: true });
    let covered = Pipeline { sent: 3, answered: 1, ..Pipeline::default() };
    assert_eq!(page.snapshot().pipeline, covered);
    page.model.reveal();
    let revealed = Pipeline { lost_before: Some(1), arrived: Some(2), lost_after: Some(1), ..covered };
    assert_eq!(page.snapshot().pipeline, revealed);
}

#[test]
fn where_the_client_gave_up_nobody_can_tell_what_was_lost() {
    let (mut page, attempts) = Page::running();
    page.end(&attempts[0], ok());
    page.model.live.run.handle(Event::Stop, page.now);
    while page.model.live.run.poll(page.now).is_some() {}
    for attempt in &attempts[1..] {
        page.end(attempt, Outcome::NoAnswer(NoAnswer::NetworkError));
    }
    page.now += 301;
    page.read(&[entry(1, "ownownown/1/1")]);
    page.now += 301;
    page.read(&[]);
    let run = attempts[0].id.run.clone();
    page.model.counted(RunCounts { run, arrivals: 1, hidden_repeats: 0, preflights: 0, complete: true });
    let pipeline = page.snapshot().pipeline;
    let expected = Pipeline { sent: 3, arrived: Some(1), answered: 1, given_up: 2, ..Pipeline::default() };
    assert_eq!(pipeline, expected);
}

#[test]
fn the_cover_is_lifted_by_itself_where_that_was_asked_for_and_where_there_is_nothing_to_hide() {
    let (mut page, attempts) = Page::running();
    page.model.starting(&CHAPTERS[0].settings, false, page.now);
    page.model.reveal_by_itself(true);
    for (number, attempt) in (1..).zip(&attempts) {
        page.end(attempt, ok());
        page.read(&[entry(number, &attempt.id.to_string())]);
    }
    page.model.lift_the_cover_in_time();
    assert!(page.model.is_covered(), "there is no verdict yet");
    page.now += 301;
    page.read(&[]);
    let run = attempts[0].id.run.clone();
    page.model.counted(RunCounts { run, arrivals: 3, hidden_repeats: 0, preflights: 0, complete: true });
    page.model.lift_the_cover_in_time();
    assert!(!page.model.is_covered());

    let mut idle = Page::loaded();
    assert!(!idle.model.is_covered(), "a freshly loaded page is not covered");
    idle.model.starting(&CHAPTERS[0].settings, false, idle.now);
    idle.model.lift_the_cover_in_time();
    assert!(!idle.model.is_covered(), "nothing was ever sent");
}

#[test]
fn a_payment_is_found_by_its_number_by_its_key_and_by_what_became_of_it() {
    let mut page = Page::loaded();
    let attempts = page.run_with_a_retry(Scenario::Chapter(3), "ownownown", 2);
    page.model.live.reveal.reveal();
    page.end(&attempts[0], ok());
    page.end(&attempts[1], Outcome::NoAnswer(NoAnswer::NetworkError));
    page.end(&attempts[3], ok());
    page.stop();
    page.now += 1;
    page.read(&[entry(1, "ownownown/1/1"), entry(2, "ownownown/3/1"), entry(3, "ownownown/3/2")]);
    let model = &page.model;
    assert_eq!(
        [" 2", "#3", "9", "x", ""].map(|wanted| model.find(&Find::Text(wanted.into()), 0)),
        [Some(1), Some(2), None, None, None]
    );
    let key = model.live.run.sending().and_then(|sending| sending.records()[0].key.clone()).expect("a key").to_string();
    assert_eq!((model.by_number_or_key(&key), model.by_number_or_key(&key[..6])), (Some(0), Some(0)));
    assert_eq!((model.unluckiest(), model.most_often_paid()), (Some(2), Some(2)));
    assert_eq!((model.next_problem(0, true, None), model.next_problem(1, true, None)), (Some(1), Some(2)));
    assert_eq!((model.next_problem(1, false, None), model.next_problem(2, false, None)), (None, Some(1)));
    assert_eq!(model.next_problem(2, false, Some("paid-known")), Some(0));
}
