//! What is chosen, what was started, what is over.

use experiment::{ByHand, Exhibit, Scenario};

use super::*;

pub(super) fn finish(page: &mut Page, attempts: &[experiment::Attempt]) {
    for (number, attempt) in (1..).zip(attempts) {
        page.end(attempt, ok());
        page.read(&[entry(number, &attempt.id.to_string())]);
    }
    page.now += 301;
    page.read(&[]);
    let run = attempts[0].id.run.clone();
    let arrivals = attempts.len() as u64;
    page.model.counted(RunCounts { run, arrivals, hidden_repeats: 0, preflights: 0, complete: true });
}

#[test]
fn a_run_belongs_to_the_history_once_it_has_its_verdict_and_only_once() {
    let (mut page, attempts) = Page::running();
    assert_eq!(page.model.course.finished_runs.runs().len(), 0);
    finish(&mut page, &attempts);
    page.now += 1_000;
    page.read(&[]);
    let [run] = page.model.course.finished_runs.runs() else { panic!("one run is over") };
    assert_eq!((run.scenario, run.transferred, run.stopped), (Scenario::Chapter(1), Total::from_cents(300), false));
    assert!(run.is_typical() && run.measured.is_some());
}

#[test]
fn choosing_changes_what_would_be_sent_and_not_what_was() {
    let (mut page, attempts) = Page::running();
    finish(&mut page, &attempts);
    page.model.course.scenario = Scenario::ByHand;
    assert_eq!((page.model.planned().len(), page.model.payments().len()), (1, 3));
    assert_eq!(
        (page.snapshot().totals.expected, page.snapshot().run.scenario),
        (Total::from_cents(300), Some(Scenario::Chapter(1)))
    );
    let mut fresh = Page::loaded();
    fresh.model.course.scenario = Scenario::Exhibit(Exhibit::AnotherAmount);
    assert_eq!(fresh.snapshot().totals.expected, Total::from_cents(300), "1 EUR and 2 EUR");
    assert_eq!(fresh.model.fates().count(), 2);
}

/// One payment by hand, up to its first attempt.
pub(super) fn by_hand(page: &mut Page) -> experiment::Attempt {
    page.model.course.scenario = Scenario::ByHand;
    let settings = Scenario::ByHand.settings();
    page.model.starting(&settings, false, page.now);
    let (payments, run): (_, RunId) = (page.model.planned(), "ownownown".parse().expect("a run id"));
    let by_hand = Some(ByHand::Through);
    let start = Start {
        settings,
        payments,
        run: run.clone(),
        random: Box::new(|| [7; 16]),
        by_hand,
        hidden: false,
        follows_the_wire: false,
    };
    page.model.live.run.handle(Event::Start(Box::new(start)), page.now);
    loop {
        let answer = match page.model.live.run.poll(page.now).expect("a step") {
            Command::Send(attempt) => return attempt,
            Command::ReadState => {
                let mut state = lab(Some("ownownown"));
                state.key_policy = KeyPolicy::Unique;
                Answer::State(Box::new(state))
            }
            Command::ClearLedger => {
                page.model.ledger_cleared(page.now);
                Answer::Done
            }
            _ => Answer::Done,
        };
        page.model.live.run.handle(Event::StepEnded(Ok(answer)), page.now);
    }
}

#[test]
fn by_hand_the_bank_is_never_covered_and_each_attempt_has_its_verdict() {
    let mut page = Page::loaded();
    let attempt = by_hand(&mut page);
    page.model.follow_the_story();
    assert!(!page.model.is_covered());
    page.end(&attempt, ok());
    page.read(&[entry(1, "ownownown/1/1")]);
    page.now += 301;
    page.read(&[]);
    let seen = page.snapshot();
    assert_eq!((seen.run.state, seen.run.phase, seen.run.story.shown()), (RunState::Done, Phase::Between, 1));
    assert_eq!(seen.totals.verdict(), Some(experiment::Verdict::Exact));
    assert!(page.model.course.finished_runs.runs().is_empty(), "it says nothing about any law");
    assert!(page.model.is_busy(), "the lease is held");
}

#[test]
fn a_browser_that_slows_a_run_down_is_told_of() {
    let (mut page, _) = Page::running();
    page.model.timer_was_late(300);
    assert!(page.snapshot().notices.is_empty());
    page.model.timer_was_late(700);
    page.model.timer_was_late(600);
    assert_eq!(page.snapshot().notices, [Notice::Slowed(700)]);
    page.model.hidden();
    assert_eq!(page.snapshot().notices, [Notice::WasHidden { impatient: false }]);
}

#[test]
fn a_page_that_was_loaded_again_says_what_it_lost() {
    let mut page = Page::loaded();
    page.model.forgotten = Some("theirtheir".parse().expect("a run id"));
    page.read(&[entry(1, "somebody12/1/1")]);
    assert!(page.snapshot().notices.is_empty(), "another run");
    let mut page = Page::loaded();
    page.model.forgotten = Some("theirtheir".parse().expect("a run id"));
    page.read(&[entry(1, "theirtheir/1/1")]);
    assert_eq!(page.snapshot().notices, [Notice::Forgotten { covered: false }]);
}
