//! What a station's ledger says of a run, told apart as the page does ([`experiment::Bank`]).

use experiment::Bank;
use protocol::{AttemptId, Payment, Receipt, RunId, Total};

/// A ledger, read when a run was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) transferred: Total,
    /// Entries that are not of the run.
    pub(super) other_traffic: u64,
    /// Entries that are.
    pub(super) of_run: u64,
}

impl Reading {
    /// Reads a whole ledger. Everybody can read the id of a run: what bears it and is not that row's payment, or repeats
    /// an attempt, is other traffic.
    pub(super) fn of(mut entries: Vec<Receipt>, run: &RunId, payments: &[Payment]) -> Self {
        for entry in &mut entries {
            if !is_its_payment(entry, payments) {
                entry.attempt = None;
            }
        }
        let mut bank = Bank::of_run(run.clone(), payments.len());
        bank.read(&entries, None, 0, 0);
        Self {
            transferred: bank.transferred(),
            other_traffic: bank.other_traffic(),
            of_run: bank.entries() - bank.other_traffic(),
        }
    }
}

/// Whether the entry pays what stands in the row that its attempt names.
fn is_its_payment(entry: &Receipt, payments: &[Payment]) -> bool {
    let named = || {
        let id: AttemptId = entry.attempt.as_deref()?.parse().ok()?;
        payments.get((id.payment as usize).checked_sub(1)?)
    };
    named().is_some_and(|row| (&row.src, &row.dest, row.amount) == (&entry.src, &entry.dest, entry.amount))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let reading = Reading::of(entries, &"abcdefgh".parse().expect("a run id"), &payments);
        assert_eq!((reading.of_run, reading.other_traffic), (2, 5));
        assert_eq!(reading.transferred.to_string(), "7");
    }
}
