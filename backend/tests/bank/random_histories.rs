//! Random histories of orders, retries, crashes, switches, deletions and restarts, against a model of a few lines.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use backend::bank::{Decision, Ledger, Observers, Order, Unpaid};
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use protocol::{KeyPolicy, KeyPolicyRequest, Payment, Receipt};

use crate::bank_model::{BankModel, Outcome};
use crate::crashing_store::{CrashPlan, CrashingStore};
use crate::stores_under_test::{InMemory, InPostgres, InSqlite, TestStore};

/// An order, as far as the histories differ: its key, if any, and its cents.
type Wish = (Option<u8>, u8);

/// One step of a history.
#[derive(Clone)]
enum Step {
    /// Orders that are handed over in one go.
    Pay(Vec<Wish>),
    /// The same, and the process dies behind so many of their commits, at the next one: it is in the ledger, or not, and
    /// nobody is told. Whoever heard nothing sends its order again, if it has a key.
    Crash(Vec<Wish>, u8, bool),
    Switch(KeyPolicy),
    Delete,
    /// The process ends and another begins.
    Restart,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wish = |&(key, cents): &Wish| match key {
            Some(key) => format!("key-{key}:{cents}c"),
            None => format!("no key:{cents}c"),
        };
        let wishes = |orders: &[Wish]| orders.iter().map(wish).collect::<Vec<_>>().join(", ");
        match self {
            Self::Pay(orders) => write!(f, "pay {}", wishes(orders)),
            Self::Crash(orders, commits, durable) => {
                let what = if *durable { "is" } else { "is not" };
                write!(f, "pay {}, crash at commit {}, which {what} kept", wishes(orders), commits + 1)
            }
            Self::Switch(policy) => write!(f, "switch to {policy}"),
            Self::Delete => f.write_str("delete"),
            Self::Restart => f.write_str("restart"),
        }
    }
}

/// A bank without its doors.
struct Lab {
    storage: Arc<dyn TestStore>,
    ledger: Ledger,
    crash: CrashPlan,
}

impl Lab {
    /// What was played on this storage before is forgotten, except by the ids.
    async fn on(storage: Arc<dyn TestStore>, rule: &str) -> Self {
        let (ledger, crash) = Self::open(&storage).await;
        let lab = Self { storage, ledger, crash };
        lab.ledger.clear().await.expect("deleted");
        lab.ledger.set_script(rule.to_owned()).await.expect("saved");
        lab.switch(KeyPolicy::Unique).await;
        lab
    }

    async fn open(storage: &Arc<dyn TestStore>) -> (Ledger, CrashPlan) {
        let storage = Arc::clone(storage);
        let (store, reader) = tokio::task::spawn_blocking(move || storage.open()).await.expect("no panic");
        let crash = CrashPlan::default();
        // Small batches, so that a burst is spread over several.
        let ledger = Ledger::start(Box::new(CrashingStore::new(store, &crash)), reader, Observers::default(), 3);
        (ledger, crash)
    }

    /// Another process takes over the ledger.
    async fn restart(&mut self) {
        self.ledger.close().await;
        (self.ledger, self.crash) = Self::open(&self.storage).await;
    }

    async fn switch(&self, policy: KeyPolicy) {
        let request = KeyPolicyRequest { policy, pause_ms: Some(0) };
        self.ledger.set_key_policy(request).await.expect("switched");
    }

    async fn try_pay(&self, orders: &[Wish]) -> Vec<Result<Decision, Unpaid>> {
        join_all(orders.iter().map(|&(key, cents)| self.ledger.pay(order(key, cents)))).await
    }

    async fn pay(&self, orders: &[Wish]) -> Vec<Decision> {
        self.try_pay(orders).await.into_iter().map(|decision| decision.expect("a decision")).collect()
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
        12 => proptest::collection::vec(order.clone(), 1..8).prop_map(Step::Pay),
        3 => proptest::sample::select(KeyPolicy::ALL.to_vec()).prop_map(Step::Switch),
        3 => (proptest::collection::vec(order.clone(), 1..8), 0..4_u8, any::<bool>())
            .prop_map(|(orders, commits, durable)| Step::Crash(orders, commits, durable)),
        1 => Just(Step::Delete),
        2 => Just(Step::Restart),
    ]
}

/// The rules that are played: each repeats a policy.
const RULES: [(&str, KeyPolicy); 2] = [
    (include_str!("../../../rule/samples/claim_and_same.rhai"), KeyPolicy::Unique),
    (include_str!("../../../rule/samples/no_dedup.rhai"), KeyPolicy::Log),
];

