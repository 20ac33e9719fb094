//! A finished run to take away: as CSV, as JSON and as a report.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use fantoccini::Locator;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);

/// The one file of `folder` with this ending, once it is whole.
async fn downloaded(folder: &Path, ending: &str) -> Result<String> {
    let end = Instant::now() + SOON;
    while Instant::now() < end {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.to_string_lossy().ends_with(ending) {
                return Ok(path.to_string_lossy().into_owned());
            }
        }
        sleep(Duration::from_millis(50)).await;
    }
    bail!("no {ending} came")
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn a_finished_run_is_taken_away_as_csv_json_and_a_report_that_opens_offline() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        let folder = tempfile::tempdir()?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &format!("{}/?reveal=auto", lab.address)).await?;
            let allow = json!({ "behavior": "allow", "downloadPath": folder.path() });
            browser.devtools("Browser.setDownloadBehavior", allow).await?;
            page.choose_chapter(3).await?;
            page.open_info_page("about").await?;
            ensure!(!page.is_enabled("take-csv").await?, "there is nothing to take yet");
            page.click("page-back").await?;
            page.click("run").await?;
            page.wait_until_done(RUN_LIMIT).await?;
            page.open_info_page("about").await?;
            page.wait_until_enabled("take-csv", SOON).await?;
            for form in ["csv", "json", "html"] {
                page.click(&format!("take-{form}")).await?;
            }
            let paid = lab.ledger().await?.len() as u64;
            let csv = fs::read_to_string(downloaded(folder.path(), ".csv").await?)?;
            let times = csv.lines().skip(1).filter_map(|line| line.split(',').nth(8)?.parse::<u64>().ok());
            ensure!(csv.lines().count() == 1001 && times.sum::<u64>() == paid, "the CSV has every payment");
            let json: Value = serde_json::from_str(&fs::read_to_string(downloaded(folder.path(), ".json").await?)?)?;
            ensure!(json["bank"]["entries"] == paid && json["settings"]["request_loss"] == 0.3, "{}", json["bank"]);
            let report = downloaded(folder.path(), ".html").await?;
            drop(lab);
            let again =
                Lab::start_with(Network::Embedded, &["--payments", &downloaded(folder.path(), ".csv").await?]).await?;
            ensure!(again.state().await?.payments == 1000, "what the lab writes it can read");
            drop(again);
            browser.client.goto(&format!("file://{report}")).await?;
            let cells = browser.client.find_all(Locator::Css("svg.grid > use")).await?.len();
            let text = browser.client.find(Locator::Css("main")).await?.text().await?;
            ensure!(cells == 1000 && text.contains(&paid.to_string()), "{cells} cells, {text}");
            Ok(())
        })
        .await
    }
}
