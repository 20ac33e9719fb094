//! Chapter 6: every exhibit breaks as it should, and every cure is exact.

use anyhow::Result;
use e2e::browser::{Browser, Engine};
use e2e::console;
use e2e::exhibit_run::{check_broken, check_cured};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use experiment::Exhibit;

async fn broken_then_cured(engine: Engine, broken: &[Exhibit], cured: &[Exhibit]) -> Result<()> {
    console::print(&format!("{engine:?}, Embedded"));
    let lab = Lab::start(Network::Embedded).await?;
    Browser::with(engine, &[], async |browser| {
        let page = LabPage::open(browser, &lab.address).await?;
        for exhibit in broken {
            check_broken(&lab, &page, *exhibit).await?;
        }
        for exhibit in cured {
            check_cured(&lab, &page, *exhibit).await?;
        }
        Ok(())
    })
    .await
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn every_exhibit_is_predicted_breaks_within_its_bounds_and_is_cured() -> Result<()> {
        broken_then_cured(Engine::Chromium, &Exhibit::ALL, &Exhibit::ALL).await
    }
}

mod firefox {
    use super::*;

    #[tokio::test]
    async fn another_amount_is_refused_and_one_key_pays_once() -> Result<()> {
        broken_then_cured(Engine::Firefox, &[Exhibit::AnotherAmount, Exhibit::OneKey], &[Exhibit::AnotherAmount]).await
    }
}

mod webkit {
    use super::*;

    #[tokio::test]
    async fn memory_is_lost_in_a_crash_and_another_amount_is_refused() -> Result<()> {
        let broken = [Exhibit::AnotherAmount, Exhibit::MemoryAndCrash];
        broken_then_cured(Engine::WebKit, &broken, &[Exhibit::AnotherAmount]).await
    }
}
