//! Many payments in one process: its memory, and how long the next one takes to open their ledger.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use crate::bank::{Bank, folder, real};
use crate::client::Client;
use crate::load_clients::Load;
use crate::{saw, times};

#[tokio::test]
async fn memory_stays_flat_and_a_killed_bank_is_open_again_within_a_second() {
    let folder = folder();
    let payments = times(5_000, 1_000_000);
    let bank = Bank::start(real(folder.path())).await;
    let mut load = Load::on(bank.address, &Arc::<AtomicU64>::default());
    let began = Instant::now();
    load.has_paid(payments / 10).await;
    let early = resident(&bank);
    load.has_paid(payments).await;
    let (late, took) = (resident(&bank), began.elapsed());
    bank.kill().await;
    let known = load.ends().await;

    let began = Instant::now();
    let bank = Bank::start(real(folder.path())).await;
    let mut client = Client::connect(bank.address).await.expect("the bank listens");
    assert_eq!(client.get("/health").await.expect("an answer").status, 200);
    assert_eq!(client.pay("the first one after").await.expect("an answer").status, 400);
    assert_eq!(client.pay("the-first-one-after").await.expect("an answer").status, 200);
    let open = began.elapsed();
    let total: u64 = client.get("/stats").await.expect("an answer").text().parse().expect("a number");
    let summed = began.elapsed();
    let (acknowledged, unknown) = (known.acknowledged.len() as u64, known.unknown.len() as u64);
    saw(format_args!(
        "{acknowledged} payments in {} s: {} MiB after a tenth, {} MiB at the end; killed, it pays again after {} ms and \
         has its total after {} ms",
        took.as_secs(),
        early >> 20,
        late >> 20,
        open.as_millis(),
        summed.as_millis()
    ));
    assert!((acknowledged + 1..=acknowledged + 1 + unknown).contains(&total), "{total}");
    assert!(late < early + (16 << 20), "memory has grown from {early} to {late} bytes");
    assert!(open < Duration::from_secs(1), "recovery took {open:?}");
}

/// The bytes of its memory that are in use.
fn resident(bank: &Bank) -> u64 {
    let id = bank.process.id().expect("it runs");
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux has it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a process has memory");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") << 10
}
