//! A page of a room: when its bank is covered. What may be run there, and what becomes of its seat, is claimed below.

mod pace;
mod seat;

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
fn a_page_loaded_again_says_whether_the_bank_of_its_run_is_seen() {
    for (of, covered) in [(paced(THREE, false), true), (paced(THREE, true), false)] {
        let mut page = participant(of);
        page.model.forgotten = "ownownown".parse().ok();
        page.read(&[entry(1, "ownownown/1/1")]);
        page.follow();
        assert_eq!(page.snapshot().notices, [Notice::Forgotten { covered }]);
    }
}
