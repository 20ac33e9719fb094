//! A lab, a browser and the lab's page, for tests that need no more than one of each.

use std::time::Duration;

use anyhow::Result;

use crate::browser::{Browser, Engine};
use crate::lab::{Lab, Network};
use crate::lab_page::LabPage;

const START_LIMIT: Duration = Duration::from_secs(20);

/// Starts a lab over the embedded network, opens its page at `query` in Chromium, waits until it can run, and does `work`.
pub async fn with_page(query: &str, work: impl AsyncFnOnce(&Browser, &LabPage<'_>, &Lab) -> Result<()>) -> Result<()> {
    let lab = Lab::start(Network::Embedded).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let page = LabPage::open(browser, &format!("{}/{query}", lab.address)).await?;
        page.wait_until_enabled("run", START_LIMIT).await?;
        work(browser, &page, &lab).await
    })
    .await
}
