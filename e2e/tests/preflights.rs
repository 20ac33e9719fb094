//! CORS preflights: what a browser that repeats them does to the numbers, and that the page says so.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::chapter_run::{ChapterRun, check_chapter};
use e2e::console;
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);

mod chromium {
    use super::*;

    #[tokio::test]
    async fn chapter_two_with_the_cache_disabled_says_why_its_numbers_are_off() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        console::print("Chromium, Embedded, cache disabled");
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            browser.devtools("Network.enable", json!({})).await?;
            browser.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await?;
            let off = ChapterRun::run(&lab, &page, 2).await?;
            console::print(&format!("  {off}"));
            off.check_invariants()?;
            ensure!(off.check_bands().is_err(), "a preflight for each attempt must be lost too");
            page.wait_until_it_says(&["disable cache"], SOON).await?;

            browser.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": false })).await?;
            check_chapter(&lab, &page, 2).await?;
            ensure!(!page.text().await?.to_lowercase().contains("disable cache"), "the sentence stays for no reason");
            Ok(())
        })
        .await
    }
}
