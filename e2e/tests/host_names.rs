//! The page under other names: it pays the host of its own address, and a name nobody allowed is refused.

use anyhow::{Context as _, Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::chapter_run::check_chapter;
use e2e::console;
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;

/// Chromium finds both names without any DNS.
const NAMES: &str = "--host-resolver-rules=MAP lab.example 127.0.0.1, MAP other.example 127.0.0.1";

mod chromium {
    use super::*;

    #[tokio::test]
    async fn under_an_allowed_name_all_chapters_run_and_pay_that_host() -> Result<()> {
        let lab = Lab::start_with(Network::Embedded, &["--allow-host", "lab.example"]).await?;
        console::print("Chromium, Embedded, at lab.example");
        Browser::with(Engine::Chromium, &[NAMES], async |browser| {
            let page = LabPage::open(browser, &format!("http://lab.example:{}/", lab.port()?)).await?;
            for chapter in 1..=5 {
                check_chapter(&lab, &page, chapter).await?;
            }
            let script = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
            let fetched = page.execute(script, &[]).await?;
            let fetched: Vec<&str> =
                fetched.as_array().context("a list")?.iter().filter_map(|url| url.as_str()).collect();
            let paid = format!("http://lab.example:{}/payments/", lab.state().await?.proxied_port);
            ensure!(fetched.contains(&paid.as_str()), "nothing was paid to {paid}");
            let elsewhere = fetched.iter().find(|url| !url.starts_with("http://lab.example:"));
            ensure!(elsewhere.is_none(), "the page went to {elsewhere:?}");
            Ok(())
        })
        .await
    }

    #[tokio::test]
    async fn under_a_name_nobody_allowed_the_page_is_a_clear_403() -> Result<()> {
        let lab = Lab::start_with(Network::Embedded, &["--allow-host", "lab.example"]).await?;
        Browser::with(Engine::Chromium, &[NAMES], async |browser| {
            browser.client.goto(&format!("http://other.example:{}/", lab.port()?)).await?;
            let source = browser.client.source().await?;
            ensure!(source.contains("403") && source.contains("--allow-host"), "the answer was {source}");
            let status = "return performance.getEntriesByType('navigation')[0].responseStatus";
            ensure!(browser.client.execute(status, vec![]).await? == 403, "it is no 403");
            Ok(())
        })
        .await
    }
}
