//! A client that is no browser gets the same numbers through the broken network as the page.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use e2e::console;
use e2e::lab::{Lab, Network, top};
use e2e::process;
use experiment::theory;
use experiment::{CHAPTERS, Chapter};
use serde::Deserialize;
use tokio::process::Command;

#[derive(Debug, Deserialize)]
struct Sent {
    attempts: u64,
    acknowledged: u64,
}

/// What one run of the script came to.
#[derive(Debug)]
struct Counts {
    sent: Sent,
    executed: u64,
}

async fn pay(lab: &Lab, chapter: &Chapter) -> Result<Counts> {
    lab.clear().await?;
    lab.set_key_policy(chapter.settings.key_policy).await?;
    lab.set_losses(chapter.settings.losses).await?;
    let address = format!("http://127.0.0.1:{}/payments/", lab.state().await?.proxied_port);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/payment_client.py");
    let mut python = Command::new(process::find("python3")?);
    python.arg(script).arg(address).arg(top().join("payments.csv")).arg(chapter.settings.client_policy.as_str());
    let output = python.kill_on_drop(true).output().await?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let sent: Sent = serde_json::from_slice(&output.stdout)?;
    let executed = lab.ledger().await?.len() as u64;
    ensure!(lab.stats().await?.cents() == executed * 100, "/stats and the ledger disagree");
    console::print(&format!("Python, chapter {}: executed {executed}, {sent:?}", chapter.number));
    Ok(Counts { sent, executed })
}

async fn same_numbers_as_the_page(network: Network) -> Result<()> {
    let lab = Lab::start(network).await?;
    for chapter in &CHAPTERS {
        let law = theory::expectation(&chapter.settings, 1000, 1);
        let (executed, attempts) = law.executed.zip(law.attempts).context("the chapters have laws")?;
        let holds = |counts: &Counts| executed.holds(counts.executed) && attempts.holds(counts.sent.attempts);
        let counts = pay(&lab, chapter).await?;
        let by_chance = executed.almost_always.0 < executed.almost_always.1;
        // A count that chance decides misses its band once in a thousand honest runs.
        let judged = if holds(&counts) || !by_chance { counts } else { pay(&lab, chapter).await? };
        ensure!(holds(&judged), "chapter {}: {judged:?}, not {executed:?} from {attempts:?}", chapter.number);
        let retried = chapter.settings.client_policy.retries();
        ensure!(!retried || judged.sent.acknowledged == 1000, "not every payment was acknowledged");
    }
    Ok(())
}

mod over_the_original {
    use super::*;

    #[tokio::test]
    async fn a_python_client_gets_the_numbers_of_the_page() -> Result<()> {
        same_numbers_as_the_page(Network::Original).await
    }
}

mod over_the_embedded {
    use super::*;

    #[tokio::test]
    async fn a_python_client_gets_the_numbers_of_the_page() -> Result<()> {
        same_numbers_as_the_page(Network::Embedded).await
    }
}
