//! A finished run comes back with its place: with its ledger, or as the recording that it is then.

use experiment::Verdict;

use super::course::{by_hand, finish};
use super::*;

const THREE: Scenario = Scenario::Chapter(3);
const FOUR: Scenario = Scenario::Chapter(4);

fn euros(euros: u64) -> Total {
    Total::from_cents(euros * 100)
}

/// The run of chapter 3: payment 1 was paid twice, payment 2 once, payment 3 never.
fn chapter_three(page: &mut Page) {
    let attempts = page.run_with_a_retry(THREE, "three3three", 0);
    page.end(&attempts[1], Outcome::NoAnswer(NoAnswer::NetworkError));
    page.end(&attempts[2], Outcome::NoAnswer(NoAnswer::NetworkError));
    page.end(&attempts[3], ok());
    page.stop();
    page.read(&[entry(1, "three3three/1/1"), entry(2, "three3three/1/2"), entry(3, "three3three/2/1")]);
    page.settle("three3three");
    page.model.reveal();
}

/// The run of chapter 4: everything is paid once.
fn chapter_four(page: &mut Page) {
    let attempts = page.run(FOUR, "four4four");
    finish(page, &attempts);
    page.model.reveal();
}

impl Page {
    /// The ledger is quiet, and the bank has counted.
    fn settle(&mut self, run: &str) {
        self.now += 301;
        self.read(&[]);
        let run = run.parse().expect("a run id");
        self.model.counted(RunCounts { run, arrivals: 2, hidden_repeats: 0, preflights: 0, complete: true });
    }

    fn choose(&mut self, scenario: Scenario) {
        self.model.choose(scenario, self.now);
    }

    /// Somebody deletes the ledger, and this page hears of it.
    fn ledger_is_deleted(&mut self) {
        self.model.reload();
        self.now += 500;
        self.read(&[]);
    }
}

#[test]
fn a_host_who_goes_too_far_and_back_sees_the_run_with_its_ledger() {
    let mut page = Page::loaded();
    chapter_three(&mut page);
    let before = page.snapshot();
    page.choose(FOUR);
    assert_eq!(
        (page.snapshot().run.scenario, page.snapshot().run.recorded_at),
        (Some(THREE), None),
        "nothing else has been run"
    );
    page.choose(THREE);
    assert_eq!(page.snapshot(), before);
    assert_eq!(before.run.recorded_at, None, "it is read from the bank");
}

#[test]
fn a_run_whose_ledger_is_another_runs_now_is_a_recording_and_shows_what_it_showed() {
    let mut page = Page::loaded();
    chapter_three(&mut page);
    let log = PaymentEvent {
        run: None,
        payment: Some(1),
        attempt: Some(2),
        key: None,
        decision: Decision::Executed,
        status: 200,
    };
    page.model.arrived(log.clone());
    let (before, detail) = (page.snapshot(), page.model.detail(1));
    let fates: Vec<Fate> = page.model.fates().collect();
    chapter_four(&mut page);
    assert_eq!((page.snapshot().totals.transferred(), page.snapshot().run.recorded_at), (Some(euros(3)), None));
    assert_eq!(page.model.log_rows(), []);

    page.choose(THREE);
    let seen = page.snapshot();
    let recorded_at = seen.run.recorded_at;
    assert!(recorded_at.is_some_and(|at| at < page.now), "when its ledger was last read");
    let run = RunStatus { recorded_at: None, ..seen.run.clone() };
    assert_eq!(Snapshot { run, ..seen }, before);
    assert_eq!((before.totals.transferred(), before.totals.verdict()), (Some(euros(3)), Some(Verdict::Exact)));
    assert_eq!(fates, [Fate::PaidTimes(2), Fate::PaidNotKnown, Fate::NeverPaid]);
    assert_eq!(page.model.fates().collect::<Vec<_>>(), fates);
    assert_eq!((page.model.detail(1), page.model.log_rows()[0].line.clone()), (detail, LogLine::Payment(log)));
    assert_eq!(page.model.table(None).expect("rows").len(), 3);
    let report = page.model.finished_record().expect("a report");
    assert_eq!((report.sending.run().as_str(), report.bank.entries()), ("three3three", 3));

    page.choose(FOUR);
    assert_eq!((page.snapshot().run.scenario, page.snapshot().run.recorded_at), (Some(FOUR), None));
}

