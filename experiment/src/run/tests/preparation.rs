//! What a run prepares before it sends anything, and what it makes of what it finds.

use super::*;

#[test]
fn toxics_are_set_only_after_both_warmings() {
    let mut run = Run::default();
    start(&mut run, 1, 0);
    let mut losses = Vec::new();
    loop {
        match run.poll(0).expect("a step") {
            Command::SetNetwork(set) => losses.push((set, run.phase())),
            Command::ReadState => break,
            _ => {}
        }
        done(&mut run, 0);
    }
    let lossy = CHAPTERS[4].settings.losses;
    assert_eq!(
        losses,
        [(Losses::NONE, Phase::Preparing(Step::ClearToxics)), (lossy, Phase::Preparing(Step::SetToxics))]
    );
}

#[test]
fn a_step_that_fails_stops_the_run_and_pays_nothing() {
    let mut run = Run::default();
    start(&mut run, 3, 0);
    run.poll(0);
    run.handle(Event::StepEnded(Err(StepError::Held(2.0))), 0);
    assert_eq!(run.phase(), Phase::Done);
    assert_eq!(run.failure(), Some(&Failure::Step(Step::TakeLease, StepError::Held(2.0))));
    assert_eq!(run.poll(0), None, "a lease that was not taken is not freed");

    start(&mut run, 3, 0);
    run.poll(0);
    done(&mut run, 0);
    run.poll(0);
    run.handle(Event::StepEnded(Err(StepError::NoAnswer)), 0);
    assert!(matches!(run.poll(0), Some(Command::FreeLease(_))));
    done(&mut run, 0);
    assert_eq!(run.phase(), Phase::Done);
    assert_eq!(run.failure(), Some(&Failure::Step(Step::ClearLedger, StepError::NoAnswer)));
    assert_eq!(run.sending().map(Sending::attempts), Some(0));
}

#[test]
fn a_difference_between_asked_and_read_back_stops_the_run() {
    let mut elsewhere = state();
    elsewhere.network.proxy = ProxyState::Elsewhere;
    let mut quiet = state();
    quiet.network.reply_loss = 0.0;
    let mut lax = state();
    lax.key_policy = KeyPolicy::Ignore;
    let policy = KeyPolicyRequest { policy: KeyPolicy::Ignore, pause_ms: Some(45) };
    let losses = quiet.network.losses();
    for (read, failure) in [
        (elsewhere, Failure::Proxy(ProxyState::Elsewhere)),
        (quiet, Failure::LossesDiffer(losses)),
        (lax, Failure::KeyPolicyDiffers(policy)),
    ] {
        let mut run = Run::default();
        start(&mut run, 1, 0);
        prepare(&mut run, 0);
        run.handle(Event::StepEnded(Ok(Answer::State(Box::new(read)))), 0);
        assert!(matches!(run.poll(0), Some(Command::FreeLease(_))));
        assert_eq!(run.failure(), Some(&failure));
        assert_eq!(run.sending().map(Sending::attempts), Some(0));
    }
}

/// Sets a run up that follows the wire, whose warmings take so long; returns the key policies that it sets.
fn set_up_on_a_wire(warmings: [Millis; 2]) -> (Run, Vec<KeyPolicyRequest>) {
    let mut run = Run::default();
    start_with(&mut run, 1, crate::Exhibit::CheckThenInsert.settings(), false, 0);
    let (mut now, mut warmings, mut policies) = (0, warmings.into_iter(), Vec::new());
    while let Some(command) = run.poll(now) {
        match command {
            Command::Warm(..) => now += warmings.next().expect("two warmings"),
            Command::SetKeyPolicy(policy) => policies.push(policy),
            Command::ReadState => break,
            _ => {}
        }
        done(&mut run, now);
    }
    (run, policies)
}

#[test]
fn on_a_slow_wire_attempt_timeout_and_pause_follow_the_slower_warming() {
    let pauses = |warmings| {
        let (run, policies) = set_up_on_a_wire(warmings);
        let timeout = run.sending().map(|sending| sending.settings().attempt_timeout);
        (timeout, policies.iter().filter_map(|policy| policy.pause_ms).collect::<Vec<_>>())
    };
    assert_eq!(pauses([80, 20]), (Some(320), vec![45, 480]));
    assert_eq!(pauses([2, 5]), (Some(30), vec![45, 45]), "a fast one changes nothing");
    let (run, _) = set_up_on_a_wire([400, 20]);
    assert_eq!(run.failure(), Some(&Failure::TooSlow));
}
