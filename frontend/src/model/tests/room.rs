//! A page of a room: what it may do, what it shows, when it turns, and what it says of itself.

use protocol::room::{
    Activity, Counted, Me, MyResult, Pace, RoomMode, RoomState, Seat, SeatCounts, SeatName, StationNumber,
};

use super::*;

const THREE: Scenario = Scenario::Chapter(3);

fn pace(mode: RoomMode, scenario: Scenario, revealed: bool) -> Pace {
    Pace { mode, scenario: scenario.to_string(), revealed, reveals: 0, paused: false }
}

fn paced(scenario: Scenario, revealed: bool) -> Pace {
    pace(RoomMode::Paced, scenario, revealed)
}

/// A participant's page in a room that has said its pace.
fn participant(of: Pace) -> Page {
    let mut page = Page::loaded();
    page.model.takes_the_role(Role::Participant);
    page.model.room_said(of);
    page
}

impl Page {
    fn follow(&mut self) -> PageTurn {
        let turn = self.model.page_turn(self.now);
        match turn {
            PageTurn::To(scenario) => self.model.choose(scenario, self.now),
            PageTurn::Stop => self.stop(),
            PageTurn::Stay => {}
        }
        self.model.obey_the_room();
        self.model.lift_the_cover_in_time();
        turn
    }

    /// Runs a scenario to its verdict: every payment is paid once.
    fn finish(&mut self, scenario: Scenario, run: &str) {
        let attempts = self.run(scenario, run);
        self.end_all(&attempts);
    }

    fn end_all(&mut self, attempts: &[experiment::Attempt]) {
        for (number, attempt) in (1..).zip(attempts) {
            self.end(attempt, ok());
            self.read(&[entry(number, &attempt.id.to_string())]);
        }
        self.now += 301;
        self.read(&[]);
        let run = attempts[0].id.run.clone();
        self.model.counted(RunCounts { run, arrivals: 3, hidden_repeats: 0, preflights: 0, complete: true });
        self.follow();
    }

    fn is_covered(&self) -> bool {
        self.snapshot().totals.bank.is_none()
    }
}

#[test]
fn a_page_of_a_paced_room_is_covered_from_the_start_and_shown_exactly_while_revealed() {
    let mut page = Page::loaded();
    page.model.takes_the_role(Role::Participant);
    page.follow();
    assert!(page.is_covered(), "nobody knows the room yet");
    assert!(!page.snapshot().run.may_run, "nor what may be run");
    page.model.room_said(paced(THREE, false));
    assert_eq!(page.follow(), PageTurn::To(THREE));
    assert!(page.is_covered() && page.snapshot().run.may_run && page.snapshot().run.may_predict());
    page.finish(THREE, "ownownown");
    page.model.reveal();
    page.follow();
    assert!(page.is_covered() && !page.snapshot().run.may_reveal(), "the host decides");
    page.model.room_said(paced(THREE, true));
    page.follow();
    assert!(!page.is_covered());
    page.model.room_said(paced(THREE, false));
    assert!(page.is_covered());
}

#[test]
fn a_run_that_ends_after_reveal_is_shown_with_its_verdict() {
    let mut page = participant(paced(THREE, true));
    page.follow();
    let attempts = page.run(THREE, "ownownown");
    page.follow();
    assert_eq!(page.snapshot().run.concealment, Concealment::Revealing);
    page.end_all(&attempts);
    assert!(!page.is_covered());
}

#[test]
fn what_the_host_has_left_behind_may_be_seen() {
    let mut page = participant(paced(THREE, false));
    page.follow();
    page.finish(THREE, "ownownown");
    page.model.room_said(paced(Scenario::Chapter(4), false));
    assert_eq!(page.follow(), PageTurn::To(Scenario::Chapter(4)));
    assert!(!page.is_covered(), "the run on the page is of chapter 3");
    page.finish(Scenario::Chapter(4), "nextnextn");
    assert!(page.is_covered());
}

#[test]
fn a_page_loaded_into_a_covered_room_tells_of_no_payment_what_the_bank_did() {
    let mut page = participant(paced(THREE, false));
    page.follow();
    page.read(&[entry(1, "theirtheir/1/1")]);
    let rows = |page: &Page| page.model.detail(0).expect("a payment").attempts.len();
    assert!(page.is_covered() && rows(&page) == 0);
    page.model.room_said(paced(THREE, true));
    page.follow();
    assert_eq!(rows(&page), 1);
}

