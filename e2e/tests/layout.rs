//! The page on laptops and phones: nothing scrolls sideways, and what is touched is large enough.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use e2e::layout;
use e2e::phone_frame;
use e2e::session::with_page;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);

mod chromium {
    use super::*;

    #[tokio::test]
    async fn a_phone_needs_no_sideways_scrolling_and_its_targets_are_large() -> Result<()> {
        on_a_phone(Engine::Chromium).await
    }

    #[tokio::test]
    async fn a_laptop_needs_no_sideways_scrolling() -> Result<()> {
        for language in ["en", "de"] {
            with_page(&format!("?chapter=6&reveal=auto&lang={language}"), async |browser, page, _| {
                page.click("run").await?;
                page.wait_until_done(RUN_LIMIT).await?;
                for (width, height) in LAPTOPS {
                    layout::resize(browser, width, height).await?;
                    layout::nothing_scrolls_sideways(page)
                        .await
                        .with_context(|| format!("{width} pixels, {language}"))?;
                    layout::the_grid_is_sharp(page).await?;
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
    }
}

/// From a large screen down to a tablet, past every width at which the page is arranged anew.
const LAPTOPS: [(u32, u32); 10] = [
    (1920, 1080),
    (1890, 1000),
    (1870, 1000),
    (1610, 900),
    (1590, 900),
    (1460, 900),
    (1366, 768),
    (1310, 800),
    (1280, 720),
    (1024, 768),
];

/// Widths and heights of phones: a usual one, and the narrowest there is.
const PHONES: [(u32, u32); 2] = [(390, 844), (320, 844)];

/// In a window that narrow only Chromium can be; in a frame the page has the same width to lie in.
async fn open<'a>(browser: &'a Browser, lab: &Lab, query: &str) -> Result<LabPage<'a>> {
    let page = match browser.engine {
        Engine::Chromium => {
            layout::resize(browser, PHONES[0].0, PHONES[0].1).await?;
            LabPage::open(browser, &format!("{}/{query}", lab.address)).await?
        }
        Engine::Firefox | Engine::WebKit => phone_frame::open(browser, lab, query, PHONES[0]).await?,
    };
    page.wait_until_enabled("run", SOON).await?;
    Ok(page)
}

async fn fits_every_phone(browser: &Browser, page: &LabPage<'_>) -> Result<()> {
    for (width, height) in PHONES {
        match browser.engine {
            Engine::Chromium => layout::resize(browser, width, height).await?,
            Engine::Firefox | Engine::WebKit => phone_frame::resize(page, (width, height)).await?,
        }
        layout::nothing_scrolls_sideways(page).await?;
        layout::targets_are_at_least(page, 44.0).await?;
        layout::the_grid_is_sharp(page).await?;
    }
    Ok(())
}

/// What the address says, without going there: that would load a page which was written.
const TURN_TO: &str = "history.replaceState(null, '', `#${arguments[0]}`); dispatchEvent(new Event('hashchange'))";

async fn on_a_phone(engine: Engine) -> Result<()> {
    let lab = Lab::start(Network::Embedded).await?;
    Browser::with(engine, &[], async |browser| {
        for language in ["en", "de"] {
            // The exhibit for which the settings are open.
            let page = open(browser, &lab, &format!("?chapter=6&exhibit=check-then-insert&lang={language}")).await?;
            ensure!(page.has("cure").await?, "chapter 6 is what was asked for");
            fits_every_phone(browser, &page).await?;
            for around in ["code", "losses", "two-generals", "fallacies", "exercise", "about"] {
                page.execute(TURN_TO, &[json!(around)]).await?;
                page.wait_for(
                    "its title",
                    SOON,
                    |page| async move { Ok(!page.text_of("page-title").await?.is_empty()) },
                )
                .await?;
                fits_every_phone(browser, &page).await.with_context(|| format!("{around} in {language}"))?;
            }
        }
        // The chapter strip, the legend and the ladder have something to show after a run.
        let page = open(browser, &lab, "?chapter=2&reveal=auto").await?;
        page.click("run").await?;
        page.wait_until_done(RUN_LIMIT).await?;
        fits_every_phone(browser, &page).await
    })
    .await
}

mod firefox {
    use super::*;

    #[tokio::test]
    async fn a_phone_needs_no_sideways_scrolling_and_its_targets_are_large() -> Result<()> {
        on_a_phone(Engine::Firefox).await
    }
}

mod webkit {
    use super::*;

    #[tokio::test]
    async fn a_phone_needs_no_sideways_scrolling_and_its_targets_are_large() -> Result<()> {
        on_a_phone(Engine::WebKit).await
    }
}
