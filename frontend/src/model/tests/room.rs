//! A page of a room: what it may do, what it shows, and when it turns.

use protocol::room::{Pace, RoomMode};

use super::*;

pub(super) const THREE: Scenario = Scenario::Chapter(3);

pub(super) fn pace(mode: RoomMode, scenario: Scenario, revealed: bool) -> Pace {
    Pace { mode, scenario: scenario.to_string(), revealed, reveals: 0, paused: false }
}

fn paced(scenario: Scenario, revealed: bool) -> Pace {
    pace(RoomMode::Paced, scenario, revealed)
}

/// A participant's page in a room that has said its pace.
pub(super) fn participant(of: Pace) -> Page {
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
    pub(super) fn finish(&mut self, scenario: Scenario, run: &str) {
        let attempts = self.run(scenario, run);
        self.end_all(&attempts);
    }

    pub(super) fn end_all(&mut self, attempts: &[experiment::Attempt]) {
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
fn what_was_seen_stays_when_the_seat_is_gone_or_in_doubt() {
    let mut page = participant(pace(RoomMode::Free, THREE, false));
    page.finish(THREE, "ownownown");
    page.model.reveal();
    let seen = page.snapshot().totals;
    assert_eq!(seen.transferred(), Some(Total::from_cents(300)));
    let mut freed = lab(None);
    freed.network.proxy = ProxyState::Disabled;
    for is_gone in [false, true] {
        page.model.doubts_the_seat(true);
        if is_gone {
            page.model.takes_the_role(Role::Former);
        }
        // The hub was started again, or somebody else has the bank.
        page.model.reload();
        page.read(&[]);
        page.model.state_read(Ok(freed.clone()), page.now);
        page.model.state_changed(|state| state.network = freed.network.clone(), page.now);
        page.follow();
        assert_eq!(page.snapshot().totals, seen);
        assert!(page.snapshot().notices.is_empty(), "why the seat is gone is said elsewhere");
    }
    assert!(!page.snapshot().run.may_run);
    page.model.takes_the_role(Role::Participant);
    assert!(page.model.doubts_the_seat(false), "it was this page's after all");
    page.read(&[]);
    assert_eq!(page.snapshot().totals.transferred(), Some(Total::default()));
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

#[test]
fn a_page_loaded_again_says_whether_the_bank_of_its_run_is_seen() {
    for (of, covered) in [(paced(THREE, false), true), (paced(THREE, true), false)] {
        let mut page = participant(of);
        page.model.forgotten = "ownownown".parse().ok();
        page.read(&[entry(1, "ownownown/1/1")]);
        page.follow();
        assert_eq!(page.snapshot().notices, [Notice::Forgotten { covered }]);
    }
}
