//! A disk that is full, and one that does not flush, under the whole lab.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::time::{sleep, timeout};

use crate::bank::{SOON, faulty_disk, folder};
use crate::client::{Answer, Client};
use crate::client_knowledge::{Judgement, Knowledge};
use crate::printed_address::{address_behind, said};
use crate::{saw, times};

#[tokio::test]
async fn on_a_full_disk_nothing_is_paid_and_the_bank_does_not_die_in_a_hot_loop() {
    survives("full").await;
}

#[tokio::test]
async fn on_a_disk_that_does_not_flush_nothing_is_paid_and_the_bank_does_not_die_in_a_hot_loop() {
    survives("flush").await;
}

/// The lab before, during and after a fault of its bank's disk.
async fn survives(fault: &str) {
    let (folder, aside) = (folder(), folder());
    let ledger = folder.path().canonicalize().expect("a folder");
    let mut lab = Command::new(env!("CARGO_BIN_EXE_exactly-once-lab"));
    lab.args([
        "--toxiproxy",
        "embedded",
        "--port",
        "0",
        "--upstream-port",
        "0",
        "--proxied-port",
        "0",
        "--toxiproxy-port",
        "0",
    ]);
    lab.arg("--data-dir").arg(&ledger).env("RUST_LOG", "off").env("LD_PRELOAD", faulty_disk());
    lab.env("FAULTY_DISK_FOLDER", &ledger).env("FAULTY_DISK_FAULTS", aside.path());
    let mut lab = lab.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn().expect("it starts");
    let mut said = said(&mut lab);
    let address = address_behind("http://", &mut said).await.expect("it lives");
    let bank: SocketAddr = address.parse().expect("an address");
    let deaths = tokio::spawn({
        let mut errors = BufReader::new(lab.stderr.take().expect("piped")).lines();
        async move {
            let mut deaths = 0;
            while let Ok(Some(line)) = errors.next_line().await {
                deaths += u32::from(line.starts_with("the bank died"));
            }
            deaths
        }
    });

    let mut knowledge = Knowledge::default();
    for number in 0..50 {
        knowledge.note(format!("before-{number}"), pay(bank, &format!("before-{number}")).await);
    }
    std::fs::write(aside.path().join(fault), "").expect("the fault begins");
    let time = Duration::from_secs(times(3, 30));
    let (mut paid, mut attempts, began) = (0, 0, Instant::now());
    while began.elapsed() < time {
        let key = format!("during-{}", attempts % 20);
        let answer = pay(bank, &key).await;
        paid += u32::from(answer.as_ref().is_some_and(|answer| answer.status == 200));
        knowledge.note(key, answer);
        attempts += 1;
        sleep(Duration::from_millis(10)).await;
    }
    std::fs::remove_file(aside.path().join(fault)).expect("the fault ends");
    let again = Instant::now();
    while pay(bank, "after").await.is_none_or(|answer| answer.status != 200) {
        assert!(again.elapsed() < SOON, "the bank does not come back");
        sleep(Duration::from_millis(20)).await;
    }
    let absence = again.elapsed();
    let mut judgement = Judgement::default();
    knowledge.settle(bank, &mut judgement).await;
    lab.kill().await.expect("it ran");
    let deaths = deaths.await.expect("no panic");
    saw(format_args!(
        "a disk with {fault:?} failing for {} s: {attempts} attempts, {paid} paid, {deaths} deaths, back after {} ms; \
         {judgement}",
        time.as_secs(),
        absence.as_millis()
    ));
    assert_eq!((judgement.lost, judgement.twice), (0, 0));
    assert!(deaths > 0, "the fault was not felt");
    // 100 ms, doubled up to 5 s.
    let most = times(6, 12);
    assert!(deaths <= most, "{deaths} deaths in {} s are a hot loop", time.as_secs());
}

/// As on drives in the network, whose files processes cannot share as memory.
#[tokio::test]
async fn where_a_write_ahead_log_cannot_be_kept_the_bank_says_so_and_names_the_folder() {
    let (folder, aside) = (folder(), folder());
    let ledger = folder.path().canonicalize().expect("a folder");
    std::fs::write(aside.path().join("map"), "").expect("the fault begins");
    let ended = {
        let mut bank = crate::bank::real(&ledger);
        bank.env("RUST_LOG", "warn").env("LD_PRELOAD", faulty_disk()).stdin(Stdio::null()).kill_on_drop(true);
        bank.env("FAULTY_DISK_FOLDER", &ledger).env("FAULTY_DISK_FAULTS", aside.path());
        timeout(SOON, bank.output()).await.expect("it ends").expect("it starts")
    };
    let said = String::from_utf8_lossy(&ended.stderr);
    saw(format_args!("without maps: {said}"));
    assert_eq!((ended.status.code(), said.lines().count()), (Some(2), 1), "{said}");
    assert!(said.contains(&format!("{}: this drive cannot keep a write-ahead log", ledger.display())), "{said}");
}

async fn pay(bank: SocketAddr, key: &str) -> Option<Answer> {
    let attempt = async { Client::connect(bank).await?.pay(key).await };
    timeout(SOON, attempt).await.expect("an answer or none, and soon").ok()
}

impl Knowledge {
    /// `503` promises that nothing was executed, which is as good as unknown here.
    fn note(&mut self, key: String, answer: Option<Answer>) {
        match answer {
            Some(answer) if matches!(answer.status, 200 | 208) => {
                self.unknown.remove(&key);
                self.acknowledged.insert(key, answer.id());
            }
            _ if self.acknowledged.contains_key(&key) => {}
            _ => drop(self.unknown.insert(key)),
        }
    }
}
