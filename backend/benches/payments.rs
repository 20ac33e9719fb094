//! Durable payments a second on SQLite, against (a) what the same service does without a ledger, (b) with a commit for
//! each payment, (c) without waiting for the disk, (d) asking a rule that says what `unique` says. `cargo bench -p backend --bench payments -- 64` for 64 connections
//! only; `BENCH_FOLDER` names the folder of the ledgers.
//!
//! Clients and bank share the cores and speak over loopback on connections that are kept, and the cases take turns:
//! whatever else the machine does meets all of them, and the ratios mean more than the numbers.

mod load;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use backend::bank::store::{Durability, open_sqlite};
use backend::bank::{Ledger, Observers, file_system};
use load::{Ask, Case};
use protocol::{KeyPolicy, KeyPolicyRequest};
use tempfile::TempDir;

/// The most payments in one commit, as in the bank itself.
const GROUP: usize = 1024;

#[tokio::main]
async fn main() {
    let below = std::env::var_os("BENCH_FOLDER").map_or_else(|| env!("CARGO_TARGET_TMPDIR").into(), PathBuf::from);
    let kind = file_system(&below).unwrap_or_else(|| "an unknown file system".to_owned());
    println!(
        "SQLite on {kind}; goals: 30 % of (a) and 4 x (b) at 64 connections, 60 % of (c) at 256, p99 under 20 ms, (d) 0.7 x durable"
    );
    load::print_head();
    for connections in load::asked_connections() {
        measure(&below, connections).await;
    }
}

/// Runs all cases in turns and prints how they compare.
async fn measure(below: &Path, connections: usize) {
    let folders = [(); 5].map(|()| tempfile::tempdir_in(below).expect("a folder for the ledger"));
    let open = |at: usize, durability, group| vec![open(&folders[at], durability, group)];
    let cases = [
        Case::on("(a) /health", Ask::Health, open(0, Durability::Full, GROUP)).await,
        Case::on("durable, group commit", Ask::Pay, open(1, Durability::Full, GROUP)).await,
        Case::on("(b) durable, one commit each", Ask::Pay, open(2, Durability::Full, 1)).await,
        Case::on("(c) synchronous=OFF", Ask::Pay, open(3, Durability::Off, GROUP)).await,
        Case::on("(d) durable, a rule is asked", Ask::Pay, asking(open(4, Durability::Full, GROUP)).await).await,
    ];
    let [health, durable, single, off, script] = load::compare(cases, connections).await;
    println!(
        "durable is {:.0} % of (a), {:.1} x (b), {:.0} % of (c); (d) is {:.2} x durable\n",
        100.0 * durable / health,
        durable / single,
        100.0 * durable / off,
        script / durable
    );
}

fn open(folder: &TempDir, durability: Durability, group: usize) -> Ledger {
    let (store, reader) = open_sqlite(&folder.path().join("ledger.sqlite"), durability).expect("a ledger");
    Ledger::start(Box::new(store), Arc::new(reader), Observers::default(), group)
}

/// The rule that decides as `unique` does, in force.
async fn asking(ledgers: Vec<Ledger>) -> Vec<Ledger> {
    for ledger in &ledgers {
        ledger.set_script(include_str!("../../rule/samples/claim_and_same.rhai").to_owned()).await.expect("saved");
        let request = KeyPolicyRequest { policy: KeyPolicy::Script, pause_ms: None };
        ledger.set_key_policy(request).await.expect("set");
    }
    ledgers
}
