//! One run of a chapter: what page, bank and ledger say of it, checked against the contract.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use experiment::theory::{self, Band};
use experiment::{CHAPTERS, Chapter, Fate};
use protocol::{Receipt, Total};

use crate::console;
use crate::lab::Lab;
use crate::lab_page::{LabPage, Samples};

/// Longer than the slowest browser on two busy cores.
const RUN_LIMIT: Duration = Duration::from_mins(1);

/// A finished run: the numbers of the page, of `/stats` and of the ledger.
#[derive(Debug)]
pub struct ChapterRun {
    chapter: Chapter,
    numbers: Numbers,
    verdict: String,
    fates: u64,
    samples: Samples,
    stats: Total,
    ledger: Vec<Receipt>,
    took: Duration,
}

/// The numbers of the page after a run.
#[derive(Debug)]
struct Numbers {
    expected: f64,
    transferred: f64,
    difference: f64,
    waiting: u64,
    in_flight: u64,
    acknowledged: u64,
    refused: u64,
    unknown: u64,
    attempts: u64,
    settled: u64,
    /// This and the rest are not measured when the bank did not see the whole run.
    measured: Option<Measured>,
}

#[derive(Debug)]
struct Measured {
    hidden_repeats: u64,
    preflights: u64,
    request_loss: f64,
    reply_loss: f64,
}

/// A count, and the band that the theory gives for it.
#[derive(Debug)]
struct BandedCount {
    what: &'static str,
    count: u64,
    band: Band,
}

/// Runs a chapter with its button and checks it. A run outside a 99.9 % band is repeated once; a broken invariant is not.
pub async fn check_chapter(lab: &Lab, page: &LabPage<'_>, chapter: u8) -> Result<()> {
    let first = run_and_check(lab, page, chapter).await?;
    let Err(missed) = first.check_bands() else { return Ok(()) };
    console::print(&format!("  missed a 99.9 % band, and runs once more: {missed}"));
    let second = run_and_check(lab, page, chapter).await?;
    second.check_bands().with_context(|| format!("missed twice: {first}; {second}"))
}

async fn run_and_check(lab: &Lab, page: &LabPage<'_>, chapter: u8) -> Result<ChapterRun> {
    let run = ChapterRun::run(lab, page, chapter).await?;
    console::print(&format!("  {run}"));
    run.check_invariants().with_context(|| run.to_string())?;
    ensure!(run.numbers.measured.is_some(), "the bank did not see the whole run: {run}");
    Ok(run)
}

impl ChapterRun {
    /// Chooses the chapter, runs it, and reads everything there is to read.
    pub async fn run(lab: &Lab, page: &LabPage<'_>, chapter: u8) -> Result<Self> {
        page.choose_chapter(chapter).await?;
        page.start_sampling().await?;
        let start = Instant::now();
        page.click("run").await?;
        Self::finish(lab, page, chapter, start).await
    }

    /// The same for a run that has been started (and sampled) already.
    pub async fn finish(lab: &Lab, page: &LabPage<'_>, chapter: u8, start: Instant) -> Result<Self> {
        page.wait_until_done(RUN_LIMIT).await?;
        let took = start.elapsed();
        let mut fates = 0;
        for name in Fate::NAMES {
            fates += page.count_if_there(&format!("fate-{name}")).await?;
        }
        let known = CHAPTERS.iter().find(|known| known.number == chapter);
        Ok(Self {
            chapter: *known.with_context(|| format!("there is no chapter {chapter}"))?,
            numbers: Numbers::read(page).await?,
            verdict: page.verdict().await?,
            fates,
            samples: page.samples().await?,
            stats: lab.stats().await?,
            ledger: lab.ledger().await?,
            took,
        })
    }

    /// What holds in every run, whatever the dice say.
    pub fn check_invariants(&self) -> Result<()> {
        let Numbers { expected, transferred, difference, .. } = self.numbers;
        let numbers = &self.numbers;
        let entries: Total = self.ledger.iter().map(|entry| entry.amount).sum();
        ensure!(entries == self.stats, "the ledger's entries come to {entries}, /stats says {}", self.stats);
        ensure!(same(transferred, self.stats), "the page says {transferred}, /stats says {}", self.stats);
        ensure!(close(difference, transferred - expected), "the difference is not transferred minus expected");
        let verdict = match difference {
            difference if difference < 0.0 => "missing",
            difference if difference > 0.0 => "too-much",
            _ => "exact",
        };
        ensure!(self.verdict == verdict, "a difference of {difference} is called {}", self.verdict);
        let resent = numbers.measured.as_ref().map_or(0, |measured| measured.hidden_repeats);
        ensure!(resent == 0, "the browser resent {resent} attempts by itself");
        ensure!(self.samples.taken > 10, "the buckets were read only {} times", self.samples.taken);
        ensure!(self.samples.wrong.is_empty(), "the buckets did not sum up: {:?}", self.samples.wrong);
        ensure!(
            self.samples.uncovered == 0,
            "the bank was uncovered in {} readings of the run",
            self.samples.uncovered
        );
        let n = self.samples.payments;
        ensure!(numbers.waiting == 0 && numbers.in_flight == 0, "payments are left after the end");
        ensure!(numbers.settled == n, "{} settled of {n}", numbers.settled);
        ensure!(numbers.acknowledged + numbers.refused + numbers.unknown == n, "the buckets do not sum to {n}");
        ensure!(numbers.refused == 0, "{} were refused", numbers.refused);
        ensure!(self.fates == n, "the fates of the grid sum to {}", self.fates);
        for count in self.banded_counts().filter(BandedCount::is_certain) {
            ensure!(count.holds(), "{count}");
        }
        Ok(())
    }

