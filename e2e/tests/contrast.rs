//! Text stands out from what lies behind it, whatever is on the page.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::contrast::{self, ON_THE_PAGE};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);
const PAGES: [&str; 6] = ["code", "losses", "two-generals", "fallacies", "exercise", "about"];

mod chromium {
    use super::*;

    async fn in_a_run_of(page: &LabPage<'_>, chapter: u8) -> Result<()> {
        page.choose_chapter(chapter).await?;
        contrast::is_at_least(page, ON_THE_PAGE).await?;
        page.click("run").await?;
        page.wait_until_at_least("settled", 100.0, SOON).await?;
        contrast::is_at_least(page, ON_THE_PAGE).await?;
        page.wait_until_done(RUN_LIMIT).await?;
        contrast::is_at_least(page, ON_THE_PAGE).await
    }

    #[tokio::test]
    async fn a_faint_text_is_found() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            page.execute("document.querySelector('h2').style.color = 'rgb(0 0 0 / 50%)'", &[]).await?;
            let found = contrast::is_at_least(&page, ON_THE_PAGE).await;
            ensure!(found.is_err_and(|found| found.to_string().contains("How much money")), "it was not found");
            Ok(())
        })
        .await
    }

    #[tokio::test]
    async fn every_text_on_the_page_and_in_the_grid_stands_out() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            page.wait_until_enabled("run", SOON).await?;
            contrast::watch_the_grid(&page).await?;
            for chapter in [2, 3] {
                in_a_run_of(&page, chapter).await?;
            }
            contrast::of_the_grid_is_at_least(&page, ON_THE_PAGE).await?;
            for chapter in [0, 5, 6] {
                page.choose_chapter(chapter).await?;
                contrast::is_at_least(&page, ON_THE_PAGE).await?;
            }
            for name in PAGES {
                page.execute("location.hash = arguments[0]", &[json!(name)]).await?;
                page.wait_until_enabled("page-back", SOON).await?;
                contrast::is_at_least(&page, ON_THE_PAGE).await?;
                page.click("page-back").await?;
            }
            page.click("reset").await?;
            contrast::is_at_least(&page, ON_THE_PAGE).await
        })
        .await
    }
}