#[test]
fn in_a_free_room_a_page_lifts_its_covers_once_for_each_new_number() {
    let reveals = |reveals| Pace { reveals, ..pace(RoomMode::Free, THREE, false) };
    let mut page = participant(reveals(4));
    page.finish(THREE, "ownownown");
    page.model.room_said(reveals(4));
    page.follow();
    assert!(page.is_covered(), "it was there before the page was");
    page.model.room_said(reveals(5));
    page.follow();
    assert!(!page.is_covered());
    page.finish(THREE, "nextnextn");
    page.model.room_said(reveals(5));
    page.follow();
    assert!(page.is_covered(), "once");
}

#[test]
fn only_the_scenario_of_a_paced_room_can_be_run() {
    let mut page = participant(paced(THREE, false));
    assert!(!page.snapshot().run.may_run, "chapter 1 is chosen");
    page.follow();
    let run = page.snapshot().run;
    assert!(run.may_run && run.settings_are_locked(), "with its own settings");
    page.model.room_said(pace(RoomMode::Free, THREE, false));
    assert!(page.snapshot().run.may_run && !page.snapshot().run.settings_are_locked());
}

#[test]
fn a_run_under_way_ends_before_the_page_turns_and_after_ten_seconds_it_is_stopped() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    page.run(THREE, "ownownown");
    page.model.room_said(paced(Scenario::Chapter(4), false));
    assert_eq!(page.follow(), PageTurn::Stay);
    assert!(page.snapshot().notices.contains(&Notice::TurnsSoon));
    page.now += 9_999;
    assert_eq!(page.follow(), PageTurn::Stay);
    assert_eq!(page.model.room.due(), page.now + 1);
    page.now += 1;
    assert_eq!(page.follow(), PageTurn::Stop);
    assert_eq!((page.model.room.due(), page.follow()), (Millis::MAX, PageTurn::Stay), "told once");
}

#[test]
fn a_run_that_has_no_end_of_its_own_is_stopped_at_once() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    page.run(THREE, "ownownown");
    page.model.live.run.handle(Event::Pause, page.now);
    page.model.room_said(paced(Scenario::Chapter(4), false));
    assert_eq!(page.follow(), PageTurn::Stop);
}

#[test]
fn somebody_elses_station_can_only_be_looked_at() {
    let mut page = Page::loaded();
    page.model.takes_the_role(Role::Onlooker);
    page.model.room_said(pace(RoomMode::Free, THREE, false));
    let run = page.snapshot().run;
    assert!(run.watching && !run.may_run && !run.may_reset() && !run.may_predict());
    assert!(!page.is_covered(), "in a free room");
    page.model.room_said(paced(THREE, false));
    assert!(page.is_covered());
}

#[test]
fn behind_a_hub_that_does_not_answer_nobody_says_that_the_bank_does_not() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    page.model.bank_was_silent();
    assert!(page.model.notices_now().contains(&Notice::BankIsSilent));
    page.model.hub_was_lost(true);
    assert!(!page.model.notices_now().contains(&Notice::BankIsSilent) && !page.model.may_run());
}

#[test]
fn a_page_that_was_loaded_while_its_bank_is_down_says_no_amount_and_asks_for_none() {
    let mut model = Model::default();
    model.takes_the_role(Role::Participant);
    model.bank_went_down(true);
    model.bank_was_silent();
    let seen = model.snapshot(0);
    assert!(seen.run.is_alive && seen.totals.is_unknown && !seen.run.may_predict() && !seen.run.may_run);
}

fn me(seq: u64, result: Option<&str>) -> Me {
    let result = result.map(|run| MyResult {
        run: run.parse().expect("a run id"),
        transferred: Some(Total::from_cents(300)),
        other_traffic: 0,
        counted: Counted::Counted,
    });
    Me {
        seat: Seat {
            station: StationNumber(7),
            name: SeatName { en: "otter".into(), de: "Otter".into() },
            token: String::new(),
            pin: String::new(),
            proxied_port: 1,
        },
        seq,
        room: RoomState {
            open: true,
            locked: false,
            seats: SeatCounts { all: 24, taken: 1 },
            pace: pace(RoomMode::Free, THREE, false),
            payments: 3,
            predictions: None,
            results: None,
        },
        result,
    }
}

