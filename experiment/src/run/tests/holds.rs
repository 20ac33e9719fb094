//! Who holds a run: its page, the host of a room, or neither.

use super::*;

/// Sets a run up, from its start until it is told what was read back.
fn set_up(mut run: Run, now: Millis) -> Run {
    start(&mut run, 1, now);
    prepare(&mut run, now);
    run
}

fn read_back(run: &mut Run, now: Millis) {
    run.handle(Event::StepEnded(Ok(Answer::State(Box::new(state())))), now);
}

#[test]
fn a_run_goes_on_when_neither_its_page_nor_the_host_holds_it() {
    let mut run = running(1);
    run.handle(Event::Pause, 0);
    run.handle(Event::HeldByHost(true), 1);
    run.handle(Event::Resume, 2);
    assert_eq!((run.phase(), run.poll(2)), (Phase::Paused, None), "the host still holds it");
    run.handle(Event::Pause, 3);
    run.handle(Event::HeldByHost(false), 4);
    assert_eq!((run.phase(), run.poll(4)), (Phase::Paused, None), "now its page does");
    run.handle(Event::Resume, 5);
    assert!(matches!(run.poll(5), Some(Command::Send(_))));
}

#[test]
fn a_pause_is_remembered_while_the_run_is_set_up() {
    for (hold, go_on) in [(Event::Pause, Event::Resume), (Event::HeldByHost(true), Event::HeldByHost(false))] {
        let mut run = set_up(Run::default(), 0);
        run.handle(hold, 0);
        read_back(&mut run, 10);
        assert_eq!((run.phase(), run.poll(10)), (Phase::Paused, None), "it is set up all the same");
        assert!(matches!(run.poll(5_000), Some(Command::RenewLease(_))), "and keeps its lease");
        run.handle(go_on, 5_001);
        assert!(matches!(run.poll(5_001), Some(Command::Send(_))));
    }
}

#[test]
fn the_host_holds_what_begins_later_too_and_a_page_only_its_own_run() {
    let mut run = Run::default();
    run.handle(Event::HeldByHost(true), 0);
    run.handle(Event::Pause, 0);
    assert!(run.is_held_by_host() && !run.is_held_by_page(), "nothing runs that a page could pause");
    let mut run = set_up(run, 0);
    read_back(&mut run, 1);
    assert_eq!(run.phase(), Phase::Paused);
}

#[test]
fn while_the_page_asks_for_its_seat_no_attempt_starts_and_it_is_no_pause() {
    let mut run = running(2);
    let attempt = next_attempt(&mut run, 0);
    run.handle(Event::AskingForSeat(true), 1);
    run.handle(Event::AttemptEnded(attempt.id, answered(200)), 2);
    assert_eq!((run.phase(), run.poll(2)), (Phase::Running, None));
    run.handle(Event::AskingForSeat(false), 3);
    assert!(matches!(run.poll(3), Some(Command::Send(_))));
}

#[test]
fn what_is_held_can_be_stopped() {
    let mut run = running(1);
    run.handle(Event::HeldByHost(true), 0);
    run.handle(Event::Stop, 1);
    assert!(matches!(run.poll(1), Some(Command::FreeLease(_))));
}