#[test]
fn nothing_that_comes_into_the_ledger_later_comes_into_a_recording() {
    let mut page = Page::loaded();
    chapter_three(&mut page);
    page.read(&[entry(4, "somebody12/1/1")]);
    assert_eq!(page.snapshot().totals.transferred(), Some(euros(4)), "the ledger as it is now");
    chapter_four(&mut page);
    page.choose(THREE);
    page.read(&[entry(5, "somebody12/2/1"), entry(6, "four4four/1/9")]);
    page.model.state_read(Ok(LabState { network: NetworkState::unreachable(), ..lab(None) }), page.now);
    let bank = page.snapshot().totals.bank.expect("revealed");
    assert_eq!((bank.transferred, bank.other_traffic), (euros(3), 0));
    assert_eq!(page.snapshot().losses.toxics, Some(protocol::Losses::NONE), "as the network was then");
    page.choose(FOUR);
    assert_eq!(page.snapshot().totals.transferred(), Some(euros(5)), "and the latest run goes on with the ledger");
}

#[test]
fn a_ledger_that_somebody_else_deletes_leaves_a_recording_behind() {
    let mut page = Page::loaded();
    chapter_three(&mut page);
    page.ledger_is_deleted();
    assert_eq!(page.snapshot().totals.transferred(), Some(euros(0)), "what is on the page is what the bank has");
    page.choose(FOUR);
    assert_eq!((page.snapshot().run.state, page.snapshot().totals.transferred()), (RunState::Idle, Some(euros(0))));
    page.choose(THREE);
    assert_eq!(page.snapshot().totals.transferred(), Some(euros(3)));
    assert!(page.snapshot().run.recorded_at.is_some());
}

#[test]
fn a_page_that_watches_shows_no_recording_and_keeps_its_own_for_afterwards() {
    let mut page = Page::loaded();
    chapter_three(&mut page);
    chapter_four(&mut page);
    page.choose(THREE);
    page.model.state_read(Ok(lab(Some("theirtheir"))), page.now);
    assert_eq!((page.snapshot().run.watching, page.snapshot().run.recorded_at), (true, None));
    page.choose(FOUR);
    assert_eq!(page.snapshot().run.recorded_at, None);
    page.model.state_read(Ok(lab(None)), page.now);
    assert_eq!(
        (page.snapshot().run.scenario, page.snapshot().run.recorded_at),
        (None, None),
        "what was watched stays until one is chosen"
    );
    for scenario in [THREE, FOUR] {
        page.choose(scenario);
        assert!(page.snapshot().run.recorded_at.is_some() && page.snapshot().run.scenario == Some(scenario));
    }
}

#[test]
fn what_was_not_revealed_stays_covered_and_is_not_told_elsewhere() {
    let mut page = Page::loaded();
    let attempts = page.run(THREE, "three3three");
    page.model.live.predicted = Some(euros(2));
    finish(&mut page, &attempts);
    chapter_four(&mut page);
    let told = |page: &Page| page.model.revealed_runs().map(|history| history.runs().len());
    let predicted = |page: &Page| page.model.run_here().map(|run| run.predicted);
    assert_eq!(told(&page), Some(1));
    assert_eq!(predicted(&page), Some(None), "nobody predicted chapter 4");
    page.choose(THREE);
    let seen = page.snapshot();
    assert!(page.model.is_covered() && seen.totals.bank.is_none() && seen.run.state == RunState::Done);
    assert_eq!(predicted(&page), Some(Some(euros(2))));
    page.model.reveal();
    assert_eq!((page.snapshot().totals.transferred(), told(&page)), (Some(euros(3)), Some(2)));
    page.choose(Scenario::Chapter(5));
    assert_eq!(predicted(&page), None, "the run of another scenario says nothing here");
}

