//! What dies in the middle of a run: the bank, the network, the proxy. Each is said where the user looks, and no
//! payment is lost or paid twice.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network, free_port};
use e2e::lab_page::LabPage;
use e2e::observation::{Observation, tell};
use e2e::process::{self, Leashed};
use protocol::ProxyState;
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::time::sleep;

/// For a sentence to appear, or a part to come back.
const SOON: Duration = Duration::from_secs(20);

/// A Toxiproxy that belongs to the test, not to the lab.
struct Toxiproxy {
    port: u16,
    folder: tempfile::TempDir,
}

impl Toxiproxy {
    fn new() -> Result<Self> {
        Ok(Self { port: free_port()?, folder: tempfile::tempdir()? })
    }

    fn start(&self) -> Result<Leashed> {
        let port = format!("-port={}", self.port);
        let log = self.folder.path().join("toxiproxy.log");
        Leashed::start(&process::find("toxiproxy-server")?, &["-host=127.0.0.1", &port], &[], &log)
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
    let observation = Observation::of_running(lab, page, 5, start).await?;
    tell(&format!("  {observation}"));
    observation.invariants()
}

async fn a_killed_bank_comes_back(network: Network) -> Result<()> {
    tell(&format!("Chromium, {network:?}, the bank is killed in chapter 5"));
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

/// What an operator's slip does to the proxy, mid-run; Repair puts it right and the run ends well.
async fn a_spoilt_proxy_is_repaired(network: Network, slip: Slip) -> Result<()> {
    tell(&format!("Chromium, {network:?}, {slip:?} in chapter 5"));
    let lab = Lab::start(network).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let page = LabPage::open(browser, &lab.address).await?;
        let start = start_chapter_five(&page).await?;
        slip.happens(&lab).await?;
        page.wait_until_it_says(slip.sentence(), SOON).await?;
        page.wait_until_enabled("repair", SOON).await?;
        page.click("repair").await?;
        ends_with_exactly_1000(&lab, &page, start).await
    })
    .await
}

#[derive(Debug, Clone, Copy)]
enum Slip {
    ProxyDeleted,
    ProxyAimedElsewhere,
}

impl Slip {
    async fn happens(self, lab: &Lab) -> Result<()> {
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

macro_rules! failures {
    ($network:ident) => {
        use super::super::*;

        #[tokio::test]
        async fn a_bank_killed_in_chapter_five_comes_back_and_the_total_is_exactly_1000() -> Result<()> {
            a_killed_bank_comes_back(Network::$network).await
        }

        #[tokio::test]
        async fn a_deleted_proxy_is_named_and_repaired_and_nothing_is_lost() -> Result<()> {
            a_spoilt_proxy_is_repaired(Network::$network, Slip::ProxyDeleted).await
        }

        #[tokio::test]
        async fn a_proxy_aimed_elsewhere_is_named_and_repaired_and_nothing_is_lost() -> Result<()> {
            a_spoilt_proxy_is_repaired(Network::$network, Slip::ProxyAimedElsewhere).await
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
            let lab = Lab::start_beside(toxiproxy.port, &[]).await?;
            tell("Chromium, Original, Toxiproxy goes away in chapter 5");
            Browser::with(Engine::Chromium, &[], async |browser| {
                let page = LabPage::open(browser, &lab.address).await?;
                page.wait_until_enabled("run", SOON).await?;
                let start = start_chapter_five(&page).await?;
                drop(running);
                page.wait_until_it_says(&["does not answer"], SOON).await?;
                ensure!(page.run_state().await? == "running", "the run goes on");
                // It has forgotten proxy and toxics; the bank makes the proxy again by itself.
                let _back = toxiproxy.start()?;
                ends_with_exactly_1000(&lab, &page, start).await
            })
            .await
        }

        #[tokio::test]
        async fn without_a_toxiproxy_run_is_disabled_until_there_is_one() -> Result<()> {
            let toxiproxy = Toxiproxy::new()?;
            let running = toxiproxy.start()?;
            let lab = Lab::start_beside(toxiproxy.port, &[]).await?;
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
        async fn a_bank_that_is_down_answers_again_within_seconds() -> Result<()> {
            let lab = Lab::start(Network::Embedded).await?;
            lab.set_key_policy(protocol::KeyPolicy::Log).await?;
            process::signal(lab.bank()?.id, "KILL")?;
            let down = Instant::now();
            while !lab.ask(Method::GET, "/health", &()).await.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                ensure!(down.elapsed() < SOON, "the bank stays down");
                sleep(Duration::from_millis(20)).await;
            }
            tell(&format!("a killed bank is back after {} ms", down.elapsed().as_millis()));
            ensure!(lab.state().await?.key_policy == protocol::KeyPolicy::Log, "the key policy survives");
            Ok(())
        }
    }
}
