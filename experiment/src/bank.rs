//! What the bank's ledger says, as far as it has been read. It is never inferred from
//! acknowledgements or events, and it knows nothing of what the client believes.

use protocol::{AttemptId, Receipt, RunId, Total};

use crate::{Millis, Sending};

/// The ledger as read.
#[derive(Clone, Debug, Default)]
pub struct Bank {
    /// Whose payments are told apart, and which of their attempts executed; empty without a run.
    run: Option<RunId>,
    executed: Vec<Vec<u32>>,
    entries: u64,
    other: u64,
    cents: u64,
    last_id: u64,
    changed_at: Millis,
    read_at: Option<Millis>,
}

/// What the totals say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Less than expected was transferred.
    Missing,
    /// What was expected was transferred.
    Exact,
    /// More than expected was transferred.
    TooMuch,
}

impl Bank {
    /// Nothing read yet; tells the payments of `run` apart.
    pub fn of_run(run: RunId, payments: usize) -> Self {
        Self { run: Some(run), executed: vec![Vec::new(); payments], ..Self::default() }
    }

    /// The ledger was deleted, or must be read again from its start.
    pub fn cleared(&mut self, now: Millis) {
        let run = self.run.take();
        let executed = vec![Vec::new(); self.executed.len()];
        // Ids are never given twice, but a ledger read again starts from its first.
        *self = Self { run, executed, changed_at: now, ..Self::default() };
    }

    /// Applies entries read after [`last_id`](Self::last_id), by a request that began at `asked`. Entries that were
    /// applied before are passed over.
    ///
    /// `sent` is what this page sent, if the run is its own: everybody can read the run's id, so what bears it and was
    /// not sent is other traffic, and never keeps the ledger from being quiet.
    pub fn read(&mut self, entries: &[Receipt], sent: Option<&Sending>, asked: Millis, now: Millis) {
        for entry in entries {
            if entry.id <= self.last_id {
                continue;
            }
            if self.apply(entry, sent) || sent.is_none() {
                self.changed_at = now;
            }
        }
        self.read_at = Some(asked);
    }

    /// Returns whether the entry is of the run.
    fn apply(&mut self, entry: &Receipt, sent: Option<&Sending>) -> bool {
        self.last_id = entry.id;
        self.entries += 1;
        self.cents = self.cents.saturating_add(entry.amount.cents());
        let payment = self.payment_of(entry, sent);
        match payment {
            Some((index, attempt)) => self.executed[index].push(attempt),
            None => self.other += 1,
        }
        payment.is_some()
    }

    /// Returns payment and attempt, unless the entry is other traffic: of no run or of another one, of a payment that is
    /// not this, of an attempt that was never made, or of one that has an entry already.
    fn payment_of(&self, entry: &Receipt, sent: Option<&Sending>) -> Option<(usize, u32)> {
        let id: AttemptId = entry.attempt.as_deref()?.parse().ok()?;
        let index = (id.payment as usize).checked_sub(1)?;
        let is_of_the_run = Some(&id.run) == self.run.as_ref() && index < self.executed.len();
        let is_known = || self.executed[index].contains(&id.attempt);
        let was_sent = || sent.is_none_or(|sent| sent.has_sent(index, id.attempt, entry));
        (is_of_the_run && !is_known() && was_sent()).then_some((index, id.attempt))
    }

    /// What was transferred, by whomever.
    pub fn transferred(&self) -> Total {
        Total::from_cents(self.cents)
    }

    /// The attempts of a payment that the bank executed, in the order of the ledger.
    pub fn executed(&self, index: usize) -> &[u32] {
        self.executed.get(index).map_or(&[], Vec::as_slice)
    }

    /// Entries in the ledger.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Entries that do not belong to the run.
    pub fn other_traffic(&self) -> u64 {
        self.other
    }

    /// The newest entry that has been read; 0 when none has.
    pub fn last_id(&self) -> u64 {
        self.last_id
    }

    /// When the newest successful reading was asked for.
    pub fn read_at(&self) -> Option<Millis> {
        self.read_at
    }

    /// Returns from when on a reading that finds nothing new finds the ledger quiet: max(300 ms, 2 x pause) after the
    /// last attempt ended and after the newest entry that was read.
    pub fn quiet_from(&self, last_attempt_ended: Millis, pause_ms: u32) -> Millis {
        let quiet = Millis::from(pause_ms).saturating_mul(2).max(300);
        self.changed_at.max(last_attempt_ended).saturating_add(quiet)
    }

