//! The time per attempt of the page against a bare fetch loop: the same browser, the same proxy, the same settings,
//! page and loop in turn. `cargo xtask bench` runs it; only the ratios mean much.
//!
//! What is counted, in both: from the start of the first attempt to the start of the one behind 95 of 100. So neither the
//! page's setting up and its two warmings nor the starting of the loop, and not a run's end either: there the senders wait
//! for payments that have failed often, by the contract's schedule, which a bare loop has not. Both have six senders, send
//! the same headers and body, and read each answer to its end; the browser has done its CORS check before.
//!
//! The loop is measured twice: beside the page, which then listens to its feed and follows the ledger as it does with any
//! other traffic, and in a tab with nothing else in it, while the page is hidden and asleep. Only the second is bare.

use std::time::Duration;

use anyhow::{Context as _, Result};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use e2e::timing;
use fantoccini::wd::WindowHandle;
use serde::Deserialize;
use serde_json::json;

/// How many pairs are counted, behind one that is not: a browser compiles what runs often more than once.
const PAIRS: usize = 5;
const LIMIT: Duration = Duration::from_secs(90);

/// Both are measured alike: by what the browser itself notes of each request to the payments.
const FORGET: &str = "performance.setResourceTimingBufferSize(20000); performance.clearResourceTimings();";
const NOTED: &str = "
    const [url, warmings] = arguments;
    const ofUrl = performance.getEntriesByType('resource').filter(entry => entry.name === url);
    const starts = ofUrl.map(entry => entry.startTime).sort((one, other) => one - other).slice(warmings);
    const counted = Math.floor(starts.length * 0.95);
    return { attempts: starts.length, msPerAttempt: (starts[counted] - starts[0]) / counted };";

/// The page warms twice before its first attempt; the loop does not.
const WARMINGS: usize = 2;

/// Six senders, as the page has: a key per payment and again until there is an answer in chapter 5, neither in chapter 1.
const BARE_LOOP: &str = "
    const [url, retry, run, done] = arguments;
    let next = 1;
    const send = async () => {
        while (next <= 1000) {
            const payment = next++, key = retry ? { 'idempotency-key': crypto.randomUUID() } : {};
            for (let attempt = 1; ; attempt++) {
                try {
                    const answer = await fetch(url, {
                        method: 'POST',
                        headers: { 'content-type': 'application/json', 'attempt-id': `${run}/${payment}/${attempt}`,
                                   ...key },
                        body: '{\"src\":\"bianca\",\"dest\":\"marc\",\"amount\":\"1.00\"}' });
                    await answer.text();
                    break;
                } catch (lost) {
                    if (!retry) break;
                }
            }
        }
    };
    Promise.all(Array.from({ length: 6 }, send)).then(() => done(true));";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Noted {
    attempts: u64,
    ms_per_attempt: f64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    println!("milliseconds per attempt in Chromium over the embedded network, page / bare loop");
    let lab = Lab::start(Network::Embedded).await?;
    let url = format!("http://127.0.0.1:{}/payments/", lab.state().await?.proxied_port);
    Browser::with(Engine::Chromium, &[], async |browser| {
        timing::set_script_timeout(browser, LIMIT).await?;
        let page = LabPage::open(browser, &lab.address).await?;
        let tab_of_page = browser.client.window().await?;
        let bare_tab = browser.client.new_window(true).await?.handle;
        show(browser, &bare_tab).await?;
        // A document of the same origin, so that the browser keeps what it knows of the payments' address.
        browser.client.goto(&format!("{}/health", lab.address)).await?;
        for chapter in [1, 5] {
            let (mut beside, mut alone) = (Vec::new(), Vec::new());
            for pair in 0..=PAIRS {
                show(browser, &tab_of_page).await?;
                let of_page = run_of_the_page(browser, &page, chapter, &url).await?.ms_per_attempt;
                let of_loop = run_of_the_loop(browser, &lab, chapter, pair, &url).await?.ms_per_attempt;
                show(browser, &bare_tab).await?;
                let of_bare_loop =
                    run_of_the_loop(browser, &lab, chapter, PAIRS + 1 + pair, &url).await?.ms_per_attempt;
                if pair == 0 {
                    continue;
                }
                println!("chapter {chapter}: {of_page:.3} / {of_loop:.3} beside the page / {of_bare_loop:.3} alone");
                beside.push(of_page / of_loop);
                alone.push(of_page / of_bare_loop);
            }
            println!("chapter {chapter}: median {:.2} beside the page, {:.2} alone", median(beside), median(alone));
        }
        Ok(())
    })
    .await
}

async fn show(browser: &Browser, tab: &WindowHandle) -> Result<()> {
    browser.client.switch_to_window(tab.clone()).await?;
    browser.devtools("Page.bringToFront", json!({})).await?;
    timing::wait_until_idle(browser).await
}

fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios[PAIRS / 2]
}

async fn run_of_the_page(browser: &Browser, page: &LabPage<'_>, chapter: u8, url: &str) -> Result<Noted> {
    page.choose_chapter(chapter).await?;
    timing::wait_until_idle(browser).await?;
    page.execute(FORGET, &[]).await?;
    timing::run_to_the_end(browser).await?;
    page.wait_until_done(LIMIT).await?;
    let noted = page.execute(NOTED, &[json!(url), json!(WARMINGS)]).await?;
    let noted: Noted = serde_json::from_value(noted).context("the browser notes its requests")?;
    let attempts = page.count("attempts").await?;
    anyhow::ensure!(noted.attempts == attempts, "{} noted of {attempts} attempts", noted.attempts);
    Ok(noted)
}

async fn run_of_the_loop(browser: &Browser, lab: &Lab, chapter: u8, pair: usize, url: &str) -> Result<Noted> {
    lab.clear().await?;
    browser.client.execute(FORGET, Vec::new()).await?;
    let run = format!("bareloop-{chapter}-{pair}");
    let arguments = vec![json!(url), json!(chapter == 5), json!(run)];
    browser.client.execute_async(BARE_LOOP, arguments).await?;
    let noted = browser.client.execute(NOTED, vec![json!(url), json!(0)]).await?;
    serde_json::from_value(noted).context("the browser notes its requests")
}
