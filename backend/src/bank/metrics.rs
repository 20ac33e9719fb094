//! The counters of `GET /metrics`, in the text format of Prometheus (version 0.0.4).

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use protocol::Decision;

/// Upper bounds of the batch sizes, in payments.
const BATCH_BOUNDS: [u64; 9] = [1, 2, 4, 8, 16, 64, 256, 512, 1024];
/// Upper bounds of the commit times, in microseconds.
const COMMIT_BOUNDS: [u64; 10] = [250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 1_000_000];
/// The statuses with which a request can be refused.
const REFUSALS: [u16; 12] = [400, 403, 404, 405, 408, 409, 413, 415, 422, 431, 502, 503];

/// What the bank counts about itself. It starts at zero with each process.
#[derive(Default)]
pub struct Metrics {
    executed: AtomicU64,
    replayed: AtomicU64,
    mismatch: AtomicU64,
    refused: [AtomicU64; REFUSALS.len()],
    batch_size: Histogram<{ BATCH_BOUNDS.len() }>,
    commit_time: Histogram<{ COMMIT_BOUNDS.len() }>,
}

/// Counts of values by their upper bound; what is above the last bound is only in the total.
struct Histogram<const N: usize> {
    buckets: [AtomicU64; N],
    count: AtomicU64,
    sum: AtomicU64,
}

impl Metrics {
    /// An order was decided.
    pub(super) fn decided(&self, decision: Decision) {
        let counter = match decision {
            Decision::Executed => &self.executed,
            Decision::Replayed => &self.replayed,
            Decision::Mismatch => &self.mismatch,
            Decision::Refused => return,
        };
        counter.fetch_add(1, Relaxed);
    }

    /// A request was refused with this status.
    pub(crate) fn refused(&self, status: u16) {
        if let Some(at) = REFUSALS.iter().position(|known| *known == status) {
            self.refused[at].fetch_add(1, Relaxed);
        }
    }

    /// A batch is on disk.
    pub(super) fn committed(&self, payments: usize, took: Duration) {
        self.batch_size.record(payments as u64, BATCH_BOUNDS);
        self.commit_time.record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), COMMIT_BOUNDS);
    }

    /// The page that Prometheus reads.
    pub(crate) fn render(&self, waiting: usize) -> String {
        let mut page = Page::default();
        page.head("bank_payments_total", "counter", "Payments by what the bank decided.");
        for (word, counter) in
            [("executed", &self.executed), ("replayed", &self.replayed), ("mismatch", &self.mismatch)]
        {
            page.line(&format!("bank_payments_total{{decision=\"{word}\"}}"), counter.load(Relaxed));
        }
        page.head("bank_refusals_total", "counter", "Requests refused, by HTTP status.");
        for (status, counter) in REFUSALS.iter().zip(&self.refused) {
            page.line(&format!("bank_refusals_total{{status=\"{status}\"}}"), counter.load(Relaxed));
        }
        page.head("bank_queue_depth", "gauge", "Payments and changes that wait for the writer.");
        page.line("bank_queue_depth", waiting);
        page.histogram("bank_batch_size_payments", "Payments per commit.", &self.batch_size, BATCH_BOUNDS, |bound| {
            bound
        });
        let seconds = |micros: u64| Duration::from_micros(micros).as_secs_f64();
        page.histogram("bank_commit_seconds", "Time of one transaction.", &self.commit_time, COMMIT_BOUNDS, seconds);
        page.text
    }
}

impl<const N: usize> Default for Histogram<N> {
    fn default() -> Self {
        Self { buckets: [const { AtomicU64::new(0) }; N], count: AtomicU64::new(0), sum: AtomicU64::new(0) }
    }
}

impl<const N: usize> Histogram<N> {
    fn record(&self, value: u64, bounds: [u64; N]) {
        if let Some(at) = bounds.iter().position(|bound| value <= *bound) {
            self.buckets[at].fetch_add(1, Relaxed);
        }
        self.count.fetch_add(1, Relaxed);
        self.sum.fetch_add(value, Relaxed);
    }
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}").expect("memory takes it");
    }

    fn line(&mut self, name: &str, value: impl std::fmt::Display) {
        writeln!(self.text, "{name} {value}").expect("memory takes it");
    }

    fn histogram<const N: usize, V: std::fmt::Display>(
        &mut self,
        name: &str,
        help: &str,
        histogram: &Histogram<N>,
        bounds: [u64; N],
        unit: impl Fn(u64) -> V,
    ) {
        self.head(name, "histogram", help);
        let mut below = 0;
        for (bound, bucket) in bounds.into_iter().zip(&histogram.buckets) {
            below += bucket.load(Relaxed);
            self.line(&format!("{name}_bucket{{le=\"{}\"}}", unit(bound)), below);
        }
        self.line(&format!("{name}_bucket{{le=\"+Inf\"}}"), histogram.count.load(Relaxed));
        self.line(&format!("{name}_sum"), unit(histogram.sum.load(Relaxed)));
        self.line(&format!("{name}_count"), histogram.count.load(Relaxed));
    }
}
