//! A network that goes away while a run is set up, and comes back or does not.

use super::*;

/// Answers steps until this one is under way.
fn prepare_until(run: &mut Run, step: Step, now: Millis) {
    while run.phase() != Phase::Preparing(step) {
        run.poll(now).expect("a step");
        done(run, now);
    }
    run.poll(now).expect("the step");
}

fn started() -> Run {
    let mut run = Run::default();
    start(&mut run, 2, 0);
    run
}

fn fails(run: &mut Run, error: StepError, now: Millis) {
    run.handle(Event::StepEnded(Err(error)), now);
}

fn reads(run: &mut Run, network: NetworkState, now: Millis) {
    run.handle(Event::StepEnded(Ok(Answer::State(Box::new(LabState { network, ..state() })))), now);
}

#[test]
fn a_network_that_goes_away_in_any_step_is_waited_for_and_set_up_from_the_start() {
    for step in [Step::ClearToxics, Step::Warm, Step::WarmAgain, Step::SetToxics] {
        for error in [StepError::NetworkGone, StepError::NoProxy] {
            let mut run = started();
            prepare_until(&mut run, step, 0);
            fails(&mut run, error.clone(), 0);
            assert!(run.waits_for_network(), "{step:?} {error:?}");
            assert_eq!((run.poll(249), run.deadline()), (None, Some(250)), "it is not asked without a pause");
            assert_eq!(run.poll(250), Some(Command::SetNetwork(Losses::NONE)), "{step:?}");
            done(&mut run, 251);
            assert_eq!(prepare(&mut run, 251), ["Warm", "Warm", "SetNetwork", "ReadState"]);
            reads(&mut run, state().network, 252);
            assert!(!run.waits_for_network() && run.failure().is_none());
            next_attempt(&mut run, 252);
        }
    }
}

#[test]
fn toxics_that_a_new_toxiproxy_does_not_know_are_set_again() {
    let missing = NetworkState { proxy: ProxyState::Missing, ..state().network };
    let new = NetworkState { request_loss: 0.0, reply_loss: 0.0, ..state().network };
    for found in [NetworkState::unreachable(), missing, new] {
        let mut run = started();
        prepare(&mut run, 0);
        reads(&mut run, found.clone(), 1);
        assert_eq!(run.phase(), Phase::Preparing(Step::ClearToxics), "{found:?}");
        assert_eq!(prepare(&mut run, 251), ["SetNetwork", "Warm", "Warm", "SetNetwork", "ReadState"]);
        reads(&mut run, state().network, 252);
        next_attempt(&mut run, 252);
    }
}

#[test]
fn a_network_that_stays_away_ends_the_run_after_ten_seconds_with_its_reason_and_pays_nothing() {
    let mut run = started();
    prepare_until(&mut run, Step::ClearToxics, 0);
    let (mut now, mut renewals) = (0, 0);
    while run.failure().is_none() {
        fails(&mut run, StepError::NetworkGone, now);
        loop {
            match run.poll(now) {
                Some(Command::RenewLease(_)) => renewals += 1,
                Some(Command::SetNetwork(_)) => break,
                Some(Command::FreeLease(_)) => {
                    assert!(run.failure().is_some());
                    break;
                }
                None => now = run.deadline().expect("it is tried again"),
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!((now, renewals), (10_000, 2), "the lease is kept meanwhile");
    assert_eq!(run.failure(), Some(&Failure::Step(Step::ClearToxics, StepError::NetworkGone)));
    assert!(!run.waits_for_network());
    done(&mut run, now);
    assert_eq!((run.phase(), run.sending().map(Sending::attempts)), (Phase::Done, Some(0)));
}

#[test]
fn what_no_restart_explains_ends_the_run_at_once() {
    let refused = StepError::Refused(protocol::Problem::of_type(protocol::Problem::CONTROLS_CLOSED, 403, ""));
    let mut run = started();
    prepare_until(&mut run, Step::ClearToxics, 0);
    fails(&mut run, refused.clone(), 0);
    assert_eq!(run.failure(), Some(&Failure::Step(Step::ClearToxics, refused)));
}

#[test]
fn a_run_that_waits_is_stopped_at_once_and_a_pause_is_remembered() {
    let mut run = started();
    prepare_until(&mut run, Step::SetToxics, 0);
    fails(&mut run, StepError::NetworkGone, 0);
    run.handle(Event::Pause, 10);
    assert!(run.is_held_by_page() && run.waits_for_network());
    run.handle(Event::Stop, 20);
    assert!(matches!(run.poll(20), Some(Command::FreeLease(_))), "no step has to end first");
    done(&mut run, 21);
    assert_eq!((run.phase(), run.failure()), (Phase::Done, None), "stopped is not failed");

    let mut run = started();
    prepare_until(&mut run, Step::SetToxics, 0);
    run.handle(Event::Stop, 1);
    fails(&mut run, StepError::NetworkGone, 2);
    assert!(matches!(run.poll(2), Some(Command::FreeLease(_))), "nor is the step that was under way tried again");
    assert_eq!(run.failure(), None);
}
