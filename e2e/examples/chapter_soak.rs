//! Twenty runs of each chapter through the real page: how many lie inside the 95 % band of the theory, and whether
//! chapter 5 is always exact. `cargo xtask soak` runs it over the embedded network; chapters can be named:
//! `cargo run --release --package e2e --example chapter_soak -- 3 5`.

use anyhow::{Context as _, Result, ensure};
use e2e::browser::{Browser, Engine};
use e2e::chapter_run::ChapterRun;
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use experiment::{CHAPTERS, Chapter, theory};
use protocol::Total;
use reqwest::Method;

const RUNS: usize = 20;
/// Of 20 runs 19 lie inside on the average, and fewer than 15 once in 3000 times.
const ENOUGH: usize = 15;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let named: Vec<u8> = std::env::args().skip(1).map(|chapter| chapter.parse()).collect::<Result<_, _>>()?;
    let lab = Lab::start(Network::Embedded).await?;
    Browser::with(Engine::Chromium, &[], async |browser| {
        let page = LabPage::open(browser, &lab.address).await?;
        for chapter in CHAPTERS.into_iter().filter(|known| named.is_empty() || named.contains(&known.number)) {
            runs_of(&lab, &page, chapter).await?;
        }
        Ok(())
    })
    .await
}

async fn runs_of(lab: &Lab, page: &LabPage<'_>, chapter: Chapter) -> Result<()> {
    let file = lab.ask(Method::GET, "/payments.csv", &()).await?.error_for_status()?.text().await?;
    let payments = protocol::payments_csv::parse(&file).context("the lab's own file")?;
    let expected: Total = payments.iter().map(|payment| payment.amount).sum();
    let band = theory::transferred(&chapter.settings, &payments).context("every chapter is known")?;
    let (low, high) = band.usual;
    let (mut inside, mut exact, mut totals) = (0, 0, Vec::new());
    for _ in 0..RUNS {
        ChapterRun::run(lab, page, chapter.number).await?.check_invariants()?;
        let total = lab.stats().await?;
        let euros = total.cents() as f64 / 100.0;
        inside += usize::from((low..=high).contains(&euros));
        exact += usize::from(total == expected);
        totals.push(total.to_string());
    }
    let number = chapter.number;
    println!("chapter {number}: {inside} of {RUNS} inside {low} to {high}: {}", totals.join(" "));
    ensure!(inside >= ENOUGH, "chapter {number} misses its band");
    ensure!(number != 5 || exact == RUNS, "chapter 5 was exact in {exact} of {RUNS} runs");
    Ok(())
}
