//! `kill -9` under load.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use rand::RngExt as _;
use tokio::time::sleep;

use crate::bank::{Bank, folder, real};
use crate::client_knowledge::{Judgement, Knowledge};
use crate::load_clients::Load;
use crate::{saw, times};

#[tokio::test]
async fn a_bank_killed_under_load_loses_no_acknowledged_payment_and_pays_no_key_twice() {
    let folder = folder();
    let keys = Arc::<AtomicU64>::default();
    let (mut judgement, mut knowledge) = (Judgement::default(), Knowledge::default());
    let kills = times(5, 100);
    for _ in 0..kills {
        let bank = Bank::start(real(folder.path())).await;
        knowledge.settle(bank.address, &mut judgement).await;
        let mut load = Load::on(bank.address, &keys);
        load.has_paid(rand::rng().random_range(1..200)).await;
        // Not right behind an answer, when there is nothing in flight yet.
        sleep(Duration::from_micros(rand::rng().random_range(0..5000))).await;
        bank.kill().await;
        knowledge = knowledge.and(load.ends().await);
    }
    let bank = Bank::start(real(folder.path())).await;
    knowledge.settle(bank.address, &mut judgement).await;
    saw(format_args!("{kills} times kill -9: {judgement}"));
    judgement.is_flawless();
}
