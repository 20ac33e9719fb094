use super::*;
use crate::keys::tests::counting;
use crate::{Action, NoAnswer, Outcome};
use protocol::{Problem, Receipt};

fn first() -> Payment {
    Payment {
        src: "bianca".parse().expect("a party"),
        dest: "marc".parse().expect("a party"),
        amount: "1".parse().expect("an amount"),
    }
}

fn answered(status: u16) -> Outcome {
    Outcome::Answered { status, retry_after: None, problem: None }
}

/// The client and the ledger after a trial in which every attempt was answered and paid as `then` says.
fn played(run: &TrialRun, then: impl Fn(u32, u32) -> (Outcome, bool)) -> (Sending, Bank) {
    let id: protocol::RunId = "abcdefgh".parse().expect("a run id");
    let mut sending = Sending::new(run.settings, run.payments.clone(), id.clone(), counting());
    let mut bank = Bank::of_run(id, run.payments.len());
    let (mut ledger, mut now) = (Vec::new(), 0);
    while !sending.is_finished() {
        if sending.waits_for_crash() {
            sending.crashed();
        }
        match sending.poll(now) {
            Some(Action::Send(attempt)) => {
                now += 10;
                let (outcome, paid) = then(attempt.id.payment, attempt.id.attempt);
                if paid {
                    let Payment { src, dest, amount } = attempt.payment;
                    let (id, attempt) = (ledger.len() as u64 + 1, Some(attempt.id.to_string()));
                    ledger.push(Receipt { id, src, dest, amount, key: None, attempt, at: String::new() });
                }
                sending.ended(&attempt.id, outcome, now);
            }
            _ => now = sending.deadline().unwrap_or(now + 1),
        }
    }
    bank.read(&ledger, Some(&sending), now, now);
    (sending, bank)
}

/// Judges a trial that was played so.
fn judged(trial: Trial, then: impl Fn(u32, u32) -> (Outcome, bool)) -> Judgement {
    let settings = trial.settings(Some(5)).expect("it can be judged");
    let (sending, bank) = played(&TrialRun { trial, settings, payments: trial.payments(&first()) }, then);
    judging::judge(trial, &sending, &bank)
}

#[test]
fn a_trial_has_one_name() {
    for trial in Trial::ALL {
        assert_eq!(trial.as_str().parse(), Ok(trial));
    }
    assert_eq!("court".parse::<Trial>(), Err(UnknownName));
}

#[test]
fn a_trial_passes_when_every_payment_is_acknowledged_and_paid_once() {
    for trial in Trial::ALL {
        assert_eq!(judged(trial, |_, _| (answered(200), true)), Judgement::Passed, "{trial:?}");
    }
}

#[test]
fn the_first_payment_that_is_not_so_is_named() {
    let lost = || Outcome::NoAnswer(NoAnswer::NetworkError);
    let only = |wanted: u32, outcome: Outcome, paid: bool| {
        judged(
            Trial::Losses,
            move |payment, _| {
                if payment == wanted { (outcome.clone(), paid) } else { (answered(200), true) }
            },
        )
    };
    let failed = |payment, fault| Judgement::Failed { payment, fault };
    assert_eq!(only(37, answered(208), false), failed(37, Fault::AcknowledgedNotPaid));
    assert_eq!(only(2, answered(422), false), failed(2, Fault::Refused(None)));
    assert_eq!(only(100, answered(422), true), failed(100, Fault::RefusedButPaid));
    let twice = judged(Trial::Losses, |payment, attempt| {
        let first_of_four = payment == 4 && attempt == 1;
        (if first_of_four { lost() } else { answered(200) }, true)
    });
    assert_eq!(twice, failed(4, Fault::PaidBy(vec![1, 2])));
    let rule = judged(Trial::Plain, |_, _| (Outcome::RuleFailed("it failed".to_owned()), false));
    assert_eq!(rule, failed(1, Fault::Refused(Some(Problem::of_type(Problem::SCRIPT_FAILED, 503, "it failed")))));
    let fifth = only(5, Outcome::RuleFailed("it failed".to_owned()), false);
    assert_eq!(
        fifth,
        failed(5, Fault::Refused(Some(Problem::of_type(Problem::SCRIPT_FAILED, 503, "it failed")))),
        "whoever was not sent any more is not named"
    );
}

#[test]
fn plain_takes_nothing_but_200_for_a_first_answer() {
    let replayed = |trial| judged(trial, |_, _| (answered(208), true));
    assert_eq!(replayed(Trial::Plain), Judgement::Failed { payment: 1, fault: Fault::FirstAnswer(208) });
    assert_eq!(replayed(Trial::Losses), Judgement::Passed);
}

