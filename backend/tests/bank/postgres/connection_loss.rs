//! Connections that are lost, and a server that is restarted under load.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use protocol::KeyPolicy;
use throwaway_postgres::Server;
use tokio_postgres::NoTls;

use super::backend;
use super::cutting_proxy::{Cut, Proxy};
use crate::client::{get, pay};
use crate::stores_under_test::POSTGRES;
use crate::test_bank::Bank;

/// A bank, and the proxy between it and a new ledger.
async fn behind_a_proxy() -> (Bank, Proxy) {
    let address = POSTGRES.database();
    let name = address.rsplit('/').next().expect("a name");
    let proxy = Proxy::to(POSTGRES.folder());
    (backend(&proxy.address(name)).await, proxy)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_lost_before_or_during_a_commit_costs_no_payment_and_pays_none_twice() {
    for policy in [KeyPolicy::Unique, KeyPolicy::Memory, KeyPolicy::Log] {
        let (bank, proxy) = behind_a_proxy().await;
        bank.switch(policy, None).await;
        let mut paid = 0;
        for round in 0..5 {
            for cut in [Cut::Nowhere, Cut::AtBegin, Cut::Before, Cut::After] {
                let cuts = proxy.cuts();
                proxy.cut(cut);
                // Executed once, by the first try or by the second: a payment without a key cannot be told apart.
                assert_eq!(bank.status(&pay(&format!("{cut:?}-{round}"))).await, 200, "{policy}, {cut:?}");
                assert_eq!(proxy.cuts() - cuts, u32::from(cut != Cut::Nowhere), "{cut:?}");
                paid += 1;
                assert_eq!(bank.total().await, paid.to_string(), "{policy}, {cut:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_whose_commit_is_lost_are_made_once() {
    let (bank, proxy) = behind_a_proxy().await;
    for cut in [Cut::Before, Cut::After] {
        let generation = bank.app.ledger.settings().await.expect("settings").generation;
        assert_eq!(bank.status(&pay("a-key")).await, 200);
        proxy.cut(cut);
        bank.app.ledger.clear().await.expect("cleared");
        assert_eq!(bank.total().await, "0");
        assert_eq!(bank.app.ledger.settings().await.expect("settings").generation, generation + 1, "{cut:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_is_503_and_nothing_is_executed() {
    let server = Server::quick();
    let bank = backend(&server.database()).await;
    assert_eq!(bank.status(&pay("before")).await, 200);
    drop(server);
    let answer = bank.ask(&pay("after")).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")), "{}", answer.text());
    assert_eq!(bank.ask(&get("/stats")).await.status, 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_ends_in_time_although_its_database_hangs() {
    let address = POSTGRES.database();
    let bank = backend(&address).await;
    let (client, connection) = tokio_postgres::connect(&address, NoTls).await.expect("the server listens");
    let connection = tokio::spawn(connection);
    client.batch_execute("BEGIN; LOCK TABLE payment").await.expect("locked");
    let (address_of_bank, payment) = (bank.address, pay("a-key"));
    // Nobody may answer it.
    tokio::spawn(async move { payment.to(address_of_bank).await });
    let waiting = "SELECT 1 FROM pg_locks WHERE relation = 'payment'::regclass AND NOT granted";
    while client.query(waiting, &[]).await.expect("rows").is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let asked = Instant::now();
    bank.stop().await;
    assert!(asked.elapsed() < Duration::from_millis(2500), "{:?}", asked.elapsed());
    drop(client);
    connection.await.expect("no panic").expect("it ends in order");
    // Whatever became of it, a retry is told so and pays at most once.
    let bank = backend(&address).await;
    assert!(matches!(bank.status(&pay("a-key")).await, 200 | 208));
    assert_eq!(bank.total().await, "1");
}

/// What the clients of a test were told.
#[derive(Default)]
struct Told {
    acknowledged: Mutex<Vec<String>>,
    over: AtomicBool,
}

impl Told {
    /// Waits until more than so many are acknowledged; how many they are.
    async fn more_than(&self, so_many: usize) -> usize {
        loop {
            let acknowledged = self.acknowledged.lock().expect("no panic").len();
            if acknowledged > so_many {
                return acknowledged;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Pays one new key after the other until the test is over, and repeats each until it is acknowledged.
async fn client(number: usize, banks: &[Bank; 2], told: &Told) {
    for payment in 0.. {
        if told.over.load(Ordering::Relaxed) {
            return;
        }
        let key = format!("key-{number}-{payment}");
        for attempt in 0.. {
            // A retry may well reach the other backend.
            match banks[(number + attempt) % 2].status(&pay(&key)).await {
                200 | 208 => break,
                503 => tokio::time::sleep(Duration::from_millis(10)).await,
                other => panic!("{key}: {other}"),
            }
        }
        told.acknowledged.lock().expect("no panic").push(key);
    }
}

/// A short form runs among the tests; `cargo xtask soak` sets `SOAK` for the full one.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_restarted_under_load_loses_no_acknowledged_payment_and_pays_no_key_twice() {
    let restarts = if std::env::var_os("SOAK").is_some() { 50 } else { 3 };
    let mut server = Server::durable();
    let address = server.database();
    let banks = [backend(&address).await, backend(&address).await];
    let told = Told::default();
    let clients = join_all((0..16).map(|number| client(number, &banks, &told)));
    let faults = async {
        let mut acknowledged = 0;
        for mode in ["immediate", "fast"].into_iter().cycle().take(restarts) {
            // There is load again.
            acknowledged = told.more_than(acknowledged + 100).await;
            let restart = move || {
                server.restart(mode);
                server
            };
            server = tokio::task::spawn_blocking(restart).await.expect("it comes back");
        }
        told.more_than(acknowledged + 100).await;
        told.over.store(true, Ordering::Relaxed);
        server
    };
    let (_, server) = tokio::join!(clients, faults);
    let expected: BTreeSet<String> = told.acknowledged.into_inner().expect("no panic").into_iter().collect();
    let entries = banks[0].ask(&get("/payments/")).await.json();
    let keys = entries.as_array().expect("a list").iter().map(|entry| entry["key"].as_str().expect("a key"));
    let paid: Vec<String> = keys.map(ToOwned::to_owned).collect();
    let once: BTreeSet<String> = paid.iter().cloned().collect();
    let (lost, twice) = (expected.difference(&once).count(), paid.len() - once.len());
    writeln!(
        std::io::stderr(),
        "    two backends, PostgreSQL restarted {restarts} times: {} payments acknowledged, {lost} lost, {twice} paid twice",
        expected.len()
    )
    .expect("somebody may read it");
    assert_eq!((lost, twice), (0, 0));
    assert_eq!(once, expected, "every client ended with an answer");
    for bank in &banks {
        assert_eq!(bank.total().await, expected.len().to_string());
    }
    drop(server);
}

/// Set in the process that is to die in the test below.
const DIES: &str = "BANK_TEST_DIES_WITHOUT_A_DATABASE";

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_fate_nobody_can_tell_ends_the_process() {
    if std::env::var_os(DIES).is_some() {
        let server = Server::quick();
        let address = server.database();
        let proxy = Proxy::to(server.folder());
        let bank = backend(&proxy.address(address.rsplit('/').next().expect("a name"))).await;
        proxy.cut(Cut::ForGood);
        let answer = bank.ask(&pay("a-key")).await;
        panic!("it was answered: {} {}", answer.status, answer.text());
    }
    let this = std::env::current_exe().expect("this test's program");
    let name = "postgres::connection_loss::a_commit_whose_fate_nobody_can_tell_ends_the_process";
    let mut child = tokio::process::Command::new(this);
    let output = child.args(["--exact", name]).env(DIES, "yes").output().await.expect("it runs");
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&output.status), Some(6), "aborted: {output:?}");
}
