//! The pages around the runs: the bank's real code, the loss explorer. (The exercise: `write_it_yourself`.)

use std::fs;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network, top};
use e2e::lab_page::LabPage;
use fantoccini::key::Key;
use protocol::{KeyPolicy, PolicyCode, Script};
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);

/// Gives an input or a select a value as its reader would.
async fn set(page: &LabPage<'_>, id: &str, value: &str) -> Result<()> {
    let script = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); e.value = arguments[1];
        e.dispatchEvent(new Event(e.type === 'range' ? 'input' : 'change', { bubbles: true }));";
    page.execute(script, &[json!(id), json!(value)]).await?;
    Ok(())
}

/// The text of an element, visible or not.
async fn text(page: &LabPage<'_>, id: &str) -> Result<String> {
    let script = "return document.querySelector(`[data-testid='${arguments[0]}']`)?.textContent ?? ''";
    Ok(page.execute(script, &[json!(id)]).await?.as_str().unwrap_or_default().to_owned())
}

async fn says(page: &LabPage<'_>, id: &str, wanted: &str) -> Result<()> {
    let what = format!("{wanted:?} in {id}");
    page.wait_for(&what, SOON, |page| async move { Ok(text(page, id).await?.contains(wanted)) }).await
}

mod chromium {
    use super::*;

    #[tokio::test]
    async fn the_banks_code_on_the_page_is_the_code_in_the_repository() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            for policy in KeyPolicy::ALL {
                set(&page, "key-policy", policy.as_str()).await?;
                says(&page, "server-code-policy", policy.as_str()).await?;
                let address = format!("{}/lab/code?policy={}", lab.address, policy.as_str());
                let code: PolicyCode = reqwest::get(address).await?.json().await?;
                // A rule stands in the ledger, and not in a file.
                let source = match policy {
                    KeyPolicy::Script => {
                        reqwest::get(format!("{}/lab/script", lab.address)).await?.json::<Script>().await?.text
                    }
                    _ => fs::read_to_string(top().join(&code.file))?,
                };
                for line in code.code.lines().map(str::trim) {
                    ensure!(source.contains(line), "{line} is not in {}", code.file);
                    says(&page, "server-code", line).await?;
                }
            }
            set(&page, "key-policy", "unique").await?;
            says(&page, "server-code-policy", "unique").await?;
            let lit = page.execute("return document.querySelector('.server-code .lit').textContent", &[]).await?;
            ensure!(lit.as_str().is_some_and(|lit| lit.contains("claim")), "lit is {lit}");
            Ok(())
        })
        .await
    }

    #[tokio::test]
    async fn every_page_is_reached_by_keyboard_and_left_by_back() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            for name in ["code", "losses", "two-generals", "fallacies", "exercise", "about"] {
                page.open_info_page(name).await?;
                ensure!(!text(&page, "page-title").await?.is_empty(), "{name} has no title");
                let closed = |page| async move { Ok(LabPage::info_page(page).await?.is_empty()) };
                match name {
                    "code" => browser.client.active_element().await?.send_keys(&Key::Escape.to_string()).await?,
                    "losses" => browser.client.back().await?,
                    _ => page.click("page-back").await?,
                }
                page.wait_for("the runs again", SOON, closed).await?;
            }
            browser.client.goto(&format!("{}/#two-generals", lab.address)).await?;
            page.wait_for("the page of the address", SOON, |page| async move {
                Ok(page.info_page().await? == "two-generals")
            })
            .await
        })
        .await
    }

    #[tokio::test]
    async fn blind_retrying_is_exact_where_no_reply_gets_lost_and_a_run_proves_it() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &format!("{}/#losses", lab.address)).await?;
            let solved = "return document.querySelector(`[data-testid='challenge']`).dataset.solved";
            page.wait_until_enabled("explore-retried", SOON).await?;
            ensure!(page.execute(solved, &[]).await? == "false" && page.count("explorer-dots").await? == 0);
            set(&page, "explorer-p", "0.3").await?;
            set(&page, "explorer-q", "0").await?;
            says(&page, "law-retried", "1000").await?;
            page.click("explore-retried").await?;
            page.wait_until_at_least("explorer-dots", 1.0, RUN_LIMIT).await?;
            ensure!(page.execute(solved, &[]).await? == "true", "a run was exact");
            ensure!(lab.stats().await?.cents() == 100_000, "exact is exact in the ledger");
            ensure!(lab.state().await?.network.request_loss > 0.0, "requests were lost");
            page.click("page-back").await?;
            page.choose_chapter(2).await?;
            page.open_info_page("losses").await?;
            ensure!(page.count("explorer-dots").await? == 1, "a dot survives another chapter");
            Ok(())
        })
        .await
    }
}
