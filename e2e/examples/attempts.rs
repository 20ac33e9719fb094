//! The time per attempt of the page against a bare fetch loop: the same browser, the same proxy, the same settings,
//! page and loop in turn. `cargo xtask bench` runs it; only the ratios mean much.

use std::time::Duration;

use anyhow::{Context as _, Result};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use fantoccini::wd::TimeoutConfiguration;
use serde::Deserialize;
use serde_json::json;

const PAIRS: usize = 5;
const LIMIT: Duration = Duration::from_secs(90);

/// Both are measured alike: by what the browser itself notes of each request to the payments.
const FORGET: &str = "performance.setResourceTimingBufferSize(20000); performance.clearResourceTimings();";
const NOTED: &str = "
    const noted = performance.getEntriesByType('resource').filter(entry => entry.name === arguments[0]);
    const start = Math.min(...noted.map(entry => entry.startTime));
    const end = Math.max(...noted.map(entry => entry.responseEnd || entry.startTime + entry.duration));
    return { attempts: noted.length, ms: end - start };";

/// Six senders, a key per payment, and again until there is an answer where `retry` says so.
const BARE_LOOP: &str = "
    const [url, retry, run, done] = arguments;
    let next = 1;
    const send = async () => {
        while (next <= 1000) {
            const payment = next++, key = crypto.randomUUID();
            for (let attempt = 1; ; attempt++) {
                try {
                    const answer = await fetch(url, {
                        method: 'POST',
                        headers: { 'content-type': 'application/json', 'attempt-id': `${run}/${payment}/${attempt}`,
                                   'idempotency-key': key },
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
struct Noted {
    attempts: u64,
    ms: f64,
}

impl Noted {
    fn ms_per_attempt(&self) -> f64 {
        self.ms / self.attempts as f64
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    println!("milliseconds per attempt in Chromium over the embedded network, page / bare loop");
    let lab = Lab::start(Network::Embedded).await?;
    let url = format!("http://127.0.0.1:{}/payments/", lab.state().await?.proxied_port);
    Browser::with(Engine::Chromium, &[], async |browser| {
        let limits = TimeoutConfiguration::new(Some(LIMIT), Some(LIMIT), None);
        browser.client.update_timeouts(limits).await?;
        let page = LabPage::open(browser, &lab.address).await?;
        for chapter in [1, 5] {
            let mut ratios = Vec::new();
            for pair in 0..PAIRS {
                let of_page = run_of_the_page(&page, chapter, &url).await?;
                lab.clear().await?;
                let of_loop = run_of_the_loop(browser, &page, chapter, pair, &url).await?;
                let (page, bare) = (of_page.ms_per_attempt(), of_loop.ms_per_attempt());
                println!("chapter {chapter}: {page:.3} / {bare:.3} = {:.2}", page / bare);
                ratios.push(page / bare);
            }
            ratios.sort_by(f64::total_cmp);
            println!("chapter {chapter}: median {:.2}", ratios[PAIRS / 2]);
        }
        Ok(())
    })
    .await
}

async fn run_of_the_page(page: &LabPage<'_>, chapter: u8, url: &str) -> Result<Noted> {
    page.choose_chapter(chapter).await?;
    page.execute(FORGET, &[]).await?;
    page.click("run").await?;
    page.wait_until_done(LIMIT).await?;
    let noted = noted(page, url).await?;
    // The two warmings come first, and the setting up between them is not sending.
    let attempts = page.count("attempts").await?;
    anyhow::ensure!(noted.attempts >= attempts, "{} noted of {attempts} attempts", noted.attempts);
    Ok(noted)
}

async fn run_of_the_loop(browser: &Browser, page: &LabPage<'_>, chapter: u8, pair: usize, url: &str) -> Result<Noted> {
    page.execute(FORGET, &[]).await?;
    let run = format!("bareloop-{chapter}-{pair}");
    let arguments = vec![json!(url), json!(chapter == 5), json!(run)];
    browser.client.execute_async(BARE_LOOP, arguments).await?;
    noted(page, url).await
}

async fn noted(page: &LabPage<'_>, url: &str) -> Result<Noted> {
    let noted = page.execute(NOTED, &[json!(url)]).await?;
    serde_json::from_value(noted).context("the browser notes its requests")
}
