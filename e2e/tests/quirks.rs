//! What browsers do to a run behind the page's back, and with an answer that breaks off.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use e2e::observation::{Observation, keeps_its_promise, tell};
use experiment::{Exhibit, Scenario};
use fantoccini::wd::WindowHandle;
use reqwest::Method;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const LONG: Duration = Duration::from_mins(1);

/// Of each answer so many bytes arrive: that of a CORS check, or a payment's headers and the beginning of its receipt.
const CUT: u64 = 430;

/// What `fetch` says of a payment: it knows the status before the body.
const STATUS: &str = "
    const [url, told] = arguments;
    fetch(url, {
        method: 'POST', headers: { 'content-type': 'application/json', 'attempt-id': 'cut-short/1/1' },
        body: '{\"src\":\"bianca\",\"dest\":\"marc\",\"amount\":\"1.00\"}'
    }).then(answer => told(answer.status), () => told(null));";

mod chromium {
    use super::*;

    #[tokio::test]
    async fn an_answer_that_breaks_off_leaves_the_outcome_unknown() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        let cut = json!({ "type": "limit_data", "stream": "downstream", "attributes": { "bytes": CUT } });
        lab.ask_toxiproxy(Method::POST, "/proxies/payment/toxics", &cut).await?.error_for_status()?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            page.choose_chapter(1).await?;
            page.click("run").await?;
            page.wait_until_done(LONG).await?;
            let (acknowledged, unknown) = (page.count("acknowledged").await?, page.count("unknown").await?);
            ensure!((acknowledged, unknown) == (0, 1_000), "{acknowledged} acknowledged, {unknown} unknown");
            ensure!(lab.stats().await?.cents() == 100_000, "requests got lost as well");
            let url = format!("http://127.0.0.1:{}/payments/", lab.state().await?.proxied_port);
            let status = page.execute_async(STATUS, &[json!(url)]).await?;
            ensure!(status == 200, "what was cut was not the receipt, but the answer's head: {status}");
            Ok(())
        })
        .await
    }

    #[tokio::test]
    async fn chapter_three_with_the_tab_hidden_stays_in_its_band() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        tell("Chromium, Embedded, tab hidden");
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            let first = run_hidden(browser, &lab, &page).await?;
            if first.within_bands().is_err() {
                run_hidden(browser, &lab, &page).await?.within_bands()?;
            }
            Ok(())
        })
        .await
    }

    async fn run_hidden(browser: &Browser, lab: &Lab, page: &LabPage<'_>) -> Result<Observation> {
        page.choose_chapter(3).await?;
        page.start_sampling().await?;
        page.execute("window.wasHidden = false; document.addEventListener('visibilitychange', () => { window.wasHidden ||= document.hidden });", &[]).await?;
        let start = Instant::now();
        page.click("run").await?;
        page.wait_until_at_least("settled", 50.0, SOON).await?;
        let ours = hide(browser).await?;
        let took = ends_unseen(lab, start).await?;
        show_again(browser, ours).await?;
        ensure!(page.execute("return window.wasHidden", &[]).await? == true, "the tab was never hidden");
        let observation = Observation::of_running(lab, page, 3, start).await?;
        tell(&format!("  hidden for most of {:.1} s: {observation}", took.as_secs_f64()));
        observation.invariants()?;
        Ok(observation)
    }

    /// Another tab comes to the front; the page's own is answered, to come back to.
    async fn hide(browser: &Browser) -> Result<WindowHandle> {
        let (ours, covering) = (browser.client.window().await?, browser.client.new_window(true).await?);
        browser.client.switch_to_window(covering.handle).await?;
        browser.devtools("Page.bringToFront", json!({})).await?;
        Ok(ours)
    }

    async fn show_again(browser: &Browser, ours: WindowHandle) -> Result<()> {
        browser.client.close_window().await?;
        Ok(browser.client.switch_to_window(ours).await?)
    }

    /// The tab in front sees the end from outside: every payment is in the ledger, and the bank hears no more.
    async fn ends_unseen(lab: &Lab, start: Instant) -> Result<Duration> {
        let mut entries = lab.ledger().await?.len();
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let now = lab.ledger().await?.len();
            if now == entries && now >= 1000 {
                return Ok(start.elapsed());
            }
            entries = now;
            ensure!(start.elapsed() < Duration::from_mins(3), "the hidden run does not end");
        }
    }

    #[tokio::test]
    async fn check_then_insert_is_exact_in_a_hidden_tab_and_the_page_says_why() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            page.choose_chapter(Scenario::EXHIBITS).await?;
            page.click(&format!("exhibit-{}", Exhibit::CheckThenInsert.as_str())).await?;
            // Hidden before the first attempt, and so for all of them.
            let run_when_hidden = "document.addEventListener('visibilitychange', () => {
                document.querySelector('[data-testid=run]').click() }, { once: true })";
            page.execute(run_when_hidden, &[]).await?;
            let ours = hide(browser).await?;
            let took = ends_unseen(&lab, Instant::now()).await?;
            show_again(browser, ours).await?;
            page.wait_until_done(SOON).await?;
            let (attempts, stats) = (page.count("attempts").await?, lab.stats().await?);
            tell(&format!(
                "Chromium, check-then-insert, tab hidden: transferred {stats}, attempts {attempts}, {took:.1?}"
            ));
            ensure!((stats.cents(), attempts) == (100_000, 1_000), "an attempt was given up");
            ensure!(page.verdict().await? == "exact", "the page says something else than the bank");
            ensure!(
                page.text().await?.contains("gives no attempt up before a second has passed"),
                "it does not say why"
            );
            Ok(())
        })
        .await
    }

    #[tokio::test]
    async fn chapter_two_with_the_cache_disabled_says_why_its_numbers_are_off() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        tell("Chromium, Embedded, cache disabled");
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            browser.devtools("Network.enable", json!({})).await?;
            browser.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await?;
            let off = Observation::of_run(&lab, &page, 2).await?;
            tell(&format!("  {off}"));
            off.invariants()?;
            ensure!(off.within_bands().is_err(), "a preflight for each attempt must be lost too");
            page.wait_until_it_says(&["disable cache"], SOON).await?;

            browser.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": false })).await?;
            keeps_its_promise(&lab, &page, 2).await?;
            ensure!(!page.text().await?.to_lowercase().contains("disable cache"), "the sentence stays for no reason");
            Ok(())
        })
        .await
    }
}