async fn play(
    storage: Arc<dyn TestStore>,
    (rule, repeats): (&str, KeyPolicy),
    history: &[Step],
) -> Result<(), TestCaseError> {
    let mut lab = Lab::on(storage, rule).await;
    let mut model = BankModel::new(repeats);
    let mut receipts = HashMap::new();
    for step in history {
        match step {
            Step::Pay(orders) => {
                // Copies at once race through check-then-insert, as they should: it is only exact in sequence.
                let bursts = if model.policy == KeyPolicy::CheckThenInsert { 1 } else { orders.len() };
                for burst in orders.chunks(bursts) {
                    let decisions = lab.pay(burst).await;
                    judge(burst, &decisions, &mut model, &mut receipts)?;
                }
            }
            Step::Crash(orders, commits, durable) => {
                let most = if model.policy == KeyPolicy::CheckThenInsert { 1 } else { orders.len() };
                lab.crash.ends(*commits, *durable);
                let unheard = crash(&lab, &orders[..most], &mut model, &mut receipts).await?;
                lab.restart().await;
                model.remembered.clear();
                let again: Vec<Wish> = unheard.into_iter().filter(|(key, _)| key.is_some()).collect();
                let decisions = lab.pay(&again).await;
                judge(&again, &decisions, &mut model, &mut receipts)?;
            }
            Step::Switch(policy) => {
                lab.switch(*policy).await;
                model.policy = *policy;
            }
            Step::Delete => {
                lab.ledger.clear().await.expect("deleted");
                model.delete();
            }
            Step::Restart => {
                lab.restart().await;
                model.remembered.clear();
            }
        }
        prop_assert_eq!(lab.ledger.total().await.expect("a total").cents(), model.cents);
        prop_assert_eq!(lab.ledger.entries(0, None).await.expect("a list").len(), model.entries);
    }
    lab.ledger.close().await;
    Ok(())
}

/// Sends orders to a process that dies of them. What was decided before is judged like any other; what is new in the
/// ledger beside that must be an order that heard nothing, and one that might be executed then. Answers those orders.
async fn crash(
    lab: &Lab,
    orders: &[Wish],
    model: &mut BankModel,
    receipts: &mut HashMap<u64, Receipt>,
) -> Result<Vec<Wish>, TestCaseError> {
    let (mut heard, mut decisions, mut unheard) = (Vec::new(), Vec::new(), Vec::new());
    for (order, outcome) in orders.iter().zip(lab.try_pay(orders).await) {
        match outcome {
            Ok(decision) => {
                heard.push(*order);
                decisions.push(decision);
            }
            Err(_) => unheard.push(*order),
        }
    }
    judge(&heard, &decisions, model, receipts)?;
    let mut silent = unheard.clone();
    for entry in lab.ledger.entries(0, None).await.expect("a list") {
        if receipts.contains_key(&entry.id) {
            continue;
        }
        let stored = |key: Option<u8>| key.filter(|_| model.policy != KeyPolicy::Ignore);
        let is_of = |&(key, cents): &Wish| {
            entry.key == stored(key).map(|key| format!("key-{key}")) && entry.amount.cents() == u64::from(cents)
        };
        let at = silent.iter().position(is_of);
        prop_assert!(at.is_some(), "nobody asked for {:?}", entry);
        let (key, cents) = silent.remove(at.expect("there is one"));
        prop_assert_eq!(model.pay(key, cents), Outcome::Executed, "{:?}", entry);
        receipts.insert(entry.id, entry);
    }
    Ok(unheard)
}

/// Every decision is the model's, and a replay carries a receipt that was given out before.
fn judge(
    orders: &[Wish],
    decisions: &[Decision],
    model: &mut BankModel,
    receipts: &mut HashMap<u64, Receipt>,
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
            Decision::RuleRefused(reason) => {
                prop_assert_eq!(reason, "the key was used for another payment");
                Outcome::Mismatch
            }
        };
        prop_assert_eq!(outcome, model.pay(key, cents), "key {:?}, {} cents", key, cents);
    }
    Ok(())
}

/// Plays random histories, one after the other on one storage.
fn every_history_ends_as_the_contract_says(storage: impl TestStore + 'static, cases: u32) {
    let storage: Arc<dyn TestStore> = Arc::new(storage);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let histories = (proptest::sample::select(RULES.to_vec()), proptest::collection::vec(step(), 1..25));
    TestRunner::new(config)
        .run(&histories, |(rule, history)| runtime.block_on(play(Arc::clone(&storage), rule, &history)))
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
        super::every_history_ends_as_the_contract_says(super::InSqlite::quick(), 80);
    }
}

mod in_postgres {
    #[test]
    fn every_history_ends_as_the_contract_says() {
        super::every_history_ends_as_the_contract_says(super::InPostgres::new(), 40);
    }
}
