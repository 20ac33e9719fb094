//! The page on paper, in the colours of its reader's own system, and in a browser that cannot run it.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::Browser;
use e2e::lab_page::LabPage;
use e2e::layout;
use e2e::session::with_page;
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(20);

/// How each picture of the legend differs from the others: background, border, and what is written in it.
const SWATCHES: &str =
    "return [...document.querySelectorAll('.legend .swatch')].filter(e => e.checkVisibility()).map(e => {
    const { backgroundColor, backgroundImage, border } = getComputedStyle(e);
    return [backgroundColor, backgroundImage, border, getComputedStyle(e, '::after').content].join(' ');
})";

async fn emulate(browser: &Browser, media: Value) -> Result<()> {
    browser.devtools("Emulation.setEmulatedMedia", media).await?;
    Ok(())
}

async fn swatches_differ(page: &LabPage<'_>) -> Result<()> {
    let mut pictures: Vec<String> = serde_json::from_value(page.execute(SWATCHES, &[]).await?)?;
    let shown = pictures.len();
    ensure!(shown >= 7, "the legend has only {shown} kinds");
    pictures.sort_unstable();
    pictures.dedup();
    ensure!(pictures.len() == shown, "{shown} kinds share {} pictures: {pictures:?}", pictures.len());
    Ok(())
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn on_paper_there_is_no_bar_at_the_foot_and_what_tells_apart_is_printed() -> Result<()> {
        const PRINTED: &str = "return ['.swatch', '.line .band', '.line .result-mark', '.bar'].every(
            css => getComputedStyle(document.querySelector(css)).printColorAdjust === 'exact')";
        with_page("?chapter=1", async |browser, page, _| {
            emulate(browser, json!({ "media": "print" })).await?;
            let foot = "return document.querySelector('.controls').checkVisibility()";
            ensure!(page.execute(foot, &[]).await? == false, "the bar at the foot is printed");
            ensure!(page.execute(PRINTED, &[]).await? == true, "a printer that saves ink leaves out what tells apart");
            swatches_differ(page).await
        })
        .await
    }

    #[tokio::test]
    async fn in_forced_colours_swatches_axis_and_progress_tell_apart() -> Result<()> {
        const APART: &str = "
            const { backgroundColor } = getComputedStyle(document.querySelector('.line .result-mark'));
            const progress = getComputedStyle(document.querySelector('progress'));
            return [backgroundColor !== getComputedStyle(document.body).backgroundColor,
                progress.borderTopColor !== progress.backgroundColor]";
        with_page("?chapter=1", async |browser, page, _| {
            for scheme in ["light", "dark"] {
                let features = json!([
                    { "name": "forced-colors", "value": "active" },
                    { "name": "prefers-color-scheme", "value": scheme },
                ]);
                emulate(browser, json!({ "media": "", "features": features })).await?;
                swatches_differ(page).await?;
                let apart = page.execute(APART, &[]).await?;
                ensure!(apart == json!([true, true]), "result and progress, {scheme}: {apart}");
                layout::nothing_scrolls_sideways(page).await?;
            }
            Ok(())
        })
        .await
    }

    #[tokio::test]
    async fn without_webassembly_the_page_says_so_in_a_sentence() -> Result<()> {
        with_page("", async |browser, page, lab| {
            let sentence = "return document.getElementById('cannot-start')?.checkVisibility() ?? false";
            ensure!(page.execute(sentence, &[]).await? == false, "a page that runs does not say that it cannot");
            let source = json!({ "source": "delete window.WebAssembly" });
            browser.devtools("Page.addScriptToEvaluateOnNewDocument", source).await?;
            browser.client.goto(&lab.address).await?;
            page.wait_for("the sentence", SOON, |page| async move { Ok(page.execute(sentence, &[]).await? == true) })
                .await?;
            ensure!(page.text().await?.contains("needs WebAssembly"), "it names what is missing");
            Ok(())
        })
        .await
    }
}
