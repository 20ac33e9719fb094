//! Another language, chosen while there is something on the page.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use e2e::layout;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_secs(90);

/// As with the keyboard: the button gets the focus, then it is pressed.
const SPEAK: &str = "const button = document.querySelector(`.languages [lang='${arguments[0]}']`);
    button.focus(); button.click();";
const FOCUS: &str = "return document.activeElement.lang";

/// What is on the screen, in numbers.
async fn numbers(page: &LabPage<'_>) -> Result<[u64; 4]> {
    Ok([
        page.count("attempts").await?,
        page.count("acknowledged").await?,
        page.count("transferred").await?,
        page.count("fate-never-paid").await?,
    ])
}

async fn speaks_both_in_a_run(engine: Engine) -> Result<()> {
    let lab = Lab::start(Network::Embedded).await?;
    Browser::with(engine, &[], async |browser| {
        let page = LabPage::open(browser, &format!("{}/?chapter=2&reveal=auto", lab.address)).await?;
        page.click("run").await?;
        page.wait_until_at_least("settled", 50.0, SOON).await?;
        page.execute(SPEAK, &[json!("de")]).await?;
        page.wait_until_it_says(&["die bank"], SOON).await?;
        ensure!(page.execute(FOCUS, &[]).await? == "de", "the focus stays on the language");
        page.wait_until_done(RUN_LIMIT).await?;
        page.wait_until_it_says(&["höchstens einmal"], SOON).await?;
        let german = numbers(&page).await?;
        ensure!(german[0] == 1000 && german[2] + german[3] == 1000, "{german:?}");

        page.execute(SPEAK, &[json!("en")]).await?;
        page.wait_until_it_says(&["at most once"], SOON).await?;
        let english = numbers(&page).await?;
        ensure!(english == german, "{english:?} in English, {german:?} in German");
        layout::the_grid_is_sharp(&page).await?;
        ensure!(
            page.execute("return document.querySelectorAll('main').length", &[]).await? == 1,
            "nothing is left over"
        );
        what_is_open_and_looked_for_stays(&page).await
    })
    .await
}

async fn what_is_open_and_looked_for_stays(page: &LabPage<'_>) -> Result<()> {
    const DRAWERS: &str = "return [...document.querySelectorAll('main details')].map(drawer => drawer.open)";
    const PANEL: &str = "return document.querySelector('main').dataset.panel ?? ''";
    let open = "for (const drawer of document.querySelectorAll('main details')) drawer.open = true";
    page.click("open-panel-payment").await?;
    page.execute(open, &[]).await?;
    page.type_into("payment-search", "nonsense").await?;
    page.wait_until_it_says(&["no payment has"], SOON).await?;
    page.execute(SPEAK, &[json!("de")]).await?;
    page.wait_until_it_says(&["keine zahlung hat"], SOON).await?;
    ensure!(page.value("payment-search").await? == "nonsense", "what was typed is typed still");
    let drawers = page.execute(DRAWERS, &[]).await?;
    ensure!(drawers == json!([true]), "the table was open, and is {drawers}");
    ensure!(page.execute(PANEL, &[]).await? == "payment", "another panel is open");
    Ok(())
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn another_language_says_the_same_run_in_other_words_and_keeps_the_focus() -> Result<()> {
        speaks_both_in_a_run(Engine::Chromium).await
    }
}

mod firefox {
    use super::*;

    #[tokio::test]
    async fn another_language_says_the_same_run_in_other_words_and_keeps_the_focus() -> Result<()> {
        speaks_both_in_a_run(Engine::Firefox).await
    }
}
