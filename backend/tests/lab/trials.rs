//! The trials of a rule as the page runs them: real HTTP through the real network, to a bank that crashes.

use std::time::Duration;

use experiment::{Attempt, Bank, Believed, Judgement, Outcome, Sending, Trial, TrialRun, Trials};
use protocol::{KeyPolicy, KeyPolicyRequest, Payment, Receipt, ScriptRequest};
use reqwest::Method;
use serde_json::json;
use tokio::time::sleep;

use crate::client::{http, try_ask};
use crate::lab::{Lab, Over};
use crate::program::another_bank;
use crate::sending::{Peer, attempt_over_http, random_run, send_all};

pub(crate) const CLAIM_AND_SAME: &str = include_str!("../../../rule/samples/claim_and_same.rhai");
pub(crate) const LOOK_THEN_INSERT: &str = include_str!("../../../rule/samples/look_then_insert.rhai");

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);
/// By luck: when no answer happened to be late.
const LUCK: Option<bool> = None;

/// What passes which trial, in the order of [`Trial::ALL`].
const TABLE: [(&str, &str, [Option<bool>; 5]); 9] = [
    ("no dedup", include_str!("../../../rule/samples/no_dedup.rhai"), [YES, NO, NO, LUCK, YES]),
    ("memory", include_str!("../../../rule/samples/memory.rhai"), [YES, YES, NO, YES, NO]),
    ("look, then insert", LOOK_THEN_INSERT, [YES, YES, YES, NO, NO]),
    (
        "find inside pay, then insert",
        include_str!("../../../rule/samples/find_then_insert.rhai"),
        [YES, YES, YES, YES, NO],
    ),
    ("claim", include_str!("../../../rule/samples/claim.rhai"), [YES, YES, YES, YES, NO]),
    ("claim and same", CLAIM_AND_SAME, [YES; 5]),
    ("key from the payload", include_str!("../../../rule/samples/key_from_payload.rhai"), [NO, NO, NO, NO, YES]),
    ("insert, then replay", include_str!("../../../rule/samples/insert_then_replay.rhai"), [NO, NO, NO, LUCK, YES]),
    ("refuse everything", include_str!("../../../rule/samples/refuse_everything.rhai"), [NO; 5]),
];

impl Peer for &Lab {
    fn attempt(&self, attempt: Attempt) -> impl Future<Output = Outcome> + Send + 'static {
        attempt_over_http(http(), self.proxied(), attempt)
    }

    async fn crash(&mut self) {
        let before = self.bank().await;
        // The answer may be lost with the process.
        drop(try_ask(Method::POST, &self.url("/lab/crash"), None).await);
        another_bank(self.program.id(), before).await;
        self.is_back().await;
    }
}

async fn save(lab: &Lab, rule: &str) {
    let request = serde_json::to_string(&ScriptRequest { text: rule.to_owned() }).expect("JSON");
    lab.put("/lab/script", &request).await.ok();
}

/// Runs a trial to its end; returns what the client knows, and what the ledger says when it is quiet.
async fn run(lab: &Lab, trial: &TrialRun) -> (Sending, Bank) {
    let pause_ms = trial.settings.pause_ms;
    assert_eq!(lab.ask(Method::DELETE, "/payments/", None).await.status, 200);
    let policy = KeyPolicyRequest { policy: KeyPolicy::Script, pause_ms: Some(pause_ms) };
    lab.put("/lab/key-policy", &serde_json::to_string(&policy).expect("JSON")).await.ok();
    lab.put("/lab/network", &serde_json::to_string(&trial.settings.losses).expect("JSON")).await.ok();
    let id = random_run();
    let sending = Sending::new(trial.settings, trial.payments.clone(), id.clone(), Box::new(rand::random));
    let sending = send_all(sending, &mut &*lab).await;
    // Orders that the client has given up still pause.
    sleep(Duration::from_millis(u64::from(pause_ms) * 2)).await;
    let entries: Vec<Receipt> = serde_json::from_slice(&lab.get("/payments/").await.body).expect("a list");
    let mut bank = Bank::of_run(id, trial.payments.len());
    bank.read(&entries, Some(&sending), 0, 0);
    (sending, bank)
}

fn first() -> Payment {
    let [src, dest] = ["bianca", "marc"].map(|name| name.parse().expect("a name"));
    Payment { src, dest, amount: "1".parse().expect("an amount") }
}

/// All five trials of one rule: whether each is passed.
async fn trials_of(lab: &Lab, rule: &str) -> [Option<bool>; 5] {
    save(lab, rule).await;
    let mut trials = Trials::new(first());
    while let Some(trial) = trials.next(0) {
        let (sending, bank) = run(lab, &trial).await;
        trials.ended(&sending, &bank);
    }
    println!("  {:?}", trials.judged().iter().map(|judged| (judged.paid, &judged.judgement)).collect::<Vec<_>>());
    Trial::ALL.map(|trial| {
        let judged = trials.judged().iter().find(|judged| judged.trial == trial).expect("all five");
        Some(judged.judgement == Judgement::Passed)
    })
}

#[tokio::test]
async fn what_students_write_passes_and_fails_through_the_real_network_as_the_table_says() {
    let lab = Lab::over(Over::Embedded).await;
    for (name, rule, expected) in TABLE {
        println!("{name}");
        let as_told = |passed: &[Option<bool>; 5]| {
            passed.iter().zip(expected).all(|(passed, expected)| expected.is_none() || *passed == expected)
        };
        let mut passed = trials_of(&lab, rule).await;
        if !as_told(&passed) {
            // Chance, or a machine that was busy: once more, and printed.
            passed = trials_of(&lab, rule).await;
        }
        assert!(as_told(&passed), "{name}: {passed:?}, not {expected:?}");
    }
}

/// How many of the thirty were paid how often in trial C, timed by trial E; and whether all were acknowledged.
pub(crate) async fn impatience(lab: &Lab, rule: &str) -> (u64, bool) {
    save(lab, rule).await;
    let mut trials = Trials::new(first());
    let plain = trials.next(0).expect("the first");
    let (sending, bank) = run(lab, &plain).await;
    trials.ended(&sending, &bank);
    let (clock, trial) = (trials.clock(), Trial::Impatience);
    let settings = trial.settings(clock).expect("it can be judged");
    let (sending, bank) = run(lab, &TrialRun { trial, settings, payments: trial.payments(&first()) }).await;
    let acknowledged = sending.records().iter().all(|record| record.believed == Believed::Acknowledged);
    println!("  clock {clock:?}, timeout {} ms, paid {}", settings.attempt_timeout, bank.entries());
    (bank.entries(), acknowledged)
}

#[tokio::test]
async fn impatience_is_judged_on_a_slow_wire_too() {
    let lab = Lab::over(Over::Embedded).await;
    for latency in [10, 25, 80] {
        println!("{latency} ms");
        let toxic = json!({"name": "slow", "type": "latency", "attributes": {"latency": latency}}).to_string();
        lab.toxiproxy(Method::POST, "/proxies/payment/toxics", Some(&toxic)).await.ok();
        assert_eq!(impatience(&lab, CLAIM_AND_SAME).await, (30, true), "the right rule passes");
        let (paid, acknowledged) = impatience(&lab, LOOK_THEN_INSERT).await;
        assert!(acknowledged && paid > 45, "the one that looks first pays about twice: {paid}");
        lab.post("/lab/network/repair", "").await.ok();
    }
}
