mod holds;
mod outages;
mod preparation;

use super::*;
use crate::keys::tests::counting;
use crate::{Attempt, CHAPTERS, NoAnswer, Outcome, Settings};
use protocol::{KeyPolicy, KeyPolicyRequest, LabState, Losses, NetworkState, Payment, ProxyState, Total};

fn start(run: &mut Run, payments: usize, now: Millis) {
    start_with(run, payments, CHAPTERS[4].settings, false, now);
}

fn start_with(run: &mut Run, payments: usize, settings: Settings, hidden: bool, now: Millis) {
    let payment = Payment {
        src: "bianca".parse().expect("a party"),
        dest: "marc".parse().expect("a party"),
        amount: "1".parse().expect("an amount"),
    };
    run.handle(
        Event::Start(Box::new(Start {
            settings,
            payments: vec![payment; payments].into(),
            run: "abcdefgh".parse().expect("a run id"),
            random: counting(),
            by_hand: None,
            hidden,
            follows_the_wire: settings.is_impatient(),
        })),
        now,
    );
}

fn state() -> LabState {
    LabState {
        version: "0".to_owned(),
        start: String::new(),
        probe: None,
        payments: 1,
        expected: Total::from_cents(100),
        proxied_url: None,
        proxied_port: 8888,
        key_policy: KeyPolicy::Unique,
        pause_ms: 45,
        run: None,
        network: NetworkState {
            name: Some("Toxiproxy".to_owned()),
            version: Some("git".to_owned()),
            reachable: true,
            proxy: ProxyState::Ok,
            request_loss: f64::from(0.3_f32),
            reply_loss: 0.3,
            other_toxics: Vec::new(),
        },
    }
}

fn done(run: &mut Run, now: Millis) {
    run.handle(Event::StepEnded(Ok(Answer::Done)), now);
}

/// Answers the steps until `ReadState` is asked for, and names them.
fn prepare(run: &mut Run, now: Millis) -> Vec<String> {
    let mut steps = Vec::new();
    loop {
        let command = run.poll(now).expect("a step");
        let text = format!("{command:?}");
        steps.push(text.split('(').next().unwrap_or_default().to_owned());
        if command == Command::ReadState {
            return steps;
        }
        match run.poll(now) {
            Some(Command::RenewLease(_)) => steps.push("RenewLease".to_owned()),
            other => assert_eq!(other, None, "one step at a time"),
        }
        done(run, now);
    }
}

fn running(payments: usize) -> Run {
    let mut run = Run::default();
    start(&mut run, payments, 0);
    prepare(&mut run, 0);
    run.handle(Event::StepEnded(Ok(Answer::State(Box::new(state())))), 0);
    assert_eq!(run.phase(), Phase::Running);
    run
}

fn next_attempt(run: &mut Run, now: Millis) -> Attempt {
    match run.poll(now) {
        Some(Command::Send(attempt)) => attempt,
        other => panic!("expected an attempt, got {other:?}"),
    }
}

fn answered(status: u16) -> Outcome {
    Outcome::Answered { status, retry_after: None, problem: None }
}

#[test]
fn a_run_prepares_sends_and_frees_its_lease() {
    let mut run = Run::default();
    start(&mut run, 1, 0);
    let steps = prepare(&mut run, 0);
    let order = ["TakeLease", "ClearLedger", "SetKeyPolicy", "SetNetwork", "Warm", "Warm", "SetNetwork", "ReadState"];
    assert_eq!(steps, order);
    run.handle(Event::StepEnded(Ok(Answer::State(Box::new(state())))), 1);
    let attempt = next_attempt(&mut run, 1);
    run.handle(Event::AttemptEnded(attempt.id, answered(200)), 2);
    assert!(matches!(run.poll(2), Some(Command::FreeLease(_))));
    assert_eq!(run.phase(), Phase::Ending);
    done(&mut run, 3);
    assert_eq!((run.phase(), run.failure()), (Phase::Done, None));
    assert_eq!((run.poll(4), run.deadline()), (None, None));
}

#[test]
fn a_rule_that_failed_stops_the_run_with_its_sentence() {
    let mut run = running(2);
    let attempt = next_attempt(&mut run, 1);
    run.handle(Event::AttemptEnded(attempt.id, Outcome::RuleFailed("it failed".to_owned())), 2);
    while let Some(command) = run.poll(2) {
        assert!(matches!(command, Command::Abort(_) | Command::FreeLease(_)), "{command:?}");
        if let Command::Abort(id) = command {
            run.handle(Event::AttemptEnded(id, Outcome::NoAnswer(NoAnswer::NetworkError)), 2);
        }
    }
    assert_eq!(run.failure(), Some(&Failure::RuleFailed("it failed".to_owned())));
    assert_eq!(run.phase(), Phase::Ending);
}

