//! Chapter 0: one payment by hand, through the real network, attempt by attempt.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::console;
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use protocol::Losses;

const SOON: Duration = Duration::from_secs(20);

/// What must stand after an attempt.
struct Then {
    way: &'static str,
    acknowledged: u64,
    unknown: u64,
    transferred: f64,
}

const TOUR: [Then; 4] = [
    Then { way: "lose-request", acknowledged: 0, unknown: 1, transferred: 0.0 },
    Then { way: "lose-reply", acknowledged: 0, unknown: 1, transferred: 1.0 },
    Then { way: "through", acknowledged: 1, unknown: 0, transferred: 1.0 },
    Then { way: "direct", acknowledged: 1, unknown: 0, transferred: 1.0 },
];

async fn the_tour(engine: Engine, network: Network) -> Result<()> {
    console::print(&format!("{engine:?}, {network:?}, by hand"));
    let lab = Lab::start(network).await?;
    Browser::with(engine, &[], async |browser| {
        let page = LabPage::open(browser, &lab.address).await?;
        page.choose_chapter(0).await?;
        ensure!(page.count("expected").await? == 1, "one payment is one euro");
        for (attempt, then) in (1..).zip(&TOUR) {
            page.wait_until_enabled(then.way, SOON).await?;
            page.click(then.way).await?;
            page.wait_until_at_least("attempts", f64::from(attempt), SOON).await?;
            page.wait_until_done(SOON).await?;
            let found = (page.count("acknowledged").await?, page.count("unknown").await?);
            ensure!(found == (then.acknowledged, then.unknown), "{}: the client believes {found:?}", then.way);
            let transferred = page.shown("transferred").await?;
            ensure!((transferred - then.transferred).abs() < 1e-9, "{}: the bank has {transferred}", then.way);
            let state = lab.state().await?;
            ensure!(state.network.losses().same_as(Losses::NONE), "{} left its toxics behind", then.way);
            ensure!(state.run.is_some(), "the lease is held between attempts");
        }
        one_key_and_one_entry(&lab, &page).await?;
        goes_back_and_ends(&lab, &page).await
    })
    .await
}

async fn one_key_and_one_entry(lab: &Lab, page: &LabPage<'_>) -> Result<()> {
    let ledger = lab.ledger().await?;
    ensure!(ledger.len() == 1 && page.count("attempts").await? == 4, "{ledger:?}");
    ensure!(ledger[0].attempt.as_deref().is_some_and(|attempt| attempt.ends_with("/1/2")), "{ledger:?}");
    let key = page.execute("return document.querySelector('[data-testid=payment-key]').textContent", &[]).await?;
    ensure!(key.as_str().map(str::trim) == ledger[0].key.as_deref(), "the page shows {key}");
    Ok(())
}

async fn goes_back_and_ends(lab: &Lab, page: &LabPage<'_>) -> Result<()> {
    ensure!(page.count("story-shown").await? == 4, "the ladder shows all attempts");
    page.click("back").await?;
    page.click("back").await?;
    page.wait_for("two attempts", SOON, |page| async move { Ok(page.count("story-shown").await? == 2) }).await?;
    page.click("forward").await?;
    page.wait_for("three attempts", SOON, |page| async move { Ok(page.count("story-shown").await? == 3) }).await?;
    ensure!(page.shown("transferred").await? > 0.5, "going back changes only the ladder");
    page.choose_chapter(1).await?;
    let end = std::time::Instant::now() + SOON;
    while lab.state().await?.run.is_some() {
        ensure!(std::time::Instant::now() < end, "choosing another chapter ends the story and frees the lease");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    page.wait_until_enabled("run", SOON).await
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn by_hand_each_attempt_meets_its_own_toxics_over_the_original() -> Result<()> {
        the_tour(Engine::Chromium, Network::Original).await
    }
}

mod firefox {
    use super::*;

    #[tokio::test]
    async fn by_hand_each_attempt_meets_its_own_toxics() -> Result<()> {
        the_tour(Engine::Firefox, Network::Embedded).await
    }
}

mod webkit {
    use super::*;

    #[tokio::test]
    async fn by_hand_each_attempt_meets_its_own_toxics() -> Result<()> {
        the_tour(Engine::WebKit, Network::Embedded).await
    }
}
