//! What a station's ledger says of a run, told apart as the page does ([`experiment::Bank`]).

use std::collections::HashMap;

use experiment::{Bank, ClientPolicy};
use protocol::{AttemptId, Payment, Receipt, RunId, Total};

/// A ledger, read when a run was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) transferred: Total,
    /// Entries that are not of the run.
    pub(super) other_traffic: u64,
    /// Entries that are.
    pub(super) of_run: u64,
    /// How many of its payments were paid, once or more.
    pub(super) paid: usize,
}

/// What a page says that it has sent. What does not fit is not the run's; a page that says too much harms only itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    /// The attempts of all payments together.
    pub(super) attempts: u64,
    pub(super) policy: Option<ClientPolicy>,
}

impl Reading {
    /// Reads a whole ledger. Everybody can read the id of a run: what bears it and is not that row's payment, repeats an
    /// attempt, or is none of those that were sent, is other traffic.
    pub(super) fn of(mut entries: Vec<Receipt>, run: &RunId, payments: &[Payment], sent: Sent) -> Self {
        let mut keys = HashMap::new();
        for entry in &mut entries {
            if !sent.is_possible(entry, payments, &mut keys) {
                entry.attempt = None;
            }
        }
        let mut bank = Bank::of_run(run.clone(), payments.len());
        bank.read(&entries, None, 0, 0);
        let highest = |index| bank.executed(index).iter().copied().max().map_or(0, u64::from);
        // A payment whose third attempt was executed had three at least.
        let never_sent = (0..payments.len()).map(highest).sum::<u64>() > sent.attempts;
        Self {
            transferred: bank.transferred(),
            other_traffic: bank.other_traffic() + u64::from(never_sent),
            of_run: bank.entries() - bank.other_traffic(),
            paid: (0..payments.len()).filter(|index| !bank.executed(*index).is_empty()).count(),
        }
    }
}

impl Sent {
    /// Whether the entry pays what stands in the row that its attempt names, and such an attempt can have been made.
    fn is_possible(self, entry: &Receipt, payments: &[Payment], keys: &mut HashMap<AttemptedPayment, String>) -> bool {
        let Some(id) = entry.attempt.as_deref().and_then(|attempt| attempt.parse::<AttemptId>().ok()) else {
            return false;
        };
        let row = (id.payment as usize).checked_sub(1).and_then(|index| payments.get(index));
        let is_its_payment =
            row.is_some_and(|row| (&row.src, &row.dest, row.amount) == (&entry.src, &entry.dest, entry.amount));
        let was_made = match self.policy {
            Some(ClientPolicy::Once) => id.attempt == 1,
            Some(ClientPolicy::RetryWithKey) => entry.key.as_ref().is_none_or(|key| {
                let first = keys.entry((id.run, id.payment)).or_insert_with(|| key.clone());
                first == key
            }),
            _ => true,
        };
        is_its_payment && was_made
    }
}

/// A payment of a run.
type AttemptedPayment = (RunId, u32);

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> RunId {
        "abcdefgh".parse().expect("a run id")
    }

    fn sent(attempts: u64, policy: ClientPolicy) -> Sent {
        Sent { attempts, policy: Some(policy) }
    }

    fn entry(id: u64, dest: &str, attempt: Option<&str>) -> Receipt {
        Receipt {
            id,
            src: "bianca".parse().expect("a party"),
            dest: dest.parse().expect("a party"),
            amount: "1".parse().expect("an amount"),
            key: None,
            attempt: attempt.map(str::to_owned),
            at: String::new(),
        }
    }

    #[test]
    fn what_is_not_of_the_run_is_other_traffic_whatever_id_it_bears() {
        let payments =
            protocol::payments_csv::parse("src,dest,amount\nbianca,marc,1\nbianca,marc,1\n").expect("a file");
        let entries = vec![
            entry(1, "marc", Some("abcdefgh/1/1")),
            entry(2, "marc", Some("abcdefgh/1/2")),
            entry(3, "marc", Some("abcdefgh/1/2")),
            entry(4, "somebody-else", Some("abcdefgh/2/1")),
            entry(5, "marc", Some("abcdefgh/3/1")),
            entry(6, "marc", Some("anotherrun/2/1")),
            entry(7, "marc", None),
        ];
        let reading = Reading::of(entries, &run(), &payments, sent(4, ClientPolicy::Retry));
        assert_eq!((reading.of_run, reading.paid, reading.other_traffic), (2, 1, 5));
        assert_eq!(reading.transferred.to_string(), "7");
    }
    #[test]
    fn what_cannot_have_been_sent_is_other_traffic() {
        let payments =
            protocol::payments_csv::parse("src,dest,amount\nbianca,marc,1\nbianca,marc,1\n").expect("a file");
        let others = |attempts: &[&str], sent: Sent| {
            let entries = (1..).zip(attempts).map(|(id, attempt)| entry(id, "marc", Some(attempt))).collect();
            Reading::of(entries, &run(), &payments, sent).other_traffic
        };
        let retried = ["abcdefgh/1/1", "abcdefgh/1/3", "abcdefgh/2/2"];
        assert_eq!(others(&retried, sent(5, ClientPolicy::Retry)), 0);
        assert_eq!(others(&retried, sent(4, ClientPolicy::Retry)), 1, "there were five at least");
        assert_eq!(others(&["abcdefgh/1/1", "abcdefgh/2/2"], sent(2, ClientPolicy::Once)), 1);
        let with_key = |id, key: &str| Receipt {
            key: Some(key.to_owned()),
            ..entry(id, "marc", Some(&format!("abcdefgh/1/{id}")))
        };
        let entries = vec![with_key(1, "a key"), with_key(2, "another key"), with_key(3, "a key")];
        assert_eq!(Reading::of(entries, &run(), &payments, sent(9, ClientPolicy::RetryWithKey)).other_traffic, 1);
    }
}
