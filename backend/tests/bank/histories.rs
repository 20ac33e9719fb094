//! Random histories of orders, retries, switches, deletions and restarts, against a model of a few lines.

use std::collections::HashMap;
use std::sync::Arc;

use backend::bank::{Decision, Ledger, Order, Witnesses};
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use protocol::{KeyPolicy, KeyPolicyRequest, Payment};

use crate::storages::{InMemory, InPostgres, InSqlite, Storage};

/// One step of a history.
#[derive(Clone, Debug)]
enum Step {
    /// Orders that are handed over in one go: (key, cents).
    Pay(Vec<(Option<u8>, u8)>),
    Switch(KeyPolicy),
    Delete,
    /// The process ends and another begins.
    Restart,
}

/// What a decision was, without the receipt's number and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Executed,
    Replayed,
    Mismatch,
}

/// What the contract says of keys, and nothing of how.
struct Reference {
    policy: KeyPolicy,
    claimed: HashMap<u8, u8>,
    remembered: HashMap<u8, u8>,
    /// The first payment stored with a key, under any policy.
    stored: HashMap<u8, u8>,
    cents: u64,
    entries: usize,
}

impl Reference {
    fn new() -> Self {
        Self {
            policy: KeyPolicy::Unique,
            claimed: HashMap::new(),
            remembered: HashMap::new(),
            stored: HashMap::new(),
            cents: 0,
            entries: 0,
        }
    }

    fn pay(&mut self, key: Option<u8>, cents: u8) -> Outcome {
        let first = key.and_then(|key| match self.policy {
            KeyPolicy::Ignore | KeyPolicy::Log | KeyPolicy::Yours => None,
            KeyPolicy::Unique => self.claimed.get(&key),
            KeyPolicy::Memory => self.remembered.get(&key),
            KeyPolicy::CheckThenInsert => self.stored.get(&key),
        });
        match first {
            Some(first) if *first == cents => Outcome::Replayed,
            Some(_) => Outcome::Mismatch,
            None => {
                self.execute(key, cents);
                Outcome::Executed
            }
        }
    }

    fn execute(&mut self, key: Option<u8>, cents: u8) {
        self.cents += u64::from(cents);
        self.entries += 1;
        let Some(key) = key.filter(|_| self.policy != KeyPolicy::Ignore) else { return };
        self.stored.entry(key).or_insert(cents);
        match self.policy {
            KeyPolicy::Unique => self.claimed.insert(key, cents),
            KeyPolicy::Memory => self.remembered.insert(key, cents),
            _ => None,
        };
    }

    fn delete(&mut self) {
        *self = Self { policy: self.policy, ..Self::new() };
    }
}

/// A bank without its doors.
struct Lab {
    storage: Arc<dyn Storage>,
    ledger: Ledger,
}

impl Lab {
    /// What was played on this storage before is forgotten, except by the ids.
    async fn on(storage: Arc<dyn Storage>) -> Self {
        let ledger = Self::open(&storage).await;
        let lab = Self { storage, ledger };
        lab.ledger.clear().await.expect("deleted");
        lab.switch(KeyPolicy::Unique).await;
        lab
    }

    async fn open(storage: &Arc<dyn Storage>) -> Ledger {
        let storage = Arc::clone(storage);
        let (store, reader) = tokio::task::spawn_blocking(move || storage.open()).await.expect("no panic");
        // Small batches, so that a burst is spread over several.
        Ledger::start(store, reader, Witnesses::default(), 3)
    }

    async fn switch(&self, policy: KeyPolicy) {
        let request = KeyPolicyRequest { policy, pause_ms: Some(0) };
        self.ledger.set_key_policy(request).await.expect("switched");
    }

    async fn pay(&self, orders: &[(Option<u8>, u8)]) -> Vec<Decision> {
        let pay = |&(key, cents): &(Option<u8>, u8)| self.ledger.pay(order(key, cents));
        join_all(orders.iter().map(pay)).await.into_iter().map(|decision| decision.expect("a decision")).collect()
    }
}

