//! What a script inside the page reads in a run, every few milliseconds.

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::json;

use super::{LabPage, selector};

/// What the client believes of a payment; the five sum to all payments at all times.
const BUCKETS: [&str; 5] = ["waiting", "in-flight", "acknowledged", "refused", "unknown"];

/// Each payment is of 1, so what is expected is also how many there are.
const SAMPLER: &str = "
    const number = (css) => { const e = document.querySelector(css); return Number(e.dataset.value ?? e.textContent); };
    const [buckets, expected, bank] = arguments;
    clearInterval(window.sampling?.timer);
    const sampling = window.sampling = { taken: 0, wrong: [], uncovered: 0, payments: number(expected) };
    sampling.timer = setInterval(() => {
        const counts = buckets.map(number);
        sampling.taken += 1;
        const running = document.documentElement.dataset.run === 'running';
        sampling.uncovered += running && bank.some((css) => document.querySelector(css)?.dataset.value !== undefined);
        if (counts.reduce((sum, count) => sum + count, 0) !== sampling.payments && sampling.wrong.length < 5) {
            sampling.wrong.push(counts);
        }
    }, 5);";

/// The client's buckets as a script in the page saw them during a run.
#[derive(Debug, Deserialize)]
pub struct Samples {
    /// How often they were read.
    pub taken: u64,
    /// The first few readings that did not sum up.
    pub wrong: Vec<Vec<f64>>,
    /// How many readings found a number of the bank's while the run was under way.
    pub uncovered: u64,
    /// How many payments there are.
    pub payments: u64,
}

impl LabPage<'_> {
    /// Reads the client's five buckets every few milliseconds from now on, inside the page, in one task each time.
    pub async fn start_sampling(&self) -> Result<()> {
        let buckets: Vec<String> = BUCKETS.iter().map(|id| selector(id)).collect();
        let bank = ["transferred", "difference"].map(selector);
        self.execute(SAMPLER, &[json!(buckets), json!(selector("expected")), json!(bank)]).await?;
        Ok(())
    }

    /// What has been read since.
    pub async fn samples(&self) -> Result<Samples> {
        let samples = self.execute("clearInterval(window.sampling.timer); return window.sampling", &[]).await?;
        serde_json::from_value(samples).context("nothing was sampled")
    }
}