#[test]
fn the_lease_is_renewed_every_five_seconds_paused_or_not() {
    let mut run = running(1);
    let attempt = next_attempt(&mut run, 0);
    run.handle(Event::Pause, 1);
    assert_eq!(run.phase(), Phase::Paused);
    assert_eq!(run.poll(4_999), None);
    assert_eq!(run.deadline(), Some(5_000));
    assert!(matches!(run.poll(5_000), Some(Command::RenewLease(_))));
    run.handle(Event::AttemptEnded(attempt.id, Outcome::NoAnswer(NoAnswer::NetworkError)), 5_001);
    assert_eq!(run.poll(5_001), None, "paused");
    run.handle(Event::Resume, 5_002);
    assert_eq!(next_attempt(&mut run, 5_002).id.attempt, 2);
}

#[test]
fn a_lease_lost_to_another_page_stops_the_run() {
    let mut run = running(2);
    let attempt = next_attempt(&mut run, 0);
    run.handle(Event::LeaseRenewed(Err(StepError::NoAnswer)), 1);
    assert_eq!(run.phase(), Phase::Running, "a bank that restarts is waited for");
    run.handle(Event::LeaseRenewed(Err(StepError::Held(0.1))), 2);
    let mut aborted = Vec::new();
    while let Some(Command::Abort(id)) = run.poll(2) {
        aborted.push(id);
    }
    assert_eq!(aborted, [attempt.id]);
    assert_eq!(run.failure(), Some(&Failure::LeaseLost));
}

#[test]
fn after_a_long_pause_the_browser_is_warmed_again() {
    let mut run = running(1);
    run.handle(Event::Pause, 0);
    run.handle(Event::Resume, Run::LONG_PAUSE + 1);
    assert_eq!(run.phase(), Phase::Resuming(Step::ClearToxics));
    let now = Run::LONG_PAUSE + 1;
    let steps = prepare(&mut run, now);
    assert_eq!(steps, ["SetNetwork", "RenewLease", "Warm", "Warm", "SetNetwork", "ReadState"]);
    run.handle(Event::StepEnded(Ok(Answer::State(Box::new(state())))), now);
    next_attempt(&mut run, now);
}

#[test]
fn stop_ends_in_done_from_anywhere() {
    let mut preparing = Run::default();
    start(&mut preparing, 2, 0);
    preparing.poll(0);
    preparing.handle(Event::Stop, 0);
    done(&mut preparing, 0);
    assert!(matches!(preparing.poll(0), Some(Command::FreeLease(_))));
    done(&mut preparing, 0);
    assert_eq!(preparing.phase(), Phase::Done);

    let mut paused = running(2);
    let attempt = next_attempt(&mut paused, 0);
    paused.handle(Event::Pause, 0);
    paused.handle(Event::Stop, 1);
    assert_eq!(paused.poll(1), Some(Command::Abort(attempt.id.clone())));
    assert_eq!(paused.poll(1), None);
    paused.handle(Event::AttemptEnded(attempt.id, Outcome::NoAnswer(NoAnswer::NetworkError)), 2);
    assert!(matches!(paused.poll(2), Some(Command::FreeLease(_))));
    let belief = paused.sending().map(Sending::belief).expect("a run");
    assert_eq!((belief.unknown, belief.waiting), (1, 1));
}

#[test]
fn a_run_started_on_a_hidden_page_is_patient_until_the_page_is_seen() {
    let mut run = Run::default();
    start_with(&mut run, 1, Settings { attempt_timeout: 30, ..CHAPTERS[4].settings }, true, 0);
    prepare(&mut run, 0);
    run.handle(Event::StepEnded(Ok(Answer::State(Box::new(state())))), 0);
    next_attempt(&mut run, 0);
    assert_eq!((run.deadline(), Settings::HIDDEN_PATIENCE), (Some(1_000), 1_000));
    run.handle(Event::Hidden(false), 1);
    assert_eq!(run.deadline(), Some(30));
    run.handle(Event::Hidden(true), 2);
    assert_eq!(run.deadline(), Some(1_000));
}

#[test]
fn done_is_not_kept_waiting_by_a_bank_that_does_not_answer() {
    let mut run = running(1);
    let attempt = next_attempt(&mut run, 0);
    run.handle(Event::AttemptEnded(attempt.id, answered(200)), 10);
    run.poll(10);
    assert_eq!(run.deadline(), Some(1_010));
    assert_eq!(run.poll(1_010), None);
    assert_eq!(run.phase(), Phase::Done);
}

#[test]
fn reset_clears_ledger_and_network_and_goes_back_to_idle() {
    let mut run = running(2);
    let attempt = next_attempt(&mut run, 0);
    run.handle(Event::Reset, 0);
    assert_eq!(run.poll(0), Some(Command::Abort(attempt.id.clone())));
    run.handle(Event::AttemptEnded(attempt.id, Outcome::NoAnswer(NoAnswer::NetworkError)), 1);
    assert!(matches!(run.poll(1), Some(Command::FreeLease(_))));
    done(&mut run, 1);
    assert_eq!(run.poll(1), Some(Command::ClearLedger));
    done(&mut run, 1);
    assert_eq!(run.poll(1), Some(Command::SetNetwork(Losses::NONE)));
    done(&mut run, 1);
    assert_eq!(run.phase(), Phase::Idle);
    assert!(run.sending().is_none());
}
