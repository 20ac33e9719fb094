//! The pages around the runs: the bank's real code, the loss explorer. (The exercise: `write_it_yourself`.)

use std::fs;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network, top};
use e2e::lab_page::LabPage;
use fantoccini::key::Key;
use protocol::{KeyPolicy, PolicyCode, Script};
use serde::Deserialize;
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

/// What stands in one section of the page of counterexamples.
#[derive(Deserialize)]
struct Shown {
    /// How many states were looked at; several numbers for several searches.
    states: Vec<usize>,
    /// The names of the steps in the list.
    listed: Vec<String>,
    /// What the list says of each.
    sentences: Vec<String>,
    /// The numbers of the steps in the diagram.
    drawn: Vec<String>,
}

const SHOWN: &str = "
    const section = document.querySelector(`[data-testid='${arguments[0]}']`);
    const all = (css, read) => [...section.querySelectorAll(css)].map(read);
    return {
        states: all('[data-states]', e => Number(e.dataset.states)),
        listed: all('[data-step]', e => e.dataset.step),
        sentences: all('[data-step]', e => e.textContent),
        drawn: all('svg .number', e => e.textContent),
    };";

/// A count as English writes it, below a million.
fn grouped(count: usize) -> String {
    if count < 1000 { count.to_string() } else { format!("{},{:03}", count / 1000, count % 1000) }
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
            for name in ["code", "counterexamples", "losses", "two-generals", "fallacies", "exercise", "about"] {
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
    async fn each_shortest_way_to_pay_twice_is_shown_as_the_checker_found_it() -> Result<()> {
        let lab = Lab::start(Network::Embedded).await?;
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            page.focus("to-counterexamples").await?;
            page.press(&char::from(Key::Enter).to_string()).await?;
            for found in counterexamples::found() {
                let section = format!("counterexample-{}", found.policy);
                says(&page, &section, &grouped(found.states)).await?;
                let shown: Shown = serde_json::from_value(page.execute(SHOWN, &[json!(section)]).await?)?;
                ensure!(shown.states.contains(&found.states), "{} looked at {} states", found.policy, found.states);
                let steps = found.steps.unwrap_or_default();
                let names: Vec<_> = steps.iter().map(|event| event.step.as_str()).collect();
                ensure!(shown.listed == names, "{} lists {:?} instead of {names:?}", found.policy, shown.listed);
                let numbers: Vec<_> = (1..=steps.len()).map(|number| number.to_string()).collect();
                ensure!(shown.drawn == numbers, "{} draws {:?}", found.policy, shown.drawn);
                for (event, sentence) in steps.iter().zip(&shown.sentences) {
                    let of_several = found.bounds.payments > 1;
                    let who = if of_several { ("payment", event.payment) } else { ("attempt", event.attempt) };
                    let who = who.1.map(|number| format!("{} {number}", who.0)).unwrap_or_default();
                    ensure!(sentence.contains(&who), "{sentence:?} says nothing of {who}");
                }
                if !steps.is_empty() {
                    says(&page, &section, &format!("{} steps", steps.len())).await?;
                }
            }
            Ok(())
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
