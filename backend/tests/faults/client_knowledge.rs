//! What clients know of their payments, held against the ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::SocketAddr;

use crate::client::Client;

/// What clients know.
#[derive(Default)]
pub(crate) struct Knowledge {
    /// Keys of acknowledged payments, with the numbers of their receipts.
    pub(crate) acknowledged: BTreeMap<String, u64>,
    /// Keys whose request had no answer.
    pub(crate) unknown: BTreeSet<String>,
}

/// What became of it, over the whole of a test.
#[derive(Default)]
pub(crate) struct Judgement {
    acknowledged: u64,
    /// Attempts whose outcome the client did not know, and how many of those had been paid.
    unknown: u64,
    unknown_and_paid: u64,
    /// Acknowledged, and not in the ledger.
    pub(crate) lost: u64,
    /// Keys that are in the ledger more than once.
    pub(crate) twice: u64,
}

impl Knowledge {
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.acknowledged.extend(other.acknowledged);
        self.unknown.extend(other.unknown);
        self
    }

    /// Holds it against the ledger, then sends what is unknown again: afterwards everything is acknowledged. What was
    /// lost is forgotten, so that it counts once.
    pub(crate) async fn settle(&mut self, bank: SocketAddr, judgement: &mut Judgement) {
        let mut client = Client::connect(bank).await.expect("the bank listens");
        let paid = ledger(&mut client).await;
        judgement.acknowledged += self.acknowledged.len() as u64;
        judgement.twice += paid.values().filter(|ids| ids.len() > 1).count() as u64;
        self.acknowledged.retain(|key, id| {
            let there = paid.get(key).is_some_and(|ids| ids.contains(id));
            judgement.lost += u64::from(!there);
            there
        });
        for key in std::mem::take(&mut self.unknown) {
            let answer = client.pay(&key).await.expect("the bank answers");
            // One whose client went away may have been paid since the ledger was read.
            let had_been_paid = answer.status == 208;
            assert!(had_been_paid || (answer.status == 200 && !paid.contains_key(&key)), "{key}: {}", answer.status);
            judgement.unknown += 1;
            judgement.unknown_and_paid += u64::from(had_been_paid);
            self.acknowledged.insert(key, answer.id());
        }
        let total = client.get("/stats").await.expect("the bank answers").text();
        let entries: usize = ledger(&mut client).await.values().map(Vec::len).sum();
        assert_eq!(total, entries.to_string(), "each payment is of one");
    }
}

impl Judgement {
    pub(crate) fn is_flawless(&self) {
        assert_eq!((self.lost, self.twice), (0, 0), "{self}");
        assert!(self.unknown > 0, "no payment was without an answer: nothing was tried");
    }
}

/// The numbers under which each key was paid.
async fn ledger(client: &mut Client) -> BTreeMap<String, Vec<u64>> {
    let list = client.get("/payments/").await.expect("the bank answers").json();
    let mut paid = BTreeMap::<String, Vec<u64>>::new();
    for entry in list.as_array().expect("a list") {
        let key = entry["key"].as_str().expect("every payment has a key").to_owned();
        paid.entry(key).or_default().push(entry["id"].as_u64().expect("an id"));
    }
    paid
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { acknowledged, unknown, unknown_and_paid, lost, twice } = self;
        write!(
            f,
            "{acknowledged} payments looked for, {lost} lost; {unknown} outcomes unknown, {unknown_and_paid} of them \
             paid; {twice} keys paid twice"
        )
    }
}