fn order(key: Option<u8>, cents: u8) -> Order {
    let body = format!(r#"{{"src":"bianca","dest":"marc","amount":{cents}e-2}}"#);
    let payment = Payment::from_json(body.as_bytes()).expect("a payment");
    Order { payment, key: key.map(|key| format!("key-{key}").parse().expect("a key")), attempt: None }
}

fn step() -> impl Strategy<Value = Step> {
    let order = (proptest::option::weighted(0.8, 0..4_u8), 1..3_u8);
    prop_oneof![
        12 => proptest::collection::vec(order, 1..8).prop_map(Step::Pay),
        3 => proptest::sample::select(KeyPolicy::ALL.to_vec()).prop_map(Step::Switch),
        1 => Just(Step::Delete),
        2 => Just(Step::Restart),
    ]
}

async fn play(storage: Arc<dyn Storage>, history: &[Step]) -> Result<(), TestCaseError> {
    let mut lab = Lab::on(storage).await;
    let mut reference = Reference::new();
    let mut receipts = HashMap::new();
    for step in history {
        match step {
            Step::Pay(orders) => {
                // Copies at once race through check-then-insert, as they should: it is only exact in sequence.
                let bursts = if reference.policy == KeyPolicy::CheckThenInsert { 1 } else { orders.len() };
                for burst in orders.chunks(bursts) {
                    let decisions = lab.pay(burst).await;
                    judge(burst, &decisions, &mut reference, &mut receipts)?;
                }
            }
            Step::Switch(policy) => {
                lab.switch(*policy).await;
                reference.policy = *policy;
            }
            Step::Delete => {
                lab.ledger.clear().await.expect("deleted");
                reference.delete();
            }
            Step::Restart => {
                lab.ledger.close().await;
                lab.ledger = Lab::open(&lab.storage).await;
                reference.remembered.clear();
            }
        }
        prop_assert_eq!(lab.ledger.total().await.expect("a total").cents(), reference.cents);
        prop_assert_eq!(lab.ledger.entries(0, None).await.expect("a list").len(), reference.entries);
    }
    lab.ledger.close().await;
    Ok(())
}

/// Every decision is the reference's, and a replay carries a receipt that was given out before.
fn judge(
    orders: &[(Option<u8>, u8)],
    decisions: &[Decision],
    reference: &mut Reference,
    receipts: &mut HashMap<u64, protocol::Receipt>,
) -> Result<(), TestCaseError> {
    for decision in decisions {
        if let Decision::Executed(receipt) = decision {
            prop_assert!(receipts.insert(receipt.id, receipt.clone()).is_none(), "id {} is given twice", receipt.id);
        }
    }
    for (&(key, cents), decision) in orders.iter().zip(decisions) {
        let outcome = match decision {
            Decision::Executed(_) => Outcome::Executed,
            Decision::Replayed(receipt) => {
                prop_assert_eq!(receipts.get(&receipt.id), Some(receipt));
                Outcome::Replayed
            }
            Decision::Mismatch(member) => {
                prop_assert_eq!(*member, "amount");
                Outcome::Mismatch
            }
        };
        prop_assert_eq!(outcome, reference.pay(key, cents), "key {:?}, {} cents", key, cents);
    }
    Ok(())
}

/// Plays random histories, one after the other on one storage.
fn every_history_ends_as_the_contract_says(storage: impl Storage + 'static, cases: u32) {
    let storage: Arc<dyn Storage> = Arc::new(storage);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let histories = proptest::collection::vec(step(), 1..25);
    TestRunner::new(config)
        .run(&histories, |history| runtime.block_on(play(Arc::clone(&storage), &history)))
        .unwrap_or_else(|error| panic!("{error}"));
}

mod in_memory {
    #[test]
    fn every_history_ends_as_the_contract_says() {
        super::every_history_ends_as_the_contract_says(super::InMemory::new(), 150);
    }
}

mod in_sqlite {
    #[test]
    fn every_history_ends_as_the_contract_says() {
        super::every_history_ends_as_the_contract_says(super::InSqlite::quick(), 150);
    }
}

mod in_postgres {
    #[test]
    fn every_history_ends_as_the_contract_says() {
        super::every_history_ends_as_the_contract_says(super::InPostgres::new(), 40);
    }
}
