//! The ways through the page: by keyboard alone, by its address, and in a few clicks.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::console;
use e2e::lab_page::LabPage;
use e2e::session::with_page;
use fantoccini::key::Key;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);

async fn is_done(page: &LabPage<'_>) -> Result<()> {
    page.wait_for("the end of the run", RUN_LIMIT, |page| async move { Ok(page.run_state().await? == "done") }).await
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn chapter_two_is_predicted_run_and_revealed_by_keyboard_alone() -> Result<()> {
        with_page("?chapter=2", async |_, page, _| {
            let (enter, left, next) = (Key::Enter, char::from(Key::Left), char::from(Key::Tab));
            page.focus("predict").await?;
            page.press(&String::from(char::from(enter))).await?;
            page.press(&String::from(left).repeat(3)).await?;
            ensure!(page.shown("prediction").await? < 1000.0, "the arrows move the handle");
            let predicted = page.count("prediction").await?;
            page.focus("predict").await?;
            page.press(&String::from(next)).await?;
            page.press(&String::from(char::from(enter))).await?;
            ensure!(page.run_state().await? == "running", "Tab leads from Predict to Run");
            ensure!(!page.is_enabled("prediction").await?, "a prediction is made before the run");
            is_done(page).await?;
            ensure!(page.text_of("transferred").await? == "?", "the bank is covered");
            ensure!(!page.has("fate-paid-known").await?, "the grid gives nothing away");
            ensure!(page.number("measured-request-loss").await?.is_none(), "nor do the measured losses");
            page.focus("reveal").await?;
            page.press(&String::from(char::from(enter))).await?;
            page.wait_until_done(SOON).await?;
            ensure!(page.verdict().await? == "missing");
            ensure!(page.count("prediction").await? == predicted, "the prediction stays beside the result");
            page.wait_until_it_says(&["cannot tell which of the unknown ones"], SOON).await
        })
        .await
    }

    #[tokio::test]
    async fn the_address_says_what_shapes_a_result_and_is_kept_up_to_date() -> Result<()> {
        with_page("?chapter=3&q=0.5&lang=de&key-policy=log&p=2", async |browser, page, lab| {
            ensure!(page.value("reply-loss").await? == "0.5" && page.value("request-loss").await? == "0.3");
            ensure!(page.value("key-policy").await? == "log" && page.value("client-policy").await? == "retry");
            page.wait_until_it_says(&["\"p=2\" in der adresse"], SOON).await?;
            page.choose_chapter(5).await?;
            page.wait_for("the new address", SOON, |page| async move {
                Ok(page.query().await?.contains("chapter=5&p=0.3&q=0.3&client-policy=retry-with-key&key-policy=unique"))
            })
            .await?;
            let query = page.query().await?;
            ensure!(query.contains("lang=de"), "{query}");
            let again = LabPage::open(browser, &format!("{}/{query}", lab.address)).await?;
            ensure!(again.query().await? == query, "the address is read as what it was written for");
            ensure!(again.execute("return document.documentElement.lang", &[]).await? == "de");
            again.wait_until_it_says(&["wie viel geld"], SOON).await
        })
        .await
    }

    #[tokio::test]
    async fn chapter_one_is_at_most_three_clicks_away() -> Result<()> {
        const COUNT: &str = "window.clicks = 0; addEventListener('click', () => { window.clicks += 1; }, true)";
        with_page("", async |_, page, _| {
            page.execute(COUNT, &[]).await?;
            page.click("run").await?;
            page.wait_until_done(RUN_LIMIT).await?;
            ensure!(page.query().await?.contains("chapter=1&"), "the first screen is chapter 1");
            ensure!(page.verdict().await? == "exact");
            let clicks = page.execute("return window.clicks", &[]).await?;
            ensure!((1..=3).contains(&clicks.as_u64().unwrap_or(0)), "it took {clicks} clicks");
            console::print(&format!("  chapter 1 after {clicks} clicks"));
            Ok(())
        })
        .await
    }
}
