//! What students write, in the five trials: the real client, a network that loses as it is told, and the real ledger.

use std::sync::Arc;
use std::time::Duration;

use backend::bank::{Decision, Ledger, Observers, Order, Unpaid};
use experiment::{
    Attempt, Bank, Believed, Judged, Judgement, NoAnswer, Outcome, Sending, Settings, Trial, TrialRun, Trials,
};
use protocol::{KeyPolicy, KeyPolicyRequest, Losses, Payment, Problem};
use tokio::time::sleep;

use crate::sending::{Peer, random_run, send_all};
use crate::stores_under_test::{InMemory, InPostgres, InSqlite, TestStore};

/// What a trial comes to: whether it is passed, and the band of what is paid, both ends included.
type Cell = (Passes, (u64, u64));

/// Whether a trial is passed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Passes {
    Yes,
    No,
    /// By luck: when no attempt happened to be given up, and so every payment was made once. The more answers are
    /// late, the more is paid.
    ByLuck,
}

/// Trials in the order of [`Trial::ALL`]: plain, losses, crash, impatience, another amount.
type Row = (&'static str, &'static str, [Cell; 5]);

const YES: Passes = Passes::Yes;
const NO: Passes = Passes::No;
const LUCK: Passes = Passes::ByLuck;

/// The bands hold in 99.9 % of runs.
const TABLE: [Row; 9] = [
    (
        "no dedup",
        include_str!("../../../rule/samples/no_dedup.rhai"),
        [(YES, (100, 100)), (NO, (120, 172)), (NO, (120, 172)), (LUCK, (30, 600)), (YES, (2, 2))],
    ),
    (
        "memory",
        include_str!("../../../rule/samples/memory.rhai"),
        [(YES, (100, 100)), (YES, (100, 100)), (NO, (108, 135)), (YES, (30, 30)), (NO, (1, 1))],
    ),
    (
        "look, then insert",
        include_str!("../../../rule/samples/look_then_insert.rhai"),
        [(YES, (100, 100)), (YES, (100, 100)), (YES, (100, 100)), (NO, (55, 75)), (NO, (1, 1))],
    ),
    (
        "find inside pay, then insert",
        include_str!("../../../rule/samples/find_then_insert.rhai"),
        [(YES, (100, 100)), (YES, (100, 100)), (YES, (100, 100)), (YES, (30, 30)), (NO, (1, 1))],
    ),
    (
        "claim",
        include_str!("../../../rule/samples/claim.rhai"),
        [(YES, (100, 100)), (YES, (100, 100)), (YES, (100, 100)), (YES, (30, 30)), (NO, (1, 1))],
    ),
    (
        "claim and same",
        include_str!("../../../rule/samples/claim_and_same.rhai"),
        [(YES, (100, 100)), (YES, (100, 100)), (YES, (100, 100)), (YES, (30, 30)), (YES, (1, 1))],
    ),
    (
        "key from the payload",
        include_str!("../../../rule/samples/key_from_payload.rhai"),
        [(NO, (1, 1)), (NO, (1, 1)), (NO, (1, 1)), (NO, (1, 1)), (YES, (2, 2))],
    ),
    (
        "insert, then replay",
        include_str!("../../../rule/samples/insert_then_replay.rhai"),
        [(NO, (100, 100)), (NO, (120, 172)), (NO, (120, 172)), (LUCK, (30, 600)), (YES, (2, 2))],
    ),
    (
        "refuse everything",
        include_str!("../../../rule/samples/refuse_everything.rhai"),
        [(NO, (0, 0)), (NO, (0, 0)), (NO, (0, 0)), (NO, (0, 0)), (NO, (0, 0))],
    ),
];

/// A bank whose process can end, and a client that tries its rule.
struct World {
    storage: Arc<dyn TestStore>,
    ledger: Ledger,
    losses: Losses,
}

impl World {
    async fn on(storage: Arc<dyn TestStore>, rule: &str) -> Self {
        let ledger = open(&storage).await;
        ledger.set_script(rule.to_owned()).await.expect("saved");
        Self { storage, ledger, losses: Losses::NONE }
    }

    /// Runs a trial to its end; returns what the client knows, and what the ledger says when it is quiet.
    async fn run(&mut self, trial: &TrialRun) -> (Sending, Bank) {
        self.ledger.clear().await.expect("deleted");
        let Settings { pause_ms, losses, .. } = trial.settings;
        let request = KeyPolicyRequest { policy: KeyPolicy::Script, pause_ms: Some(pause_ms) };
        self.ledger.set_key_policy(request).await.expect("set");
        self.losses = losses;
        let run = random_run();
        let payments = Arc::clone(&trial.payments);
        let sending = Sending::new(trial.settings, payments, run.clone(), Box::new(rand::random));
        let sending = send_all(sending, self).await;
        let mut bank = Bank::of_run(run, trial.payments.len());
        // Orders that the client has given up still pause.
        sleep(Duration::from_millis(u64::from(pause_ms) * 2)).await;
        bank.read(&self.ledger.entries(0, None).await.expect("a list"), Some(&sending), 0, 0);
        (sending, bank)
    }
}

