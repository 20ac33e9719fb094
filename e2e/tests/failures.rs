//! What fails in the middle of a run: the bank, the network, the proxy, an answer. Each is said where the user looks, and no
//! payment is lost or paid twice.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::chapter_run::ChapterRun;
use e2e::console;
use e2e::lab::{Lab, Network, free_port};
use e2e::lab_page::LabPage;
use e2e::process::{self, ProcessGroup};
use protocol::ProxyState;
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::time::sleep;

/// For a sentence to appear, or a part to come back.
const SOON: Duration = Duration::from_secs(20);

const RUN_LIMIT: Duration = Duration::from_mins(1);

/// How many bytes of each answer arrive: all of a CORS preflight's, or a payment's headers and the beginning of its receipt.
const TRUNCATED_AT: u64 = 430;

/// Answers with the status that `fetch` reports of a payment; it knows the status before the body.
const FETCH_STATUS: &str = "
    const [url, done] = arguments;
    fetch(url, {
        method: 'POST', headers: { 'content-type': 'application/json', 'attempt-id': 'truncated/1/1' },
        body: '{\"src\":\"bianca\",\"dest\":\"marc\",\"amount\":\"1.00\"}'
    }).then(answer => done(answer.status), () => done(null));";

/// A Toxiproxy that belongs to the test, not to the lab.
struct Toxiproxy {
    port: u16,
    folder: tempfile::TempDir,
}

impl Toxiproxy {
    fn new() -> Result<Self> {
        Ok(Self { port: free_port()?, folder: tempfile::tempdir()? })
    }

    fn start(&self) -> Result<ProcessGroup> {
        let port = format!("-port={}", self.port);
        let log = self.folder.path().join("toxiproxy.log");
        ProcessGroup::start(&process::find("toxiproxy-server")?, &["-host=127.0.0.1", &port], &[], &log)
    }
}

async fn start_chapter_five(page: &LabPage<'_>) -> Result<Instant> {
    page.choose_chapter(5).await?;
    page.start_sampling().await?;
    let start = Instant::now();
    page.click("run").await?;
    page.wait_until_at_least("acknowledged", 200.0, SOON).await?;
    Ok(start)
}

async fn ends_with_exactly_1000(lab: &Lab, page: &LabPage<'_>, start: Instant) -> Result<()> {
    let run = ChapterRun::finish(lab, page, 5, start).await?;
    console::print(&format!("  {run}"));
    run.check_invariants()
}

async fn a_killed_bank_comes_back(network: Network) -> Result<()> {
    console::print(&format!("Chromium, {network:?}, the bank is killed in chapter 5"));
    let lab = Lab::start(network).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let page = LabPage::open(browser, &lab.address).await?;
        let start = start_chapter_five(&page).await?;
        let killed = lab.bank()?;
        process::signal(killed.id, "KILL")?;
        ends_with_exactly_1000(&lab, &page, start).await?;
        ensure!(lab.bank()?.id != killed.id, "it is another process");
        Ok(())
    })
    .await
}

/// Misconfigures the proxy in the middle of a run; *Repair* puts it right and the run ends well.
async fn a_misconfigured_proxy_is_repaired(network: Network, mistake: Misconfiguration) -> Result<()> {
    console::print(&format!("Chromium, {network:?}, {mistake:?} in chapter 5"));
    let lab = Lab::start(network).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let page = LabPage::open(browser, &lab.address).await?;
        let start = start_chapter_five(&page).await?;
        mistake.make(&lab).await?;
        page.wait_until_it_says(mistake.sentence(), SOON).await?;
        page.wait_until_enabled("repair", SOON).await?;
        page.click("repair").await?;
        ends_with_exactly_1000(&lab, &page, start).await
    })
    .await
}

#[derive(Debug, Clone, Copy)]
enum Misconfiguration {
    ProxyDeleted,
    ProxyAimedElsewhere,
}

impl Misconfiguration {
    async fn make(self, lab: &Lab) -> Result<()> {
        let answer = match self {
            Self::ProxyDeleted => lab.ask_toxiproxy(Method::DELETE, "/proxies/payment", &()).await?,
            Self::ProxyAimedElsewhere => {
                let nowhere = json!({ "upstream": format!("127.0.0.1:{}", free_port()?) });
                lab.ask_toxiproxy(Method::POST, "/proxies/payment", &nowhere).await?
            }
        };
        answer.error_for_status().context("Toxiproxy's control API")?;
        Ok(())
    }

    fn sentence(self) -> &'static [&'static str] {
        match self {
            Self::ProxyDeleted => &["missing"],
            Self::ProxyAimedElsewhere => &["elsewhere", "somewhere else"],
        }
    }
}

/// The run says what it waits for, remembers a pause meanwhile, and goes on by itself.
async fn it_goes_away_while_a_run_is_set_up(
    lab: &Lab,
    page: &LabPage<'_>,
    toxiproxy: &Toxiproxy,
    running: ProcessGroup,
) -> Result<()> {
    // Warming takes long enough for it to be killed then.
    let slow = json!({ "type": "latency", "attributes": { "latency": 2_000 } });
    lab.ask_toxiproxy(Method::POST, "/proxies/payment/toxics", &slow).await?.error_for_status()?;
    page.click("run").await?;
    page.wait_for("the set-up", SOON, |page| async move { Ok(page.run_state().await? == "running") }).await?;
    drop(running);
    page.wait_until_it_says(&["the run waits for the network"], SOON).await?;
    page.click("pause").await?;
    let _back = toxiproxy.start()?;
    page.wait_for("the pause", SOON, |page| async move {
        Ok(page.run_state().await? == "paused" && !page.text().await?.contains("waits for the network"))
    })
    .await?;
    ensure!(
        page.count("attempts").await? == 0 && lab.stats().await?.cents() == 0,
        "it was paused before it was set up"
    );
    page.click("pause").await?;
    page.wait_until_at_least("acknowledged", 50.0, SOON).await?;
    ensure!(lab.state().await?.network.losses().same_as(protocol::Losses { request: 0.3, reply: 0.3 }));
    page.click("stop").await?;
    page.wait_for("the end", SOON, |page| async move { Ok(page.run_state().await? == "done") }).await
}

