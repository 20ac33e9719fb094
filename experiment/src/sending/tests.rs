use super::*;
use crate::keys::tests::counting;
use crate::{ClientPolicy, Pace, RetryOrder};
use protocol::{KeyPolicy, Losses};

fn sending(policy: ClientPolicy, payments: usize, senders: usize) -> Sending {
    let settings = Settings {
        client_policy: policy,
        retry_order: RetryOrder::AtOnce,
        key_policy: KeyPolicy::Unique,
        pause_ms: 45,
        losses: Losses::NONE,
        senders,
        attempt_timeout: 10_000,
        pace: Pace::Real,
        awaits_crash: false,
    };
    let payment = Payment {
        src: "bianca".parse().expect("a party"),
        dest: "marc".parse().expect("a party"),
        amount: "1".parse().expect("an amount"),
    };
    let run = "abcdefgh".parse().expect("a run id");
    Sending::new(settings, vec![payment; payments].into(), run, counting())
}

fn send(sending: &mut Sending, now: Millis) -> Attempt {
    match sending.poll(now) {
        Some(Action::Send(attempt)) => attempt,
        other => panic!("expected an attempt, got {other:?}"),
    }
}

fn answered(status: u16) -> Outcome {
    Outcome::Answered { status, retry_after: None, problem: None }
}

const LOST: Outcome = Outcome::NoAnswer(NoAnswer::NetworkError);

#[test]
fn no_more_attempts_are_out_than_there_are_senders() {
    let mut sending = sending(ClientPolicy::Once, 3, 2);
    let first = send(&mut sending, 0);
    send(&mut sending, 0);
    assert_eq!(sending.poll(0), None);
    sending.ended(&first.id, answered(200), 1);
    assert_eq!(send(&mut sending, 1).id.payment, 3);
    let belief = Belief { in_flight: 2, acknowledged: 1, ..Belief::default() };
    assert_eq!(sending.belief(), belief);
}

#[test]
fn sent_once_a_lost_answer_stays_unknown_and_a_503_is_a_refusal() {
    let mut sending = sending(ClientPolicy::Once, 3, 3);
    for outcome in [LOST, answered(503), answered(500)] {
        let attempt = send(&mut sending, 0);
        sending.ended(&attempt.id, outcome, 1);
    }
    assert!(sending.is_finished());
    assert_eq!(sending.belief(), Belief { unknown: 2, refused: 1, ..Belief::default() });
}

#[test]
fn retries_carry_the_payments_key_and_count_up() {
    let mut sending = sending(ClientPolicy::RetryWithKey, 1, 1);
    let first = send(&mut sending, 0);
    sending.ended(&first.id, LOST, 1);
    let second = send(&mut sending, 1);
    assert_eq!((second.id.attempt, &second.key), (2, &first.key));
    assert!(first.key.is_some());
    sending.ended(&second.id, answered(208), 2);
    assert!(sending.is_finished());
    assert_eq!((sending.attempts(), sending.attempts_answered()), (2, 1));
}

#[test]
fn a_payment_between_attempts_is_in_flight_and_frees_its_sender() {
    let mut sending = sending(ClientPolicy::Retry, 2, 1);
    for _ in 0..6 {
        let attempt = send(&mut sending, 0);
        assert_eq!(attempt.id.payment, 1);
        sending.ended(&attempt.id, LOST, 0);
    }
    assert_eq!(send(&mut sending, 0).id.payment, 2, "payment 1 is in back-off");
    assert_eq!(sending.belief(), Belief { in_flight: 2, ..Belief::default() });
}

#[test]
fn a_503_is_repeated_after_its_retry_after() {
    let mut sending = sending(ClientPolicy::Retry, 1, 1);
    let attempt = send(&mut sending, 0);
    let busy = Outcome::Answered { status: 503, retry_after: Some(700), problem: None };
    sending.ended(&attempt.id, busy, 10);
    assert_eq!(sending.poll(709), None);
    assert_eq!(sending.deadline(), Some(710));
    assert_eq!(send(&mut sending, 710).id.attempt, 2);
}

#[test]
fn a_rule_that_failed_refuses_its_payment_and_stops_the_sending() {
    let mut sending = three_payments(|settings| settings.senders = 2);
    let (first, second) = (send(&mut sending, 0), send(&mut sending, 0));
    sending.ended(&first.id, Outcome::RuleFailed("it failed".to_owned()), 1);
    assert_eq!(sending.rule_failure(), Some("it failed"));
    assert_eq!(sending.poll(1), Some(Action::Abort(second.id.clone())), "what is out is given up");
    sending.ended(&second.id, LOST, 2);
    assert!(sending.is_finished());
    assert_eq!(sending.belief(), Belief { waiting: 1, refused: 1, unknown: 1, ..Belief::default() });
}

