//! The grid of payments: what it paints, what its legend filters, and how a payment is found in it.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::console;
use e2e::lab_page::LabPage;
use e2e::layout;
use e2e::session::with_page;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);

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
            layout::the_grid_is_sharp(page).await?;
            page.execute(COUNT_CELLS, &[]).await?;
            page.click("run").await?;
            is_done(page).await?;
            let painted = page.execute("return window.cells", &[]).await?.as_u64().context("a number")?;
            console::print(&format!("chapter 1: {painted} cells painted"));
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
}
