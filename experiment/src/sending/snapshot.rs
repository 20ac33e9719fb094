//! What a checker needs that tries everything that can happen: to go on from one moment in several ways, and to know when
//! two ways have led to the same.

use super::Sending;
use crate::{Believed, Outcome, Random};

/// Everything that decides what a [`Sending`] does next. Two that are equal go on alike, at the same time and with keys
/// that were drawn in the same order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// What is believed of each payment, and how its attempts ended: `None` while one is out.
    payments: Vec<(Believed, Vec<Option<Outcome>>)>,
    /// What may be attempted next: the number of untried payments, and those to be tried again in their order.
    untried: usize,
    again: Vec<usize>,
    /// The payments with an attempt that is out, the oldest first.
    out: Vec<usize>,
    held: bool,
    stopped: bool,
}

impl Snapshot {
    /// The index of the payment whose attempt was made last, of those that are out.
    pub fn latest_out(&self) -> Option<usize> {
        self.out.last().copied()
    }
}

impl Sending {
    /// A copy that goes on from here by itself, with randomness of its own.
    #[must_use]
    pub fn fork(&self, random: Random) -> Self {
        Self {
            run: self.run.clone(),
            settings: self.settings,
            payments: self.payments.clone(),
            keys: self.keys.fork(random),
            queue: self.queue.clone(),
            records: self.records.clone(),
            out: self.out.clone(),
            rule_failure: self.rule_failure.clone(),
            ..*self
        }
    }

    /// What decides what this does next.
    pub fn snapshot(&self) -> Snapshot {
        let attempts = |record: &crate::PaymentRecord| {
            let ended = |attempt: &crate::AttemptRecord| attempt.ended.as_ref().map(|(_, outcome)| outcome.clone());
            record.attempts.iter().map(ended).collect()
        };
        Snapshot {
            payments: self.records.iter().map(|record| (record.believed, attempts(record))).collect(),
            untried: self.queue.untried(),
            again: self.queue.order(),
            out: self.out.iter().map(|out| out.index).collect(),
            held: self.held,
            stopped: self.stopped,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::keys::tests::counting;
    use crate::{Action, NoAnswer, Outcome, Scenario, Sending, Settings};

    fn sending() -> Sending {
        let payment = protocol::Payment::from_json(br#"{"src":"bianca","dest":"marc","amount":1}"#).expect("a payment");
        let settings = Settings { client_policy: crate::ClientPolicy::RetryWithKey, ..Scenario::ByHand.settings() };
        Sending::new(settings, Arc::from(vec![payment; 2]), "run-aaaa".parse().expect("a run"), counting())
    }

    fn start(sending: &mut Sending) -> protocol::AttemptId {
        match sending.poll(0) {
            Some(Action::Send(attempt)) => attempt.id,
            other => panic!("nothing to send: {other:?}"),
        }
    }

    #[test]
    fn a_fork_goes_on_by_itself_and_meets_its_origin_again() {
        let mut one = sending();
        let id = start(&mut one);
        let mut other = one.fork(counting());
        assert_eq!(one.snapshot(), other.snapshot());
        other.ended(&id, Outcome::NoAnswer(NoAnswer::TimedOut), 0);
        assert_ne!(one.snapshot(), other.snapshot());
        one.ended(&id, Outcome::NoAnswer(NoAnswer::TimedOut), 0);
        assert_eq!(one.snapshot(), other.snapshot());
        assert_eq!(start(&mut one), start(&mut other));
    }
}
