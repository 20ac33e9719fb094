//! Runs to be timed: nothing polls the page meanwhile, because on a busy machine the polling would slow the run.

use std::time::Duration;

use anyhow::Result;
use fantoccini::wd::TimeoutConfiguration;

use crate::browser::Browser;

/// Two frames, and then nothing left to do.
const WAIT_UNTIL_IDLE: &str = "
    const [idle] = arguments;
    requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(() => idle(true))));";

const RUN_TO_THE_END: &str = "
    const [ended] = arguments;
    const root = document.documentElement;
    const end = new MutationObserver(() => {
        if (root.dataset.run === 'done') { end.disconnect(); ended(true); }
    });
    document.querySelector('[data-testid=run]').click();
    end.observe(root, { attributes: true, attributeFilter: ['data-run'] });";

/// Sets how long a script may take from now on before it answers.
pub async fn set_script_timeout(browser: &Browser, limit: Duration) -> Result<()> {
    let limits = TimeoutConfiguration::new(Some(limit), Some(limit), None);
    Ok(browser.client.update_timeouts(limits).await?)
}

/// Waits until a page that was changed, or a tab that came to the front, is drawn and idle.
pub async fn wait_until_idle(browser: &Browser) -> Result<()> {
    browser.client.execute_async(WAIT_UNTIL_IDLE, Vec::new()).await?;
    Ok(())
}

/// Presses Run on the page in the window, and waits until the run is over.
pub async fn run_to_the_end(browser: &Browser) -> Result<()> {
    browser.client.execute_async(RUN_TO_THE_END, Vec::new()).await?;
    Ok(())
}