#[test]
fn revealing_by_itself_also_reveals_what_was_kept() {
    let mut page = Page::loaded();
    let attempts = page.run(THREE, "three3three");
    finish(&mut page, &attempts);
    chapter_four(&mut page);
    page.model.reveal_by_itself(true);
    page.choose(THREE);
    assert!(!page.model.is_covered());
}

#[test]
fn another_run_of_the_place_takes_the_place_of_the_one_that_was_kept() {
    let mut page = Page::loaded();
    chapter_three(&mut page);
    chapter_four(&mut page);
    let attempts = page.run(THREE, "again3again");
    assert_eq!((page.snapshot().run.state, page.snapshot().run.recorded_at), (RunState::Running, None));
    finish(&mut page, &attempts);
    page.choose(FOUR);
    page.choose(THREE);
    assert_eq!((page.model.own_run().map(RunId::as_str), page.snapshot().run.recorded_at), (Some("again3again"), None));
    assert_eq!(page.model.recordings.len(), 1);
}

#[test]
fn a_run_without_a_verdict_is_not_kept() {
    let mut page = Page::loaded();
    let attempts = page.run(THREE, "three3three");
    for attempt in &attempts {
        page.end(attempt, ok());
    }
    assert_eq!(page.snapshot().run.state, RunState::Done);
    chapter_four(&mut page);
    page.choose(THREE);
    assert_eq!((page.snapshot().run.scenario, page.snapshot().run.recorded_at), (Some(FOUR), None));
}

#[test]
fn reset_drops_what_was_kept() {
    let mut page = Page::loaded();
    chapter_three(&mut page);
    chapter_four(&mut page);
    page.choose(THREE);
    page.model.show_the_latest();
    page.model.live.run.handle(Event::Reset, page.now);
    assert_eq!(page.snapshot().run.recorded_at, None);
    assert_eq!(page.model.recordings.len(), 1, "the ledger is not deleted yet");
    while let Some(command) = page.model.live.run.poll(page.now) {
        if command == Command::ClearLedger {
            page.model.ledger_cleared(page.now);
        }
        page.model.live.run.handle(Event::StepEnded(Ok(Answer::Done)), page.now);
    }
    for scenario in [THREE, FOUR] {
        page.choose(scenario);
        assert_eq!(
            (page.snapshot().run.state, page.snapshot().run.scenario, page.snapshot().totals.transferred()),
            (RunState::Idle, None, Some(euros(0)))
        );
    }
    chapter_three(&mut page);
    assert!(page.model.recordings.is_empty(), "nothing of before the reset comes back");
}

#[test]
fn the_story_of_a_payment_by_hand_is_kept_too() {
    let mut page = Page::loaded();
    let attempt = by_hand(&mut page);
    page.end(&attempt, ok());
    page.read(&[entry(1, "ownownown/1/1")]);
    page.model.follow_the_story();
    page.model.live.run.handle(Event::Stop, page.now);
    page.end(&attempt, ok());
    page.settle("ownownown");
    chapter_four(&mut page);
    page.choose(Scenario::ByHand);
    assert_eq!((page.snapshot().run.scenario, page.snapshot().run.story.shown()), (Some(Scenario::ByHand), 1));
    page.model.turn_page(true);
    page.model.follow_the_story();
    assert_eq!((page.snapshot().run.story.shown(), page.snapshot().totals.verdict()), (0, Some(Verdict::Exact)));
    assert_eq!(page.model.course.finished_runs.runs().len(), 1, "it says nothing about any law");
}
