//! What a run costs the page: its own work per animation frame, frames that come late, long tasks; and how soon a
//! fresh page shows something. In Chromium, over the embedded network; `cargo xtask bench` runs it.

use std::time::Duration;

use anyhow::{Context as _, Result};
use e2e::browser::{Browser, Engine};
use e2e::lab::{Lab, Network};
use e2e::lab_page::LabPage;
use e2e::timing;
use serde::Deserialize;

const LIMIT: Duration = Duration::from_mins(3);
/// More than the course ever sends.
const MANY: usize = 10_000;

/// Watches from now on: the page's own measures, the long tasks, and every frame while a run is running.
const WATCH: &str = "
    performance.clearMeasures();
    const watch = window.watch = { tasks: [], intervals: [], last: 0 };
    watch.observer?.disconnect();
    watch.observer = new PerformanceObserver(list => list.getEntries().forEach(task => watch.tasks.push(task.duration)));
    watch.observer.observe({ type: 'longtask' });
    const frame = now => {
        if (window.watch !== watch) return;
        const running = document.documentElement.dataset.run === 'running';
        if (running && watch.last > 0) watch.intervals.push(now - watch.last);
        watch.last = running ? now : 0;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);";

const TELL: &str = "
    const work = performance.getEntriesByName('frame', 'measure').map(entry => entry.duration);
    const seen = { work, tasks: window.watch.tasks, intervals: window.watch.intervals };
    window.watch = null;
    return seen;";

const PAINTED: &str = "
    const entry = performance.getEntriesByName('first-contentful-paint')[0];
    return entry ? entry.startTime : null;";

#[derive(Debug, Deserialize)]
struct Watched {
    work: Vec<f64>,
    tasks: Vec<f64>,
    intervals: Vec<f64>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| named.is_empty() || named.iter().any(|chosen| chosen == name);
    if wanted("paint") {
        first_paints().await?;
    }
    if wanted("frames") {
        let lab = Lab::start(Network::Embedded).await?;
        runs(&lab, &[1, 3, 5]).await?;
    }
    if wanted("many") {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("many.csv");
        std::fs::write(&file, format!("src,dest,amount\n{}", "bianca,marc,1\n".repeat(MANY)))?;
        let file = file.to_str().context("a path of UTF-8")?;
        let lab = Lab::start_with(Network::Embedded, &["--payments", file]).await?;
        println!("{MANY} payments:");
        runs(&lab, &[1]).await?;
    }
    Ok(())
}

/// Each in a browser that has never seen the page.
async fn first_paints() -> Result<()> {
    let lab = Lab::start(Network::Embedded).await?;
    for _ in 0..3 {
        Browser::with(Engine::Chromium, &[], async |browser| {
            let page = LabPage::open(browser, &lab.address).await?;
            let painted = page.execute(PAINTED, &[]).await?.as_f64().context("nothing was painted")?;
            println!("first meaningful paint after {painted:.0} ms");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

async fn runs(lab: &Lab, chapters: &[u8]) -> Result<()> {
    Browser::with(Engine::Chromium, &[], async |browser| {
        timing::set_script_timeout(browser, LIMIT).await?;
        let page = LabPage::open(browser, &lab.address).await?;
        for &chapter in chapters {
            page.choose_chapter(chapter).await?;
            timing::wait_until_idle(browser).await?;
            page.execute(WATCH, &[]).await?;
            timing::run_to_the_end(browser).await?;
            let watched: Watched = serde_json::from_value(page.execute(TELL, &[]).await?)?;
            println!("chapter {chapter}: {}", watched.in_words());
        }
        Ok(())
    })
    .await
}

impl Watched {
    fn in_words(&self) -> String {
        let late = self.intervals.iter().filter(|interval| **interval > 34.0).count();
        let share = late as f64 * 100.0 / self.intervals.len().max(1) as f64;
        let longest = self.tasks.iter().copied().fold(0.0, f64::max);
        format!(
            "{} frames of the page's own work, p95 {:.1} ms, longest {:.1} ms; {late} of {} intervals over 34 ms \
             ({share:.1} %); {} tasks over 50 ms (longest {longest:.0} ms)",
            self.work.len(),
            share_of(&self.work, 0.95),
            share_of(&self.work, 1.0),
            self.intervals.len(),
            self.tasks.len(),
        )
    }
}

/// The value that this share of all values does not exceed.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index into a few thousand values")]
fn share_of(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let index = ((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1);
    sorted.get(index).copied().unwrap_or(0.0)
}
