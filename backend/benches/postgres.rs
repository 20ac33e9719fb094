//! Durable payments a second on PostgreSQL, of one backend and of two that share a ledger, beside SQLite on the same
//! disk. `cargo bench -p backend --bench postgres -- 64` for 64 connections only; `TMPDIR` names the folder of ledger
//! and server.
//!
//! Clients, backends and the database share the cores, and the cases take turns: whatever else the machine does meets
//! all of them, and the ratios mean more than the numbers. A second backend brings no second machine here.

mod load;

use backend::bank::{Ledger, Location, Observers, file_system};
use load::{Ask, Case, TURN, TURNS};
use throwaway_postgres::Server;

#[tokio::main]
async fn main() {
    let server = Server::durable();
    let kind = file_system(&std::env::temp_dir()).unwrap_or_else(|| "an unknown file system".to_owned());
    println!("The bank: PostgreSQL and SQLite on {kind}, {TURNS} turns of {} s each", TURN.as_secs());
    load::print_head();
    for connections in load::asked_connections() {
        measure(&server, connections).await;
    }
}

/// Runs all cases in turns and prints how they compare.
async fn measure(server: &Server, connections: usize) {
    let database = || Location::Database(server.database().parse().expect("an address"));
    let (alone, shared) = (database(), database());
    let cases = [
        Case::on("/health", Ask::Health, vec![open(&Location::Temporary).await]).await,
        Case::on("SQLite", Ask::Pay, vec![open(&Location::Temporary).await]).await,
        Case::on("PostgreSQL, one backend", Ask::Pay, vec![open(&alone).await]).await,
        Case::on("PostgreSQL, two backends", Ask::Pay, vec![open(&shared).await, open(&shared).await]).await,
    ];
    let [_, sqlite, one, two] = load::compare(cases, connections).await;
    println!("PostgreSQL is {:.0} % of SQLite, two backends are {:.2} x one\n", 100.0 * one / sqlite, two / one);
}

async fn open(location: &Location) -> Ledger {
    Ledger::open(location, Observers::default()).await.expect("a ledger")
}