#[test]
fn another_amount_may_be_refused_and_then_was_not_paid() {
    let second = |outcome: Outcome, paid| {
        judged(
            Trial::AnotherAmount,
            move |payment, _| {
                if payment == 2 { (outcome.clone(), paid) } else { (answered(200), true) }
            },
        )
    };
    assert_eq!(second(answered(422), false), Judgement::Passed);
    assert_eq!(second(answered(200), true), Judgement::Passed, "paid for itself");
    assert_eq!(second(answered(422), true), Judgement::Failed { payment: 2, fault: Fault::RefusedButPaid });
    assert_eq!(second(answered(208), false), Judgement::Failed { payment: 2, fault: Fault::AcknowledgedNotPaid });
    let failed = second(Outcome::RuleFailed(String::new()), false);
    assert!(matches!(failed, Judgement::Failed { payment: 2, .. }), "{failed:?}");
}

#[test]
fn impatience_waits_four_times_the_clock_and_the_bank_half_as_long_again() {
    let settings =
        |clock| Trial::Impatience.settings(clock).map(|settings| (settings.attempt_timeout, settings.pause_ms));
    assert_eq!(settings(Some(1)), Ok((30, 45)));
    assert_eq!(settings(Some(100)), Ok((400, 600)));
    assert_eq!(settings(Some(375)), Ok((1_500, 2_250)));
    assert_eq!(settings(Some(376)), Err(NotJudged::TooSlow));
    assert_eq!(settings(None), Err(NotJudged::NoClock));
}

#[test]
fn the_five_follow_each_other_and_the_plain_one_is_the_clock() {
    let mut trials = Trials::new(first());
    let mut order = Vec::new();
    while let Some(run) = trials.next(1_000) {
        assert_eq!(trials.deadline(), Some(31_000));
        order.push((run.trial, run.payments.len(), run.settings.attempt_timeout));
        let (sending, bank) = played(&run, |_, _| (answered(200), true));
        trials.ended(&sending, &bank);
    }
    let timeout = Settings::ATTEMPT_TIMEOUT;
    assert_eq!(
        order,
        [
            (Trial::Plain, 100, timeout),
            (Trial::Losses, 100, timeout),
            (Trial::Crash, 100, timeout),
            (Trial::Impatience, 30, 40),
            (Trial::AnotherAmount, 2, timeout),
        ]
    );
    assert!(trials.have_passed());
    assert_eq!(trials.judged().iter().map(|judged| judged.paid).collect::<Vec<_>>(), [100, 100, 100, 30, 2]);
}

#[test]
fn what_cannot_be_judged_is_said_and_the_next_one_follows() {
    let mut trials = Trials::new(first());
    let refuse = |trials: &mut Trials, run: &TrialRun| {
        let (sending, bank) = played(run, |_, _| (Outcome::RuleFailed(String::new()), false));
        trials.ended(&sending, &bank);
    };
    let plain = trials.next(0).expect("the first");
    let (sending, bank) = played(&plain, |_, _| (answered(200), true));
    trials.hidden();
    trials.ended(&sending, &bank);
    assert_eq!(trials.judged()[0].judgement, Judgement::Passed, "only impatience minds a hidden page");
    let losses = trials.next(0).expect("the second");
    trials.changed();
    refuse(&mut trials, &losses);
    assert_eq!(trials.judged()[1].judgement, Judgement::NotJudged(NotJudged::Changed));
    let crash = trials.next(0).expect("the third");
    refuse(&mut trials, &crash);
    let impatience = trials.next(0).expect("the fourth");
    trials.hidden();
    refuse(&mut trials, &impatience);
    assert_eq!(trials.judged()[3].judgement, Judgement::NotJudged(NotJudged::Hidden));
    assert_eq!(trials.next(0).map(|run| run.trial), Some(Trial::AnotherAmount));
    assert!(!trials.have_passed());
}

#[test]
fn the_clock_of_a_trial_stands_while_somebody_holds_its_run() {
    let mut trials = Trials::new(first());
    trials.next(0).expect("the first trial");
    for now in [1_000, 2_000] {
        trials.hold(true, now);
        assert_eq!(trials.deadline(), None);
    }
    trials.hold(false, 61_000);
    trials.hold(false, 62_000);
    assert_eq!(trials.deadline(), Some(Trials::LONGEST + 60_000));
}
