//! Power cuts: the process ends, and with it everything that was not flushed to the disk.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use backend::bank::store::Durability;
use rand::RngExt as _;
use tokio::time::sleep;

use crate::bank::{Bank, faulty_disk, folder, own, serve_if_asked};
use crate::client_knowledge::{Judgement, Knowledge};
use crate::load_clients::Load;
use crate::power_cut_image;
use crate::{saw, times};

#[tokio::test]
async fn a_power_cut_takes_back_nothing_that_was_acknowledged() {
    serve_if_asked().await;
    let test = "power_cuts::a_power_cut_takes_back_nothing_that_was_acknowledged";
    let judgement = cut_power(times(5, 50), Durability::Full, test).await;
    judgement.is_flawless();
}

/// If this finds nothing, the test above is worthless.
#[tokio::test]
async fn a_power_cut_does_take_back_what_no_commit_had_waited_for() {
    serve_if_asked().await;
    let test = "power_cuts::a_power_cut_does_take_back_what_no_commit_had_waited_for";
    let judgement = cut_power(times(3, 50), Durability::Normal, test).await;
    assert!(judgement.lost > 0, "synchronous=NORMAL has lost nothing: {judgement}");
    assert_eq!(judgement.twice, 0);
}

async fn cut_power(cuts: u32, durability: Durability, test: &str) -> Judgement {
    let (folder, aside) = (folder(), folder());
    let ledger = folder.path().canonicalize().expect("a folder");
    let journal = aside.path().join("journal");
    let keys = Arc::<AtomicU64>::default();
    let (mut judgement, mut knowledge) = (Judgement::default(), Knowledge::default());
    let mut undecided = 0;
    for round in 0..=cuts {
        let before = power_cut_image::read(&ledger);
        let mut command = own(&ledger, durability, test);
        command.env("LD_PRELOAD", faulty_disk());
        command.env("FAULTY_DISK_FOLDER", &ledger).env("FAULTY_DISK_JOURNAL", &journal);
        let bank = Bank::start(command).await;
        knowledge.settle(bank.address, &mut judgement).await;
        if round == cuts {
            break;
        }
        let mut load = Load::on(bank.address, &keys);
        load.has_paid(rand::rng().random_range(1..400)).await;
        // Not right behind an answer, when there is nothing in flight yet.
        sleep(Duration::from_micros(rand::rng().random_range(0..5000))).await;
        bank.kill().await;
        knowledge = knowledge.and(load.ends().await);
        undecided += power_cut_image::cut_power(&ledger, before, &journal);
    }
    saw(format_args!("{cuts} power cuts, synchronous={durability:?}, {undecided} operations not flushed: {judgement}"));
    judgement
}