    /// The counts that chance decides, within their 99.9 % bands; the error names those without.
    pub fn check_bands(&self) -> Result<()> {
        let mut missed: Vec<String> =
            self.banded_counts().filter(|count| !count.holds()).map(|count| count.to_string()).collect();
        missed.extend(self.losses_missed());
        if missed.is_empty() { Ok(()) } else { bail!(missed.join(", ")) }
    }

    /// The counts that have a law.
    fn banded_counts(&self) -> impl Iterator<Item = BandedCount> {
        let (n, settings, numbers) = (self.samples.payments, &self.chapter.settings, &self.numbers);
        let expectation = theory::expectation(settings, n, 1);
        let executed = self.ledger.len() as u64;
        let unseen = (!settings.client_policy.retries()).then(|| theory::paid_but_not_known(n, settings.losses));
        let counts = [
            ("executed", executed, expectation.executed),
            ("acknowledged", numbers.acknowledged, expectation.acknowledged),
            ("attempts", numbers.attempts, expectation.attempts),
            ("paid but not known", executed.saturating_sub(numbers.acknowledged), unseen),
        ];
        counts.into_iter().filter_map(|(what, count, band)| Some(BandedCount { what, count, band: band? }))
    }

    /// The measured losses outside their 99.9 % bands.
    fn losses_missed(&self) -> Vec<String> {
        let Some(Measured { request_loss, reply_loss, .. }) = self.numbers.measured else {
            return Vec::new();
        };
        let (attempts, set) = (self.numbers.attempts as f64, self.chapter.settings.losses);
        // r = a (1 - p): what arrived follows from the measured loss.
        let arrivals = (attempts * (1.0 - request_loss)).round();
        let measured = [("p", request_loss, set.request, attempts), ("q", reply_loss, set.reply, arrivals)];
        let missed = measured.into_iter().filter_map(|(what, measured, set, trials)| {
            let bound = 3.29 * (set * (1.0 - set) / trials).sqrt() + 1e-6;
            ((measured - set).abs() > bound).then(|| format!("{what} {measured:.4}, not {set} within {bound:.4}"))
        });
        missed.collect()
    }
}

impl BandedCount {
    /// Not a matter of chance, and so never tried again.
    fn is_certain(&self) -> bool {
        self.band.almost_always.0 == self.band.almost_always.1
    }

    fn holds(&self) -> bool {
        self.band.holds(self.count)
    }
}

impl fmt::Display for BandedCount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = self.band.almost_always;
        write!(formatter, "{} {}, not within {low} to {high}", self.what, self.count)
    }
}

impl Numbers {
    async fn read(page: &LabPage<'_>) -> Result<Self> {
        Ok(Self {
            expected: page.shown("expected").await?,
            transferred: page.shown("transferred").await?,
            difference: page.shown("difference").await?,
            waiting: page.count("waiting").await?,
            in_flight: page.count("in-flight").await?,
            acknowledged: page.count("acknowledged").await?,
            refused: page.count("refused").await?,
            unknown: page.count("unknown").await?,
            attempts: page.count("attempts").await?,
            settled: page.count("settled").await?,
            measured: Measured::read(page).await?,
        })
    }
}

impl Measured {
    async fn read(page: &LabPage<'_>) -> Result<Option<Self>> {
        let Some(request_loss) = page.number("measured-request-loss").await? else { return Ok(None) };
        Ok(Some(Self {
            hidden_repeats: page.count("hidden-repeats").await?,
            preflights: page.count("preflights").await?,
            request_loss,
            reply_loss: page.shown("measured-reply-loss").await?,
        }))
    }
}

impl fmt::Display for ChapterRun {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Numbers { attempts, acknowledged, measured, .. } = &self.numbers;
        let (number, stats, taken) = (self.chapter.number, self.stats, self.samples.taken);
        write!(formatter, "chapter {number}: transferred {stats}, attempts {attempts}, acknowledged {acknowledged}, ")?;
        match measured {
            Some(Measured { hidden_repeats, preflights, request_loss, reply_loss }) => write!(
                formatter,
                "p {request_loss:.3}, q {reply_loss:.3}, hidden repeats {hidden_repeats}, preflights {preflights}, "
            )?,
            None => write!(formatter, "losses not measured, ")?,
        }
        write!(formatter, "{taken} samples, {:.1} s", self.took.as_secs_f64())
    }
}

fn same(shown: f64, total: Total) -> bool {
    close(shown * 100.0, total.cents() as f64)
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-6
}