macro_rules! failures {
    ($network:ident) => {
        use super::super::*;

        #[tokio::test]
        async fn a_bank_killed_in_chapter_five_comes_back_and_the_total_is_exactly_1000() -> Result<()> {
            a_killed_bank_comes_back(Network::$network).await
        }

        #[tokio::test]
        async fn a_deleted_proxy_is_named_and_repaired_and_nothing_is_lost() -> Result<()> {
            a_misconfigured_proxy_is_repaired(Network::$network, Misconfiguration::ProxyDeleted).await
        }

        #[tokio::test]
        async fn a_proxy_aimed_elsewhere_is_named_and_repaired_and_nothing_is_lost() -> Result<()> {
            a_misconfigured_proxy_is_repaired(Network::$network, Misconfiguration::ProxyAimedElsewhere).await
        }
    };
}

mod chromium {
    mod over_the_original {
        failures!(Original);

        #[tokio::test]
        async fn a_toxiproxy_that_goes_away_in_a_run_is_named_and_nothing_is_lost_when_it_is_back() -> Result<()> {
            let toxiproxy = Toxiproxy::new()?;
            let running = toxiproxy.start()?;
            let lab = Lab::start_with_toxiproxy(toxiproxy.port, &[]).await?;
            console::print("Chromium, Original, Toxiproxy goes away in chapter 5");
            Browser::with(Engine::Chromium, &[], async |browser| {
                let page = LabPage::open(browser, &lab.address).await?;
                page.wait_until_enabled("run", SOON).await?;
                let start = start_chapter_five(&page).await?;
                drop(running);
                page.wait_until_it_says(&["does not answer"], SOON).await?;
                ensure!(page.run_state().await? == "running", "the run goes on");
                // It has forgotten proxy and toxics; the bank makes the proxy again by itself.
                let back = toxiproxy.start()?;
                ends_with_exactly_1000(&lab, &page, start).await?;
                it_goes_away_while_a_run_is_set_up(&lab, &page, &toxiproxy, back).await
            })
            .await
        }

        #[tokio::test]
        async fn without_a_toxiproxy_run_is_disabled_until_there_is_one() -> Result<()> {
            let toxiproxy = Toxiproxy::new()?;
            let running = toxiproxy.start()?;
            let lab = Lab::start_with_toxiproxy(toxiproxy.port, &[]).await?;
            drop(running);
            Browser::with(Engine::Chromium, &[], async |browser| {
                let page = LabPage::open(browser, &lab.address).await?;
                page.wait_until_it_says(&["does not answer"], SOON).await?;
                ensure!(!page.is_enabled("run").await?, "Run works without a network");
                ensure!(lab.stats().await?.cents() == 0, "the bank answers all the same");
                let _back = toxiproxy.start()?;
                // It has forgotten the proxy; the bank makes it again by itself.
                page.wait_until_enabled("run", SOON).await?;
                ensure!(lab.state().await?.network.proxy == ProxyState::Ok, "Run works without a proxy");
                Ok(())
            })
            .await
        }
    }

    mod over_the_embedded {
        failures!(Embedded);

        #[tokio::test]
        async fn an_answer_that_is_truncated_leaves_the_outcome_unknown() -> Result<()> {
            let lab = Lab::start(Network::Embedded).await?;
            let truncate =
                json!({ "type": "limit_data", "stream": "downstream", "attributes": { "bytes": TRUNCATED_AT } });
            lab.ask_toxiproxy(Method::POST, "/proxies/payment/toxics", &truncate).await?.error_for_status()?;
            Browser::with(Engine::Chromium, &[], async |browser| {
                let page = LabPage::open(browser, &lab.address).await?;
                page.choose_chapter(1).await?;
                page.click("run").await?;
                page.wait_until_done(RUN_LIMIT).await?;
                let (acknowledged, unknown) = (page.count("acknowledged").await?, page.count("unknown").await?);
                ensure!((acknowledged, unknown) == (0, 1_000), "{acknowledged} acknowledged, {unknown} unknown");
                ensure!(lab.stats().await?.cents() == 100_000, "requests got lost as well");
                let url = format!("http://127.0.0.1:{}/payments/", lab.state().await?.proxied_port);
                let status = page.execute_async(FETCH_STATUS, &[json!(url)]).await?;
                ensure!(status == 200, "the answer's head was truncated, not its body: {status}");
                Ok(())
            })
            .await
        }

        #[tokio::test]
        async fn a_bank_that_is_down_answers_again_within_seconds() -> Result<()> {
            let lab = Lab::start(Network::Embedded).await?;
            lab.set_key_policy(protocol::KeyPolicy::Log).await?;
            process::signal(lab.bank()?.id, "KILL")?;
            let down = Instant::now();
            while !lab.ask(Method::GET, "/health", &()).await.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                ensure!(down.elapsed() < SOON, "the bank stays down");
                sleep(Duration::from_millis(20)).await;
            }
            console::print(&format!("a killed bank is back after {} ms", down.elapsed().as_millis()));
            ensure!(lab.state().await?.key_policy == protocol::KeyPolicy::Log, "the key policy survives");
            Ok(())
        }
    }
}