    /// Whether the ledger has been seen unchanged for that long.
    pub fn is_quiet(&self, last_attempt_ended: Millis, pause_ms: u32) -> bool {
        self.read_at.is_some_and(|read_at| read_at >= self.quiet_from(last_attempt_ended, pause_ms))
    }
}

impl Verdict {
    /// Compares the totals.
    pub fn of(expected: Total, transferred: Total) -> Self {
        match transferred.cmp(&expected) {
            std::cmp::Ordering::Less => Self::Missing,
            std::cmp::Ordering::Equal => Self::Exact,
            std::cmp::Ordering::Greater => Self::TooMuch,
        }
    }

    /// The name in the page's `data-verdict`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Exact => "exact",
            Self::TooMuch => "too-much",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: u64, attempt: Option<&str>) -> Receipt {
        Receipt {
            id,
            src: "bianca".parse().expect("a party"),
            dest: "marc".parse().expect("a party"),
            amount: "1".parse().expect("an amount"),
            key: None,
            attempt: attempt.map(str::to_owned),
            at: "2026-01-01T00:00:00Z".to_owned(),
        }
    }

    fn bank() -> Bank {
        Bank::of_run("abcdefgh".parse().expect("a run id"), 2)
    }

    #[test]
    fn what_a_payment_came_to_is_read_from_its_attempt_ids() {
        let mut bank = bank();
        let entries = [
            entry(7, Some("abcdefgh/2/1")),
            entry(8, Some("abcdefgh/2/3")),
            entry(9, Some("anotherrun/1/1")),
            entry(10, None),
            entry(11, Some("abcdefgh/3/1")),
        ];
        bank.read(&entries, None, 0, 1);
        bank.read(&entries[3..], None, 1, 2);
        assert_eq!(bank.executed(1), [1, 3]);
        assert!(bank.executed(0).is_empty());
        assert_eq!((bank.entries(), bank.other_traffic(), bank.last_id()), (5, 3, 11));
        assert_eq!(bank.transferred().to_string(), "5");
        bank.cleared(3);
        assert_eq!((bank.transferred().to_string().as_str(), bank.executed(1).len()), ("0", 0));
    }

    #[test]
    fn the_ledger_is_quiet_only_when_a_later_reading_found_nothing_new() {
        let mut bank = bank();
        assert!(!bank.is_quiet(0, 45), "never read");
        bank.read(&[entry(1, None)], None, 1000, 1010);
        bank.read(&[], None, 1309, 1320);
        assert!(!bank.is_quiet(900, 45));
        bank.read(&[], None, 1310, 1320);
        assert!(bank.is_quiet(900, 45));
        assert!(!bank.is_quiet(1011, 45), "an attempt ended later");
        assert!(!bank.is_quiet(900, 200), "a longer pause waits longer");
    }

    #[test]
    fn what_bears_the_runs_id_and_was_not_sent_is_other_traffic_and_holds_nothing_up() {
        let settings = crate::Settings { senders: 2, ..crate::Scenario::FIRST.settings() };
        let payment = |dest: &str| protocol::Payment {
            src: "bianca".parse().expect("a party"),
            dest: dest.parse().expect("a party"),
            amount: "1".parse().expect("an amount"),
        };
        let payments = vec![payment("marc"), payment("somebody-else")];
        let run = "abcdefgh".parse().expect("a run id");
        let mut sending = Sending::new(settings, payments.into(), run, crate::keys::tests::counting());
        while sending.poll(0).is_some() {}
        let mut bank = bank();
        bank.read(&[entry(1, Some("abcdefgh/1/1"))], Some(&sending), 5, 10);
        let others = [
            entry(2, Some("abcdefgh/1/1")),
            entry(3, Some("abcdefgh/1/2")),
            entry(4, Some("abcdefgh/2/1")),
            entry(5, Some("anotherrun/2/1")),
        ];
        bank.read(&others, Some(&sending), 310, 320);
        assert_eq!((bank.executed(0), bank.executed(1)), (&[1][..], &[][..]));
        assert_eq!((bank.other_traffic(), bank.transferred().to_string().as_str()), (4, "5"));
        assert!(bank.is_quiet(0, 45), "repeated, never made, of another payment, of another run");
    }

    #[test]
    fn a_verdict_compares_totals() {
        let of = |cents| Verdict::of(Total::from_cents(100), Total::from_cents(cents)).as_str();
        assert_eq!([of(99), of(100), of(101)], ["missing", "exact", "too-much"]);
    }
}
