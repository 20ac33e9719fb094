//! What became of one payment: the client's belief and the bank's ledger, side by side.

use crate::{Bank, Believed, Outcome, PaymentRecord};

/// What became of one payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// No attempt yet.
    Waiting,
    /// Under way, or over and the ledger not yet read since.
    InFlight,
    /// Paid once, and the client knows.
    PaidKnown,
    /// Paid once, and the client does not know.
    PaidNotKnown,
    /// Never paid.
    NeverPaid,
    /// Paid this many times, two or more.
    PaidTimes(u32),
    /// Paid once although it arrived again: the key caught the repeat.
    Caught,
    /// Paid once by a run this page did not send: what its client knows is not known here.
    PaidByAnother,
}

/// How many payments had which fate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fates {
    counts: [usize; Fate::NAMES.len()],
}

impl Fate {
    /// The names of the fates, in the order of the legend.
    pub const NAMES: [&'static str; 8] = [
        "waiting",
        "in-flight",
        "paid-known",
        "paid-not-known",
        "never-paid",
        "paid-times",
        "caught",
        "paid-by-another",
    ];

    /// Compares what the client has recorded of a payment with what the ledger says of it.
    /// Without a record (somebody else's run) only the ledger speaks.
    pub fn of(record: Option<&PaymentRecord>, bank: &Bank, index: usize) -> Self {
        let paid = u32::try_from(bank.executed(index).len()).unwrap_or(u32::MAX);
        if paid > 1 {
            return Self::PaidTimes(paid);
        }
        let Some(record) = record else {
            return if paid == 1 { Self::PaidByAnother } else { Self::Waiting };
        };
        match (record.believed, paid) {
            (Believed::Waiting, 0) => Self::Waiting,
            (Believed::InFlight, _) => Self::InFlight,
            (_, 0) if !read_since_the_end(record, bank) => Self::InFlight,
            (_, 0) => Self::NeverPaid,
            (Believed::Acknowledged, _) if was_replayed(record) => Self::Caught,
            (Believed::Acknowledged, _) => Self::PaidKnown,
            (_, _) => Self::PaidNotKnown,
        }
    }

    /// The name in the page's handles.
    pub fn name(self) -> &'static str {
        Self::NAMES[self.position()]
    }

    /// Its place in [`NAMES`](Self::NAMES).
    pub fn position(self) -> usize {
        match self {
            Self::Waiting => 0,
            Self::InFlight => 1,
            Self::PaidKnown => 2,
            Self::PaidNotKnown => 3,
            Self::NeverPaid => 4,
            Self::PaidTimes(_) => 5,
            Self::Caught => 6,
            Self::PaidByAnother => 7,
        }
    }
}

fn read_since_the_end(record: &PaymentRecord, bank: &Bank) -> bool {
    let ended = record.attempts.last().and_then(|attempt| attempt.ended.as_ref());
    match (ended, bank.read_at()) {
        (Some((ended, _)), Some(read_at)) => read_at >= *ended,
        (None, read_at) => read_at.is_some(),
        (Some(_), None) => false,
    }
}

fn was_replayed(record: &PaymentRecord) -> bool {
    let last = record.attempts.last().and_then(|attempt| attempt.ended.as_ref());
    matches!(last, Some((_, Outcome::Answered { status: 208, .. })))
}

impl Fates {
    /// Counts the fates of payments.
    pub fn count(fates: impl IntoIterator<Item = Fate>) -> Self {
        let mut counts = [0; Fate::NAMES.len()];
        for fate in fates {
            counts[fate.position()] += 1;
        }
        Self { counts }
    }

    /// Name and count of each, in the order of the legend.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        Fate::NAMES.into_iter().zip(self.counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AttemptRecord, NoAnswer};
    use protocol::Receipt;

    fn record(believed: Believed, outcomes: &[Outcome]) -> PaymentRecord {
        let attempts = outcomes
            .iter()
            .map(|outcome| AttemptRecord { key: None, by_hand: None, started: 0, ended: Some((10, outcome.clone())) })
            .collect();
        PaymentRecord { key: None, attempts, believed }
    }

    fn bank(paid: u64, read_at: u64) -> Bank {
        let mut bank = Bank::of_run("abcdefgh".parse().expect("a run id"), 1);
        let entries: Vec<Receipt> = (1..=paid)
            .map(|id| Receipt {
                id,
                src: "a".parse().expect("a party"),
                dest: "b".parse().expect("a party"),
                amount: "1".parse().expect("an amount"),
                key: None,
                attempt: Some(format!("abcdefgh/1/{id}")),
                at: String::new(),
            })
            .collect();
        bank.read(&entries, None, read_at, read_at);
        bank
    }

    #[test]
    fn belief_and_ledger_together_make_a_fate() {
        let lost = Outcome::NoAnswer(NoAnswer::NetworkError);
        let ok = |status| Outcome::Answered { status, retry_after: None, problem: None };
        let fate = |believed, outcome: &Outcome, paid| {
            Fate::of(Some(&record(believed, std::slice::from_ref(outcome))), &bank(paid, 20), 0)
        };
        assert_eq!(Fate::of(Some(&record(Believed::Waiting, &[])), &bank(0, 20), 0), Fate::Waiting);
        assert_eq!(fate(Believed::InFlight, &lost, 1), Fate::InFlight);
        assert_eq!(fate(Believed::Acknowledged, &ok(200), 1), Fate::PaidKnown);
        assert_eq!(fate(Believed::Acknowledged, &ok(208), 1), Fate::Caught);
        assert_eq!(fate(Believed::Acknowledged, &ok(208), 0), Fate::NeverPaid);
        assert_eq!(fate(Believed::Unknown, &lost, 1), Fate::PaidNotKnown);
        assert_eq!(fate(Believed::Unknown, &lost, 0), Fate::NeverPaid);
        assert_eq!(fate(Believed::Acknowledged, &ok(200), 3), Fate::PaidTimes(3));
        assert_eq!(Fate::of(None, &bank(1, 20), 0), Fate::PaidByAnother);
    }

    #[test]
    fn nothing_is_called_never_paid_before_the_ledger_was_read_again() {
        let lost = record(Believed::Unknown, &[Outcome::NoAnswer(NoAnswer::NetworkError)]);
        assert_eq!(Fate::of(Some(&lost), &bank(0, 9), 0), Fate::InFlight);
        assert_eq!(Fate::of(Some(&lost), &bank(0, 10), 0), Fate::NeverPaid);
    }

    #[test]
    fn the_legend_counts_every_payment_once() {
        let fates = Fates::count([Fate::Waiting, Fate::PaidTimes(2), Fate::PaidTimes(3), Fate::Caught]);
        let counts: Vec<usize> = fates.iter().map(|(_, count)| count).collect();
        assert_eq!(counts, [1, 0, 0, 0, 0, 2, 1, 0]);
        assert_eq!(Fate::PaidTimes(4).name(), "paid-times");
    }
}
