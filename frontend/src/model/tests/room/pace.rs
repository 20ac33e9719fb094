//! What may be run and predicted at the room's pace, and when the page turns.

use super::*;

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
fn a_run_that_was_stopped_is_no_result_and_is_run_again() {
    let mut page = participant(paced(THREE, false));
    page.follow();
    let attempts = page.run(THREE, "ownownown");
    page.end(&attempts[0], ok());
    page.stop();
    page.end_all(&attempts[1..]);
    let run = page.snapshot().run;
    assert!(run.stopped && run.may_run && !run.may_reveal());
    page.model.room_said(paced(Scenario::Chapter(4), false));
    page.follow();
    page.finish(Scenario::Chapter(4), "nextnextn");
    assert!(!page.snapshot().run.stopped);
    page.model.room_said(paced(THREE, false));
    page.follow();
    let run = page.snapshot().run;
    assert!(run.recorded_at.is_some() && run.stopped && run.may_run, "the host has returned");
}

#[test]
fn what_was_predicted_of_a_run_that_is_seen_stays_and_the_handle_begins_that_of_the_next() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    page.model.choose(THREE, page.now);
    page.model.ask_to_predict();
    page.model.predict(Total::from_cents(400));
    page.model.live.predicted = page.model.course.prediction;
    page.finish(THREE, "ownownown");
    page.model.predict(Total::from_cents(300));
    assert_eq!(page.model.course.prediction, Some(Total::from_cents(400)), "covered");
    page.model.reveal();
    assert!(page.snapshot().run.may_predict());
    page.model.predict(Total::from_cents(350));
    assert_eq!(page.snapshot().run.predicting, Predicting::Next);
    assert_eq!(page.model.course.prediction, Some(Total::from_cents(350)));
    assert_eq!(page.model.my_state().prediction, Some(Total::from_cents(400)), "of the run that is done");
}

#[test]
fn nothing_is_predicted_once_the_host_has_revealed() {
    let mut page = participant(paced(THREE, false));
    page.follow();
    assert!(page.snapshot().run.may_predict());
    page.model.room_said(paced(THREE, true));
    assert!(!page.snapshot().run.may_predict() && page.snapshot().run.may_run);
}

#[test]
fn a_page_that_looks_on_shows_the_scenario_of_a_paced_room_unless_its_address_names_another() {
    for role in [Role::Onlooker, Role::Host] {
        let mut page = Page::loaded();
        page.model.takes_the_role(role);
        page.model.room_said(paced(THREE, false));
        assert_eq!(page.follow(), PageTurn::To(THREE));
        page.model.choose(Scenario::Chapter(1), page.now);
        page.model.room_said(paced(THREE, true));
        assert_eq!(page.follow(), PageTurn::Stay, "it looks around");
        page.model.room_said(paced(Scenario::Chapter(4), false));
        assert_eq!(page.follow(), PageTurn::To(Scenario::Chapter(4)), "the host has moved on");
        let notice = if role == Role::Host { Notice::HostLooks } else { Notice::Onlooker };
        assert_eq!(page.snapshot().notices, [notice]);
    }
    let mut sent = Page::loaded();
    sent.model.takes_the_role(Role::Host);
    sent.model.room.was_sent_to_a_scenario();
    sent.model.room_said(paced(THREE, false));
    assert_eq!(sent.follow(), PageTurn::Stay);
}
