//! Text stands out from what lies behind it, and a fate from every other, whatever is on the page and without hues.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::contrast::{self, ON_THE_PAGE};
use e2e::greyscale::{Drawing, drawings, tell_apart};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);
/// Open, so that its rows say which cell has which fate.
const OPEN_TABLE: &str = "document.querySelector('.grid-table').open = true";
/// What each chapter must at least have to show, as the table says it.
const FATES: [(u8, &[&str]); 3] = [
    (2, &["paid once, known", "paid once, client does not know", "never paid"]),
    (3, &["paid once, known", "paid 2 times"]),
    (5, &["paid once, known", "repeat caught by the key"]),
];
const PAGES: [&str; 7] = ["code", "counterexamples", "losses", "two-generals", "fallacies", "exercise", "about"];

mod chromium {
    use super::*;

    async fn before_in_and_after_a_run(page: &LabPage<'_>, chapter: u8) -> Result<()> {
        page.choose_chapter(chapter).await?;
        contrast::is_at_least(page, ON_THE_PAGE).await?;
        page.click("run").await?;
        page.wait_until_at_least("settled", 100.0, SOON).await?;
        contrast::is_at_least(page, ON_THE_PAGE).await?;
        page.wait_until_done(RUN_LIMIT).await?;
        contrast::is_at_least(page, ON_THE_PAGE).await
    }

    /// In shades of grey the legend's drawings differ from each other, and the grid's do.
    async fn fates_differ(browser: &Browser, page: &LabPage<'_>, fates: &[&str]) -> Result<()> {
        let (legend, mut grid): (Vec<Drawing>, Vec<Drawing>) =
            drawings(browser, page).await?.into_iter().partition(|drawing| drawing.name.starts_with("the legend's"));
        // How often is one fate, and a digit.
        grid.retain(|drawing| !drawing.name.ends_with(" times") || drawing.name == "paid 2 times");
        ensure!(legend.len() > 5, "the legend is {legend:?}");
        tell_apart(&legend)?;
        tell_apart(&grid)?;
        for fate in fates {
            ensure!(grid.iter().any(|drawing| drawing.name == *fate), "nothing was {fate}: {grid:?}");
        }
        Ok(())
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
    async fn every_text_stands_out_and_every_fate_differs_in_grey() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            page.wait_until_enabled("run", SOON).await?;
            contrast::watch_the_grid(&page).await?;
            page.execute(OPEN_TABLE, &[]).await?;
            for (chapter, fates) in FATES {
                before_in_and_after_a_run(&page, chapter).await?;
                fates_differ(browser, &page, fates).await?;
            }
            contrast::of_the_grid_is_at_least(&page, ON_THE_PAGE).await?;
            for chapter in [0, 6] {
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
