//! One run of an exhibit of chapter 6, or of its cure, checked against the theory.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use experiment::theory::{self, TransferredBand};
use experiment::{Exhibit, Scenario, Settings};
use fantoccini::key::Key;
use protocol::{Payment, Total};
use reqwest::Method;

use crate::console;
use crate::lab::Lab;
use crate::lab_page::LabPage;

const SOON: Duration = Duration::from_secs(20);
const RUN_LIMIT: Duration = Duration::from_mins(1);

/// Chooses an exhibit, runs it broken, and checks the total. A run outside a band that chance decides is repeated once.
pub async fn check_broken(lab: &Lab, page: &LabPage<'_>, exhibit: Exhibit) -> Result<()> {
    choose(page, exhibit).await?;
    within_bounds(lab, page, exhibit, "run", &exhibit.settings()).await
}

/// Does the same for its cure, by the cure's own button.
pub async fn check_cured(lab: &Lab, page: &LabPage<'_>, exhibit: Exhibit) -> Result<()> {
    choose(page, exhibit).await?;
    within_bounds(lab, page, exhibit, "cure", &exhibit.cure()).await
}

/// Chooses an exhibit by its button.
async fn choose(page: &LabPage<'_>, exhibit: Exhibit) -> Result<()> {
    page.choose_chapter(Scenario::EXHIBITS).await?;
    page.click(&format!("exhibit-{exhibit}", exhibit = exhibit.as_str())).await?;
    page.wait_until_enabled("prediction", SOON).await?;
    let news = page.text_of("crash-news").await?;
    ensure!(news.is_empty(), "{news:?} is no news of {}", exhibit.as_str());
    Ok(())
}

/// Moves the handle one step down, and says at how many euros it is.
async fn predict(page: &LabPage<'_>) -> Result<f64> {
    page.focus("prediction").await?;
    page.press(&String::from(char::from(Key::Left))).await?;
    page.shown("prediction").await
}

async fn within_bounds(
    lab: &Lab,
    page: &LabPage<'_>,
    exhibit: Exhibit,
    button: &str,
    settings: &Settings,
) -> Result<()> {
    let payments = payments(lab, exhibit).await?;
    let band = theory::transferred(settings, &payments).context("every exhibit is known")?;
    let mut total = run(lab, page, exhibit, button, &payments).await?;
    let certain = band.almost_always.0 >= band.almost_always.1;
    if !band.holds(total) && !certain {
        console::print(&format!("  missed {band:?}, and runs once more"));
        total = run(lab, page, exhibit, button, &payments).await?;
    }
    ensure!(band.holds(total), "{}: transferred {total}, not {band:?}", exhibit.as_str());
    is_said_of(page, &band, total, &payments).await
}

/// Presses the button, crashes the bank where the run waits for it, and waits for the end.
async fn run(lab: &Lab, page: &LabPage<'_>, exhibit: Exhibit, button: &str, payments: &[Payment]) -> Result<Total> {
    let start = Instant::now();
    let predicted = predict(page).await?;
    page.click(button).await?;
    if exhibit.settings().awaits_crash {
        page.wait_until_it_says(&["crash the bank now"], RUN_LIMIT).await?;
        let bank = lab.bank()?.id;
        page.click("crash").await?;
        page.click("confirm").await?;
        page.wait_until_it_says(&["answered again after"], SOON).await?;
        ensure!(lab.bank()?.id != bank, "the bank is the process it was");
    }
    page.wait_until_done(RUN_LIMIT).await?;
    let kept = page.shown("prediction").await?;
    ensure!((kept - predicted).abs() < 0.005, "{predicted} was predicted, and {kept} stands beside the result");
    let stats = lab.stats().await?;
    let (attempts, refused) = (page.count("attempts").await?, page.count("refused").await?);
    console::print(&format!(
        "  {} ({button}): transferred {stats}, attempts {attempts}, refused {refused}, {:.1} s",
        exhibit.as_str(),
        start.elapsed().as_secs_f64()
    ));
    let mut settled = 0;
    for bucket in ["acknowledged", "refused", "unknown"] {
        settled += page.count(bucket).await?;
    }
    ensure!(settled == payments.len() as u64, "{settled} settled of {}", payments.len());
    if let Some(repeats) = page.number("hidden-repeats").await? {
        ensure!(repeats < 0.5, "the browser resent {repeats} attempts by itself");
    }
    Ok(stats)
}

/// The page shows the bank's own total, what was expected, and a verdict that fits.
async fn is_said_of(page: &LabPage<'_>, band: &TransferredBand, total: Total, payments: &[Payment]) -> Result<()> {
    let expected: Total = payments.iter().map(|payment| payment.amount).sum();
    let shown = (page.shown("transferred").await?, page.shown("expected").await?);
    let told = (total.cents() as f64 / 100.0, expected.cents() as f64 / 100.0);
    ensure!(shown == told, "the page says {shown:?}, the bank {told:?}");
    let verdict = match total.cmp(&expected) {
        std::cmp::Ordering::Less => "missing",
        std::cmp::Ordering::Equal => "exact",
        std::cmp::Ordering::Greater => "too-much",
    };
    ensure!(page.verdict().await? == verdict, "{total} of {expected} within {band:?} is not {verdict}");
    Ok(())
}

async fn payments(lab: &Lab, exhibit: Exhibit) -> Result<Vec<Payment>> {
    let file = lab.ask(Method::GET, "/payments.csv", &()).await?.error_for_status()?.text().await?;
    let file = protocol::payments_csv::parse(&file).context("the lab's own file")?;
    Ok(Scenario::Exhibit(exhibit).payments(&file.into()).to_vec())
}
