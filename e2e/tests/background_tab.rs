//! Runs in a tab that is hidden, whose timers the browser slows down.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::chapter_run::ChapterRun;
use e2e::console;
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use experiment::{Exhibit, Scenario, Trial};
use fantoccini::wd::WindowHandle;
use protocol::ScriptRequest;
use reqwest::Method;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const TRIALS_LIMIT: Duration = Duration::from_secs(150);

mod chromium {
    use super::*;

    #[tokio::test]
    async fn chapter_three_with_the_tab_hidden_stays_in_its_band() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        console::print("Chromium, Embedded, tab hidden");
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            let first = run_hidden(browser, &lab, &page).await?;
            if first.check_bands().is_err() {
                run_hidden(browser, &lab, &page).await?.check_bands()?;
            }
            Ok(())
        })
        .await
    }

    async fn run_hidden(browser: &Browser, lab: &Lab, page: &LabPage<'_>) -> Result<ChapterRun> {
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
        let run = ChapterRun::finish(lab, page, 3, start).await?;
        console::print(&format!("  hidden for most of {:.1} s: {run}", took.as_secs_f64()));
        run.check_invariants()?;
        Ok(run)
    }

    /// What presses a button as soon as the tab is hidden.
    fn when_hidden(button: &str) -> String {
        let press = format!("document.querySelector('[data-testid={button}]').click()");
        format!("document.addEventListener('visibilitychange', () => {{ {press} }}, {{ once: true }})")
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
            page.execute(&when_hidden("run"), &[]).await?;
            let ours = hide(browser).await?;
            let took = ends_unseen(&lab, Instant::now()).await?;
            show_again(browser, ours).await?;
            page.wait_until_done(SOON).await?;
            let (attempts, stats) = (page.count("attempts").await?, lab.stats().await?);
            console::print(&format!(
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
    async fn impatience_is_not_judged_in_a_hidden_tab_and_the_other_trials_are() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        let rule = ScriptRequest { text: include_str!("../../rule/samples/claim_and_same.rhai").to_owned() };
        lab.ask(Method::PUT, "/lab/script", &rule).await?.error_for_status()?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &format!("{}/#exercise", lab.address)).await?;
            page.wait_until_enabled("rule-try", SOON).await?;
            page.execute(&when_hidden("rule-try"), &[]).await?;
            let ours = hide(browser).await?;
            let took = trials_end_unseen(&lab).await?;
            show_again(browser, ours).await?;
            page.wait_for("the end of the trials", SOON, |page| async move { Ok(!page.has("rule-stop").await?) })
                .await?;
            let mut results = Vec::new();
            for trial in Trial::ALL {
                let selector = format!("[data-testid='trial-{}']", trial.as_str());
                let result = "return document.querySelector(arguments[0]).dataset.result";
                results.push(page.execute(result, &[json!(selector)]).await?);
            }
            console::print(&format!("Chromium, trials of the right rule, tab hidden: {results:?}, {took:.1?}"));
            ensure!(results == ["passed", "passed", "passed", "not-judged", "passed"], "{results:?}");
            let said = page.text_of("trial-impatience").await?;
            ensure!(said.contains("keep this page in front"), "{said:?}");
            let summary = page.text_of("trials-summary").await?;
            ensure!(summary.contains('4'), "neither passed nor failed: {summary:?}");
            Ok(())
        })
        .await
    }

    /// The tab in front sees the end of the trials from outside: what the last one pays, and nobody holds the lab.
    async fn trials_end_unseen(lab: &Lab) -> Result<Duration> {
        let start = Instant::now();
        let mut quiet = 0;
        while quiet < 2 {
            ensure!(start.elapsed() < TRIALS_LIMIT, "the hidden trials do not end");
            tokio::time::sleep(Duration::from_secs(1)).await;
            // While the bank is crashed nobody answers.
            let (ledger, state) = (lab.ledger().await, lab.state().await);
            let over = ledger.is_ok_and(|ledger| ledger.len() == 1) && state.is_ok_and(|state| state.run.is_none());
            quiet = if over { quiet + 1 } else { 0 };
        }
        Ok(start.elapsed())
    }
}