#[test]
fn an_attempt_without_an_answer_is_aborted_and_repeated_as_unknown() {
    let mut sending = sending(ClientPolicy::Retry, 1, 1);
    let attempt = send(&mut sending, 5);
    assert_eq!(sending.deadline(), Some(10_005));
    assert_eq!(sending.poll(10_004), None);
    assert_eq!(sending.poll(10_005), Some(Action::Abort(attempt.id.clone())));
    assert_eq!(sending.poll(10_005), None, "an abort is handed out once");
    sending.ended(&attempt.id, LOST, 10_006);
    let ended = sending.records()[0].attempts[0].ended.clone();
    assert_eq!(ended, Some((10_006, Outcome::NoAnswer(NoAnswer::TimedOut))));
    assert_eq!(sending.attempts_given_up(), 1);
    assert_eq!(send(&mut sending, 10_006).id.attempt, 2);
}

#[test]
fn a_hidden_page_gives_no_attempt_up_before_a_second_and_one_that_is_seen_again_keeps_to_its_timeout() {
    let mut sending = three_payments(|settings| settings.attempt_timeout = 30);
    sending.hide(true);
    let first = send(&mut sending, 5);
    let second = send(&mut sending, 100);
    sending.hold(true);
    assert_eq!((sending.poll(1_004), sending.deadline()), (None, Some(1_005)));
    assert_eq!(sending.poll(1_005), Some(Action::Abort(first.id)));
    assert_eq!(sending.deadline(), Some(1_100));
    sending.hide(false);
    assert_eq!(sending.deadline(), Some(130));
    assert_eq!(sending.poll(1_005), Some(Action::Abort(second.id)));
}

#[test]
fn a_timeout_above_a_second_is_the_same_on_a_hidden_page_and_stop_waits_for_none() {
    let mut sending = sending(ClientPolicy::Retry, 1, 1);
    sending.hide(true);
    let attempt = send(&mut sending, 5);
    assert_eq!(sending.deadline(), Some(10_005));
    sending.stop();
    assert_eq!(sending.poll(6), Some(Action::Abort(attempt.id)));
}

#[test]
fn an_outcome_that_comes_twice_counts_once() {
    let mut sending = sending(ClientPolicy::Retry, 1, 1);
    let first = send(&mut sending, 0);
    sending.ended(&first.id, LOST, 1);
    sending.ended(&first.id, answered(200), 2);
    assert_eq!(sending.belief().in_flight, 1);
    let second = send(&mut sending, 2);
    sending.ended(&first.id, answered(200), 3);
    assert_eq!(sending.belief().in_flight, 1, "attempt 1 is over; attempt 2 is out");
    sending.ended(&second.id, answered(200), 4);
    assert_eq!(sending.belief().acknowledged, 1);
}

#[test]
fn stop_makes_what_is_under_way_unknown_and_leaves_the_untouched_waiting() {
    let mut sending = sending(ClientPolicy::Retry, 4, 2);
    let out = send(&mut sending, 0);
    let in_back_off = send(&mut sending, 0);
    sending.ended(&in_back_off.id, LOST, 1);
    sending.stop();
    assert_eq!(sending.belief().unknown, 1, "in back-off: unknown at once");
    assert_eq!(sending.poll(2), Some(Action::Abort(out.id.clone())));
    assert_eq!(sending.poll(2), None);
    assert!(!sending.is_finished());
    sending.ended(&out.id, LOST, 3);
    assert!(sending.is_finished());
    assert_eq!(sending.belief(), Belief { waiting: 2, unknown: 2, ..Belief::default() });
    let ended = sending.records()[0].attempts[0].ended.clone();
    assert_eq!(ended.map(|(_, outcome)| outcome), Some(Outcome::NoAnswer(NoAnswer::Stopped)));
}

#[test]
fn an_answer_that_beats_the_abort_is_believed() {
    let mut sending = sending(ClientPolicy::Retry, 1, 1);
    let attempt = send(&mut sending, 0);
    sending.stop();
    sending.poll(1);
    sending.ended(&attempt.id, answered(200), 2);
    assert_eq!(sending.belief().acknowledged, 1);
}

