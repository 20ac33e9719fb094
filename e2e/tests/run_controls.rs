//! The controls of a run: pause, resume, stop, reset, crash.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::chapter_run::{ChapterRun, check_chapter};
use e2e::console;
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use fantoccini::key::Key;
use protocol::Losses;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);

mod chromium {
    use super::*;

    #[tokio::test]
    async fn a_run_is_paused_resumed_stopped_and_reset() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        console::print("Chromium, Embedded, pause, stop, reset in chapter 3");
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            page.choose_chapter(3).await?;
            page.focus("run").await?;
            page.press(&char::from(Key::Enter).to_string()).await?;
            page.wait_until_at_least("settled", 100.0, SOON).await?;
            let focused = page.execute("return document.activeElement.className", &[]).await?;
            ensure!(focused == "buttons", "the button that was pressed has taken the focus along: {focused}");
            page.click("pause").await?;
            ensure!(page.run_state().await? == "paused", "Pause works from the click on");
            page.click("pause").await?;
            page.wait_until_at_least("settled", 200.0, SOON).await?;
            stops_at_once(&page).await?;
            is_called_stopped(&page).await?;
            resets(&lab, &page).await?;
            check_chapter(&lab, &page, 5).await?;
            check_chapter(&lab, &page, 1).await
        })
        .await
    }

    /// Pressed in the run, Reveal waits for the verdict; number, verdict and measured losses come together, and nothing
    /// changes any more.
    #[tokio::test]
    async fn reveal_pressed_in_a_run_is_remembered_and_what_it_shows_does_not_change() -> Result<()> {
        const WATCH: &str = "window.seen = [];
            const look = () => {
                const of = (id) => document.querySelector(`[data-testid=${id}]`)?.dataset;
                const now = {
                    run: document.documentElement.dataset.run,
                    transferred: of('transferred')?.value ?? null,
                    verdict: of('verdict')?.verdict ?? null,
                    loss: of('measured-reply-loss')?.value ?? null,
                };
                const last = window.seen[window.seen.length - 1];
                if (JSON.stringify(last?.now) !== JSON.stringify(now)) window.seen.push({ at: performance.now(), now });
            };
            new MutationObserver(look).observe(document, { attributes: true, childList: true, subtree: true });";
        let lab = Lab::start(Network::Embedded).await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            page.choose_chapter(3).await?;
            page.execute(WATCH, &[]).await?;
            page.click("run").await?;
            page.wait_until_at_least("settled", 100.0, SOON).await?;
            page.click("reveal").await?;
            page.wait_for("the verdict", Duration::from_secs(90), |page| async move {
                Ok(!page.verdict().await?.is_empty())
            })
            .await?;
            tokio::time::sleep(Duration::from_secs(2)).await;
            let seen = page.execute("return window.seen", &[]).await?;
            let seen = seen.as_array().cloned().unwrap_or_default();
            let ran = seen.iter().skip_while(|look| look["now"]["run"] != "running");
            let numbers: Vec<_> = ran.filter(|look| !look["now"]["transferred"].is_null()).collect();
            ensure!(numbers.len() == 1, "it changed after it was revealed: {numbers:#?}");
            let shown = &numbers[0]["now"];
            ensure!(shown["verdict"] == "too-much" && shown["loss"] != "" && shown["run"] == "done", "{shown}");
            let ended = seen.iter().filter(|look| look["now"]["run"] == "done").find_map(|look| look["at"].as_f64());
            let took = numbers[0]["at"].as_f64().zip(ended).map_or(f64::MAX, |(shown, ended)| shown - ended);
            console::print(&format!("  revealed {took:.0} ms after the run was done"));
            Ok(())
        })
        .await
    }

    async fn stops_at_once(page: &LabPage<'_>) -> Result<()> {
        let script = "const done = arguments[arguments.length - 1], start = performance.now();
            new MutationObserver(() => { if (document.documentElement.dataset.run === 'done') done(performance.now() - start); })
                .observe(document.documentElement, { attributes: true });
            document.querySelector('[data-testid=stop]').click();";
        let took = page.execute_async(script, &[]).await?.as_f64().unwrap_or(f64::MAX);
        console::print(&format!("  stopped within {took:.0} ms"));
        ensure!(took < 200.0, "Stop took {took} ms");
        let (mut sum, mut counts) = (0, Vec::new());
        for bucket in ["waiting", "in-flight", "acknowledged", "refused", "unknown"] {
            let count = page.count(bucket).await?;
            sum += count;
            counts.push(count);
        }
        ensure!(sum == 1000 && counts[1] == 0 && counts[0] > 0, "after Stop: {counts:?}");
        Ok(())
    }

    /// A run that was stopped is judged by nothing that holds for a whole one.
    async fn is_called_stopped(page: &LabPage<'_>) -> Result<()> {
        page.wait_until_done(SOON).await?;
        ensure!(page.text_of("verdict").await? == "stopped", "{}", page.text_of("verdict").await?);
        let text = page.text().await?;
        ensure!(text.contains("Stopped before its end") && !text.contains("95 of 100 runs"), "{text}");
        let shown =
            "return ['.result-mark', '.gap'].map(css => document.querySelector(`.line ${css}`).checkVisibility())";
        ensure!(page.execute(shown, &[]).await? == json!([true, false]), "the axis compares it with what was expected");
        Ok(())
    }

    async fn resets(lab: &Lab, page: &LabPage<'_>) -> Result<()> {
        page.wait_until_enabled("reset", SOON).await?;
        page.click("reset").await?;
        ensure!(page.execute("return document.querySelectorAll('[role=alertdialog]').length", &[]).await? == 1, "asks");
        page.click("cancel").await?;
        ensure!(!lab.ledger().await?.is_empty(), "Cancel leaves the ledger alone");
        page.click("reset").await?;
        page.click("confirm").await?;
        page.wait_for("an idle page", SOON, |page| async move { Ok(page.run_state().await? == "idle") }).await?;
        ensure!(lab.ledger().await?.is_empty(), "Reset deletes the ledger");
        ensure!(page.number("difference").await?.is_none(), "nothing is missing before a run");
        ensure!(lab.state().await?.network.losses().same_as(Losses::NONE), "Reset removes the toxics");
        Ok(())
    }

    #[tokio::test]
    async fn a_bank_crashed_by_its_button_in_chapter_five_comes_back_and_pays_exactly_once() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        console::print("Chromium, Embedded, crashed in chapter 5");
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            page.choose_chapter(5).await?;
            page.start_sampling().await?;
            let start = Instant::now();
            page.click("run").await?;
            page.wait_until_at_least("acknowledged", 200.0, SOON).await?;
            let bank = lab.bank()?.id;
            page.click("crash").await?;
            page.click("cancel").await?;
            ensure!(lab.bank()?.id == bank, "Cancel leaves the bank alone");
            page.click("crash").await?;
            page.click("confirm").await?;
            page.wait_until_it_says(&["answered again after"], SOON).await?;
            ensure!(lab.bank()?.id != bank, "the crash is real");
            let run = ChapterRun::finish(&lab, &page, 5, start).await?;
            console::print(&format!("  {run}"));
            run.check_invariants()
        })
        .await
    }
}
