//! What a page of a room says of itself, and when.

use protocol::room::{Activity, Counted, Me, MyResult, RoomMode, RoomState, Seat, SeatCounts, SeatName, StationNumber};

use super::room::{THREE, pace, participant};
use super::*;

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

#[test]
fn the_next_run_waits_from_the_end_of_a_run_and_not_from_its_verdict() {
    let mut reporting = Reporting::default();
    reporting.settles(true, 10);
    reporting.settles(true, 300);
    assert!(
        reporting.holds_up_runs(2_009) && !reporting.holds_up_runs(2_010),
        "a verdict that never comes holds nothing up"
    );
    reporting.settles(false, 310);
    assert!(!reporting.holds_up_runs(310));
}