#[test]
fn while_held_nothing_new_is_sent_and_what_is_out_goes_on() {
    let mut sending = sending(ClientPolicy::Retry, 2, 2);
    let attempt = send(&mut sending, 0);
    sending.hold(true);
    assert_eq!(sending.poll(1), None);
    sending.ended(&attempt.id, LOST, 2);
    assert_eq!(sending.poll(2), None);
    assert_eq!(sending.deadline(), None);
    sending.hold(false);
    assert_eq!(send(&mut sending, 3).id.attempt, 2);
}

fn three_payments(change: impl FnOnce(&mut Settings)) -> Sending {
    let mut settings = *sending(ClientPolicy::RetryWithKey, 0, 2).settings();
    change(&mut settings);
    let payments = sending(ClientPolicy::Retry, 3, 2).payments().clone();
    Sending::new(settings, payments, "abcdefgh".parse().expect("a run id"), counting())
}

#[test]
fn a_watchable_pace_leaves_time_between_the_starts_of_attempts() {
    let mut sending = three_payments(|settings| settings.pace = Pace::Watchable);
    let gap = Pace::Watchable.gap();
    send(&mut sending, 100);
    assert_eq!((sending.poll(100 + gap - 1), sending.deadline()), (None, Some(100 + gap)));
    assert_eq!(send(&mut sending, 100 + gap).id.payment, 2);
}

#[test]
fn where_a_crash_is_awaited_no_second_attempt_is_sent_before_it() {
    let mut sending = three_payments(|settings| {
        settings.awaits_crash = true;
        settings.retry_order = RetryOrder::Later;
    });
    let first = send(&mut sending, 0);
    sending.ended(&first.id, LOST, 1);
    sending.crashed();
    let (second, third) = (send(&mut sending, 1), send(&mut sending, 1));
    assert_eq!((second.id.payment, third.id.payment), (2, 3));
    sending.ended(&second.id, answered(200), 2);
    assert_eq!(sending.poll(2), None, "a sender is free, and payment 1 could be repeated");
    assert!(!sending.waits_for_crash(), "a first attempt is still out");
    sending.ended(&third.id, LOST, 3);
    assert!(sending.waits_for_crash() && !sending.is_finished());
    assert_eq!((sending.poll(10_000), sending.deadline()), (None, None));
    sending.crashed();
    assert!(!sending.waits_for_crash());
    assert_eq!(send(&mut sending, 10_000).id.attempt, 2);
}

#[test]
fn where_nothing_was_lost_no_crash_is_needed() {
    let mut sending = three_payments(|settings| settings.awaits_crash = true);
    for _ in 0..3 {
        let attempt = send(&mut sending, 0);
        sending.ended(&attempt.id, answered(200), 1);
    }
    assert!(sending.is_finished() && !sending.waits_for_crash());
}

#[test]
fn by_hand_nothing_is_sent_but_what_was_ordered_and_one_key_is_kept() {
    let payments = sending(ClientPolicy::Retry, 1, 1).payments().clone();
    let mut sending = Sending::by_hand(payments, "abcdefgh".parse().expect("a run id"), counting());
    assert_eq!((sending.poll(0), sending.belief().waiting), (None, 1));
    sending.order(ByHand::LoseReply);
    assert_eq!(sending.settings().losses, ByHand::LoseReply.losses());
    let lost = send(&mut sending, 0);
    sending.order(ByHand::Direct);
    sending.ended(&lost.id, LOST, 1);
    assert_eq!((sending.poll(100_000), sending.belief().unknown), (None, 1), "no automatic retry");
    sending.order(ByHand::Direct);
    let direct = send(&mut sending, 2);
    assert_eq!((lost.direct, direct.direct, direct.id.attempt), (false, true, 2));
    assert_eq!(lost.key, direct.key);
    sending.ended(&direct.id, answered(208), 3);
    sending.order(ByHand::LoseRequest);
    let again = send(&mut sending, 4);
    assert_eq!(sending.belief().acknowledged, 1);
    sending.ended(&again.id, LOST, 5);
    assert_eq!(sending.belief().acknowledged, 1, "what is known stays known");
    let made: Vec<Option<ByHand>> = sending.records()[0].attempts.iter().map(|attempt| attempt.by_hand).collect();
    assert_eq!(made, [Some(ByHand::LoseReply), Some(ByHand::Direct), Some(ByHand::LoseRequest)]);
}
