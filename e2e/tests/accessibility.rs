//! No barrier that axe-core knows: in any chapter, after a run, on any page around the runs, in both views and languages.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::axe::Axe;
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);
const PAGES: [&str; 7] = ["code", "counterexamples", "losses", "two-generals", "fallacies", "exercise", "about"];
const IS_OPEN: &str = "return document.querySelector('dialog.page[open]') !== null";
const SLIDE: &str = "return document.querySelector('main').dataset.slide";
const SPEAK: &str = "document.querySelector(`.languages [lang='${arguments[0]}']`).click()";

/// Turns to a slide; the rest of a long one comes first.
async fn turn_to(page: &LabPage<'_>, wanted: &str) -> Result<()> {
    for _ in 0..5 {
        if page.execute(SLIDE, &[]).await? == wanted {
            return Ok(());
        }
        page.click("next-screen").await?;
    }
    page.wait_for(wanted, SOON, |page| async move { Ok(page.execute(SLIDE, &[]).await? == wanted) }).await
}

mod axe {
    use super::*;

    mod chromium {
        use super::*;

        #[tokio::test]
        async fn finds_a_barrier_that_is_there() -> Result<()> {
            let axe = Axe::load()?;
            let lab = Lab::start(Network::Embedded).await?;
            Browser::with(Engine::Chromium, &[], async |browser| {
                let page = LabPage::open(browser, &lab.address).await?;
                page.execute("document.querySelector('main').append(document.createElement('button'))", &[]).await?;
                let found = axe.finds_nothing(browser, "a button without a name").await;
                ensure!(found.is_err_and(|found| found.to_string().contains("button-name")), "it was not found");
                Ok(())
            })
            .await
        }

        #[tokio::test]
        async fn finds_none_in_any_chapter_or_page_in_either_language() -> Result<()> {
            let axe = Axe::load()?;
            let lab = Lab::start(Network::Embedded).await?;
            Browser::with(Engine::Chromium, &[], async |browser| {
                for language in ["en", "de"] {
                    let page = LabPage::open(browser, &lab.address).await?;
                    page.execute(SPEAK, &[json!(language)]).await?;
                    for chapter in 0..=6 {
                        page.choose_chapter(chapter).await?;
                        axe.finds_nothing(browser, &format!("chapter {chapter} in {language}")).await?;
                    }
                    page.choose_chapter(3).await?;
                    page.click("run").await?;
                    page.wait_until_done(RUN_LIMIT).await?;
                    axe.finds_nothing(browser, &format!("a finished run in {language}")).await?;
                    for name in PAGES {
                        page.execute("location.hash = arguments[0]", &[json!(name)]).await?;
                        page.wait_for(name, SOON, |page| async move { Ok(page.execute(IS_OPEN, &[]).await? == true) })
                            .await?;
                        axe.finds_nothing(browser, &format!("{name} in {language}")).await?;
                        page.click("page-back").await?;
                    }
                    let spoken = page.execute("return document.documentElement.lang", &[]).await?;
                    ensure!(spoken == language, "the page speaks {spoken}");
                }
                Ok(())
            })
            .await
        }

        #[tokio::test]
        async fn finds_none_on_any_screen_for_a_room_in_either_language() -> Result<()> {
            let axe = Axe::load()?;
            let lab = Lab::start(Network::Embedded).await?;
            Browser::with(Engine::Chromium, &[], async |browser| {
                for language in ["en", "de"] {
                    let address = format!("{}/?view=projector&chapter=2&lang={language}", lab.address);
                    let page = LabPage::open(browser, &address).await?;
                    page.wait_until_enabled("run", SOON).await?;
                    page.click("run").await?;
                    page.wait_until_at_least("settled", 1.0, SOON).await?;
                    axe.finds_nothing(browser, &format!("a run in front of a room in {language}")).await?;
                    page.wait_until_done(RUN_LIMIT).await?;
                    for slide in ["answer", "fates", "payment", "why"] {
                        turn_to(&page, slide).await?;
                        axe.finds_nothing(browser, &format!("{slide} in {language}")).await?;
                    }
                    for chapter in 0..=6 {
                        page.choose_chapter(chapter).await?;
                        axe.finds_nothing(browser, &format!("chapter {chapter} for a room in {language}")).await?;
                    }
                    page.click("help").await?;
                    axe.finds_nothing(browser, &format!("the keys in {language}")).await?;
                }
                Ok(())
            })
            .await
        }
    }
}
