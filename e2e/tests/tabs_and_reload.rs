//! The lab's page in two windows at once, and one that is loaded again in the middle of a run.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::chapter_run::{ChapterRun, check_chapter};
use e2e::console;
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;

const SOON: Duration = Duration::from_secs(20);

mod chromium {
    use super::*;

    #[tokio::test]
    async fn a_second_page_watches_and_takes_over_when_the_first_has_ended() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        console::print("Chromium, Embedded, two pages");
        Browser::with(Engine::Chromium, &[], async |one| {
            Browser::with(Engine::Chromium, &[], async |other| {
                let (first, second) =
                    (LabPage::open(one, &lab.address).await?, LabPage::open(other, &lab.address).await?);
                first.choose_chapter(3).await?;
                first.start_sampling().await?;
                let start = Instant::now();
                first.click("run").await?;

                second.wait_until_it_says(&["another page is running"], SOON).await?;
                for control in ["run", "reset", "request-loss", "reply-loss", "client-policy", "key-policy"] {
                    ensure!(!second.is_enabled(control).await?, "{control} works on a page that watches");
                }
                second.wait_until_at_least("transferred", 1.0, SOON).await?;
                ensure!(first.run_state().await? == "running", "the watching page was late");

                let run = ChapterRun::finish(&lab, &first, 3, start).await?;
                run.check_invariants()?;
                let total = first.shown("transferred").await?;
                second.wait_until_at_least("transferred", total, SOON).await?;
                second.wait_until_enabled("run", SOON).await?;
                check_chapter(&lab, &second, 1).await
            })
            .await
        })
        .await
    }

    #[tokio::test]
    async fn a_page_reloaded_in_a_run_shows_what_the_bank_has_and_can_run_again() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        console::print("Chromium, Embedded, reloaded");
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            page.choose_chapter(3).await?;
            page.click("run").await?;
            page.wait_until_at_least("settled", 300.0, SOON).await?;
            browser.client.refresh().await?;
            page.wait_until_loaded().await?;
            page.wait_until_at_least("transferred", 300.0, Duration::from_secs(2)).await?;
            ensure!(page.run_state().await? == "idle", "a fresh page runs nothing");
            page.wait_until_it_says(&["this page was loaded again"], SOON).await?;
            page.wait_until_enabled("run", SOON).await?;
            check_chapter(&lab, &page, 3).await
        })
        .await
    }
}
