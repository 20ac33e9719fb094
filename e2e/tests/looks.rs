//! What people do with the page: predict, run, reveal, filter, search; by keyboard and on a phone.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::frame;
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use e2e::observation::tell;
use e2e::screen;
use fantoccini::key::Key;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);

async fn with_page(query: &str, work: impl AsyncFnOnce(&Browser, &LabPage<'_>, &Lab) -> Result<()>) -> Result<()> {
    let lab = Lab::start(Network::Embedded).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let page = LabPage::open(browser, &format!("{}/{query}", lab.address)).await?;
        page.wait_until_enabled("run", SOON).await?;
        work(browser, &page, &lab).await
    })
    .await
}

/// Counts from now on how often a cell of the grid is painted.
const COUNT_CELLS: &str = "
    const grid = CanvasRenderingContext2D.prototype, { clearRect } = grid;
    window.cells = 0;
    grid.clearRect = function (...at) { window.cells += 1; clearRect.apply(this, at); };";

async fn is_done(page: &LabPage<'_>) -> Result<()> {
    page.wait_for("the end of the run", RUN_LIMIT, |page| async move { Ok(page.run_state().await? == "done") }).await
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn a_run_paints_the_cells_that_change_and_no_others() -> Result<()> {
        with_page("?chapter=1", async |_, page, _| {
            screen::the_grid_is_sharp(page).await?;
            page.execute(COUNT_CELLS, &[]).await?;
            page.click("run").await?;
            is_done(page).await?;
            let painted = page.execute("return window.cells", &[]).await?.as_u64().context("a number")?;
            tell(&format!("chapter 1: {painted} cells painted"));
            // Each of the 1000 changes once or twice: in flight, if a frame sees it there, and acknowledged.
            ensure!((1_000..=2_000).contains(&painted), "{painted} cells were painted");
            Ok(())
        })
        .await
    }

    #[tokio::test]
    async fn the_grid_is_empty_until_the_payments_are_known() -> Result<()> {
        const PAINTED: &str = "const canvas = document.querySelector('canvas');
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            return [canvas.clientWidth === canvas.width, pixels.some(value => value !== 0)]";
        with_page("", async |browser, page, lab| {
            browser.devtools("Network.enable", json!({})).await?;
            browser.devtools("Network.setBlockedURLs", json!({ "urls": ["*payments.csv*"] })).await?;
            browser.client.goto(&lab.address).await?;
            page.wait_for("a grid without payments", SOON, |page| async move {
                Ok(page.execute("return document.querySelector('canvas') !== null", &[]).await? == true
                    && page.execute(PAINTED, &[]).await? == json!([true, false]))
            })
            .await
        })
        .await
    }

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
    async fn the_legend_filters_and_a_payment_is_found_by_number_and_by_key() -> Result<()> {
        with_page("?chapter=5&reveal=auto", async |_, page, _| {
            page.click("run").await?;
            page.wait_for(
                "the verdict by itself",
                RUN_LIMIT,
                |page| async move { Ok(page.verdict().await? == "exact") },
            )
            .await?;
            page.click("fate-caught").await?;
            let caught = page.count("fate-caught").await?;
            let rows = "return document.querySelectorAll(\"[data-testid='grid-table'] tbody tr\").length";
            page.wait_for(
                "the filtered table",
                SOON,
                |page| async move { Ok(page.execute(rows, &[]).await? == caught) },
            )
            .await?;
            page.click("fate-caught").await?;
            page.wait_for("the whole table", SOON, |page| async move { Ok(page.execute(rows, &[]).await? == 1000) })
                .await?;

            page.type_into("payment-search", "417").await?;
            page.wait_until_it_says(&["payment 417"], SOON).await?;
            let key = page.text_of("payment-key").await?;
            ensure!(key.len() == 36, "{key:?} is no key");
            page.type_into("payment-search", "1").await?;
            page.wait_until_it_says(&["payment 1\n"], SOON).await?;
            page.type_into("payment-search", &key).await?;
            page.wait_until_it_says(&["payment 417"], SOON).await?;
            page.type_into("payment-search", "nonsense").await?;
            page.wait_until_it_says(&["no payment has"], SOON).await
        })
        .await
    }

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
                    screen::resize(browser, width, height).await?;
                    screen::nothing_scrolls_sideways(page)
                        .await
                        .with_context(|| format!("{width} pixels, {language}"))?;
                    screen::the_grid_is_sharp(page).await?;
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
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
            tell(&format!("  chapter 1 after {clicks} clicks"));
            Ok(())
        })
        .await
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
            screen::resize(browser, PHONES[0].0, PHONES[0].1).await?;
            LabPage::open(browser, &format!("{}/{query}", lab.address)).await?
        }
        Engine::Firefox | Engine::WebKit => frame::open(browser, lab, query, PHONES[0]).await?,
    };
    page.wait_until_enabled("run", SOON).await?;
    Ok(page)
}

async fn fits_every_phone(browser: &Browser, page: &LabPage<'_>) -> Result<()> {
    for (width, height) in PHONES {
        match browser.engine {
            Engine::Chromium => screen::resize(browser, width, height).await?,
            Engine::Firefox | Engine::WebKit => frame::resize(page, (width, height)).await?,
        }
        screen::nothing_scrolls_sideways(page).await?;
        screen::targets_are_at_least(page, 44.0).await?;
        screen::the_grid_is_sharp(page).await?;
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