impl Peer for World {
    fn attempt(&self, attempt: Attempt) -> impl Future<Output = Outcome> + Send + 'static {
        exchange(self.ledger.clone(), attempt, self.losses)
    }

    async fn crash(&mut self) {
        self.ledger.close().await;
        self.ledger = open(&self.storage).await;
    }
}

async fn open(storage: &Arc<dyn TestStore>) -> Ledger {
    let storage = Arc::clone(storage);
    let (store, reader) = tokio::task::spawn_blocking(move || storage.open()).await.expect("no panic");
    Ledger::start(store, reader, Observers::default(), 1024)
}

/// One attempt through the network: its request may be lost, or its reply. The bank goes on when the client does not.
async fn exchange(ledger: Ledger, attempt: Attempt, losses: Losses) -> Outcome {
    let Attempt { id, key, payment, .. } = attempt;
    let lost = || Outcome::NoAnswer(NoAnswer::NetworkError);
    if rand::random::<f64>() < losses.request {
        return lost();
    }
    let order = Order { payment, key, attempt: Some(id) };
    let decided = tokio::spawn(async move { ledger.pay(order).await }).await.expect("no panic");
    if rand::random::<f64>() < losses.reply {
        return lost();
    }
    outcome(decided)
}

fn outcome(decided: Result<Decision, Unpaid>) -> Outcome {
    let problem = match &decided {
        Ok(Decision::RuleRefused(reason)) => Some(Problem::of_type(Problem::RULE_REFUSED, 422, reason)),
        _ => None,
    };
    match decided {
        Ok(decision) => Outcome::Answered { status: decision.status().as_u16(), retry_after: None, problem },
        Err(Unpaid::RuleFailed(error)) => Outcome::RuleFailed(error.to_string()),
        Err(_) => Outcome::NoAnswer(NoAnswer::NetworkError),
    }
}

fn first() -> Payment {
    Payment::from_json(crate::client::ONE.as_bytes()).expect("a payment")
}

/// Whether a trial came out as the table says.
fn is_as_told(judged: &Judged, (passes, (low, high)): Cell) -> bool {
    let expected = match passes {
        Passes::Yes => true,
        Passes::No => false,
        Passes::ByLuck => judged.paid == low,
    };
    (judged.judgement == Judgement::Passed) == expected && (low..=high).contains(&judged.paid)
}

/// All five trials of one rule.
async fn trials_of(storage: &Arc<dyn TestStore>, rule: &str) -> Vec<Judged> {
    let mut world = World::on(Arc::clone(storage), rule).await;
    let mut trials = Trials::new(first());
    while let Some(run) = trials.next(0) {
        let (sending, bank) = world.run(&run).await;
        assert!(sending.records().iter().all(|record| record.believed != Believed::InFlight));
        trials.ended(&sending, &bank);
    }
    world.ledger.close().await;
    trials.judged().to_vec()
}

/// Plays the whole table; what misses a band is played once more, as a whole row, and both results are printed.
async fn every_cell_is_as_the_table_says(storage: impl TestStore + 'static) {
    let storage: Arc<dyn TestStore> = Arc::new(storage);
    for (name, rule, expected) in TABLE {
        let as_told = |judged: &[Judged]| judged.iter().zip(expected).all(|(judged, cell)| is_as_told(judged, cell));
        let mut judged = trials_of(&storage, rule).await;
        println!("{name}: {judged:?}");
        if !as_told(&judged) {
            judged = trials_of(&storage, rule).await;
            println!("{name}, again: {judged:?}");
        }
        assert_eq!(judged.len(), Trial::ALL.len());
        assert!(as_told(&judged), "{name}: {judged:?}, not {expected:?}");
    }
}

#[tokio::test]
async fn every_cell_is_as_the_table_says_in_memory() {
    every_cell_is_as_the_table_says(InMemory::new()).await;
}

#[tokio::test]
async fn every_cell_is_as_the_table_says_in_sqlite() {
    every_cell_is_as_the_table_says(InSqlite::new()).await;
}

#[tokio::test]
async fn every_cell_is_as_the_table_says_in_postgres() {
    let storage = tokio::task::spawn_blocking(InPostgres::new).await.expect("a database");
    every_cell_is_as_the_table_says(storage).await;
}
