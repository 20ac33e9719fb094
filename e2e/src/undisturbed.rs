//! What is to be timed, with nobody asking meanwhile how far it is: on a full machine the questions would slow it.

use std::time::Duration;

use anyhow::Result;
use fantoccini::wd::TimeoutConfiguration;

use crate::browser::Browser;

/// Two frames, and then nothing left to do.
const SETTLE: &str = "
    const [settled] = arguments;
    requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(() => settled(true))));";

const RUN_TO_THE_END: &str = "
    const [ended] = arguments;
    const root = document.documentElement;
    const end = new MutationObserver(() => {
        if (root.dataset.run === 'done') { end.disconnect(); ended(true); }
    });
    document.querySelector('[data-testid=run]').click();
    end.observe(root, { attributes: true, attributeFilter: ['data-run'] });";

/// How long scripts may take from now on before they answer.
pub async fn allow(browser: &Browser, limit: Duration) -> Result<()> {
    let limits = TimeoutConfiguration::new(Some(limit), Some(limit), None);
    Ok(browser.client.update_timeouts(limits).await?)
}

/// Waits until a page that was changed, or a tab that came to the front, is drawn.
pub async fn settle(browser: &Browser) -> Result<()> {
    browser.client.execute_async(SETTLE, Vec::new()).await?;
    Ok(())
}

/// Presses Run on the page in the window, and waits until the run is over.
pub async fn run_to_the_end(browser: &Browser) -> Result<()> {
    browser.client.execute_async(RUN_TO_THE_END, Vec::new()).await?;
    Ok(())
}