#[test]
fn a_page_says_what_it_does() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    page.model.choose(THREE, page.now);
    page.model.course.prediction = Some(Total::from_cents(400));
    let state = page.model.my_state();
    assert_eq!((state.state, state.scenario.as_str(), state.run), (Activity::Predicting, "chapter-3", None));
    assert_eq!(state.prediction, Some(Total::from_cents(400)));
    let attempts = page.run(THREE, "ownownown");
    page.end(&attempts[0], ok());
    let state = page.model.my_state();
    assert_eq!((state.state, state.percent, state.attempts), (Activity::Running, 33, 3));
    assert_eq!((page.model.finished_state(), state.settings.map(|settings| settings.payments)), (None, Some(3)));
    page.end_all(&attempts[1..]);
    assert_eq!(page.model.finished_state().map(|state| state.percent), Some(100));
    page.model.choose(Scenario::Chapter(4), page.now);
    assert_eq!(page.model.my_state().state, Activity::Predicting);
    assert_eq!(page.model.finished_state().map(|state| state.scenario), Some("chapter-3".into()), "still to be told");
}

#[test]
fn a_prediction_that_the_hub_would_not_take_is_none() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    for (cents, said) in [(1_200, true), (1_201, false)] {
        page.model.course.prediction = Some(Total::from_cents(cents));
        assert_eq!(page.model.my_state().prediction.is_some(), said);
    }
}

#[test]
fn a_page_speaks_at_each_change_every_five_seconds_and_again_after_silence() {
    let state = participant(pace(RoomMode::Free, THREE, false)).model.my_state();
    let other = protocol::room::MyState { scenario: "chapter-5".into(), ..state.clone() };
    let mut reporting = Reporting::default();
    assert!(reporting.next(state.clone(), true, 0).is_some());
    assert_eq!(reporting.next(other.clone(), true, 1), None, "one at a time");
    reporting.counted(1, &me(1, None));
    assert_eq!(reporting.next(state.clone(), true, 2), None, "nothing new");
    assert_eq!(reporting.due(true, 2), 5_000);
    assert!(reporting.next(other.clone(), true, 3).is_some());
    reporting.unanswered(4);
    assert_eq!(reporting.next(other.clone(), true, 5), None);
    assert!(reporting.next(other.clone(), true, reporting.due(true, 5)).is_some());
    reporting.counted(3, &me(9, None));
    assert!(reporting.next(other.clone(), true, 1_010).is_some(), "another tab was ahead");
    reporting.counted(10, &me(10, None));
    assert!(reporting.next(other.clone(), false, 60_000).is_none(), "nobody looks");
    assert_eq!(reporting.due(false, 60_000), Millis::MAX);
    assert!(reporting.next(other, true, 60_000).is_some());
}

#[test]
fn how_far_a_run_has_got_is_said_once_a_second() {
    let state = participant(pace(RoomMode::Free, THREE, false)).model.my_state();
    let further = protocol::room::MyState { percent: 40, attempts: 50, ..state.clone() };
    let mut reporting = Reporting::default();
    reporting.next(state, true, 0);
    reporting.counted(1, &me(1, None));
    assert_eq!(reporting.next(further.clone(), true, 999), None);
    assert!(reporting.next(further, true, 1_000).is_some());
}

#[test]
fn the_end_of_a_run_is_said_until_it_is_confirmed_and_holds_the_next_run_up_for_two_seconds() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    page.finish(THREE, "ownownown");
    let (current, done) = (page.model.my_state(), page.model.finished_state().expect("it is over"));
    let mut reporting = Reporting::default();
    reporting.finished(done.clone(), 10);
    assert!(reporting.holds_up_runs(10) && !reporting.holds_up_runs(2_010));
    assert_eq!(reporting.next(current.clone(), false, 10), Some(done.clone()), "whether anybody looks or not");
    reporting.unanswered(20);
    assert_eq!(reporting.next(current.clone(), false, 1_020), Some(done.clone()));
    reporting.counted(2, &me(2, Some("ownownown")));
    reporting.finished(done.clone(), 1_030);
    assert!(reporting.unconfirmed().is_none() && !reporting.holds_up_runs(1_030), "once confirmed");
    reporting.heard(&me(2, Some("ownownown")), 1_040);
    assert!(reporting.unconfirmed().is_none());
    reporting.heard(&me(0, None), 1_050);
    assert_eq!(reporting.next(current, false, 1_050), Some(done), "the hub was started again and has lost it");
}

#[test]
fn what_is_refused_is_not_said_for_ever() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    page.finish(THREE, "ownownown");
    let done = page.model.finished_state().expect("it is over");
    let mut reporting = Reporting::resumed(Some(done));
    assert!(reporting.next(page.model.my_state(), false, 0).is_some());
    reporting.refused();
    assert!(reporting.unconfirmed().is_none());
}
