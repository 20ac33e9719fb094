//! The counters of `GET /metrics`, in the text format of Prometheus (version 0.0.4).

use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use protocol::Decision;

/// Upper bounds of the batch sizes, in payments.
const BATCH_BOUNDS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 256.0, 512.0, 1024.0];
/// Upper bounds of the commit times, in seconds.
const COMMIT_BOUNDS: [f64; 10] = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1.0];
/// The words for what a payment can be decided to be, other than refused.
const DECISIONS: [&str; 4] = ["executed", "replayed", "mismatch", "rule-refused"];
/// The statuses with which a request can be refused.
const REFUSALS: [u16; 12] = [400, 403, 404, 405, 408, 409, 413, 415, 422, 431, 502, 503];

/// What the bank counts about itself. It starts at zero with each process.
pub struct Metrics {
    registry: Registry,
    payments: Family<DecisionLabel, Counter>,
    refusals: Family<StatusLabel, Counter>,
    queue_depth: Gauge,
    batch_size: Histogram,
    commit_time: Histogram,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DecisionLabel {
    decision: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StatusLabel {
    status: u16,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        let payments = Family::<DecisionLabel, Counter>::default();
        let refusals = Family::<StatusLabel, Counter>::default();
        let queue_depth = Gauge::default();
        let batch_size = Histogram::new(BATCH_BOUNDS);
        let commit_time = Histogram::new(COMMIT_BOUNDS);
        registry.register("bank_payments", "Payments by what the bank decided", payments.clone());
        registry.register("bank_refusals", "Requests refused, by HTTP status", refusals.clone());
        registry.register("bank_queue_depth", "Payments and changes that wait for the writer", queue_depth.clone());
        registry.register("bank_batch_size_payments", "Payments per commit", batch_size.clone());
        registry.register("bank_commit_seconds", "Time of one transaction", commit_time.clone());
        // What has not happened yet is told as zero: a rate needs a first value.
        for decision in DECISIONS {
            drop(payments.get_or_create(&DecisionLabel { decision }));
        }
        for status in REFUSALS {
            drop(refusals.get_or_create(&StatusLabel { status }));
        }
        Self { registry, payments, refusals, queue_depth, batch_size, commit_time }
    }
}

impl Metrics {
    /// Counts an order that was decided.
    pub(super) fn decided(&self, decision: Decision) {
        let [executed, replayed, mismatch, rule_refused] = DECISIONS;
        let decision = match decision {
            Decision::Executed => executed,
            Decision::Replayed => replayed,
            Decision::Mismatch => mismatch,
            Decision::RuleRefused => rule_refused,
            // Counted by its status, like every other refusal.
            Decision::Refused => return,
        };
        self.payments.get_or_create(&DecisionLabel { decision }).inc();
    }

    /// Counts a request that was refused with this status.
    pub(crate) fn refused(&self, status: u16) {
        self.refusals.get_or_create(&StatusLabel { status }).inc();
    }

    /// Counts a batch that is on disk.
    pub(super) fn committed(&self, payments: usize, took: Duration) {
        self.batch_size.observe(payments as f64);
        self.commit_time.observe(took.as_secs_f64());
    }

    /// Returns the page that Prometheus reads, and the type of its content.
    pub(crate) fn render(&self, waiting: usize) -> (&'static str, String) {
        self.queue_depth.set(i64::try_from(waiting).unwrap_or(i64::MAX));
        let mut page = String::new();
        prometheus_text::encode(&mut page, &self.registry).expect("memory takes it");
        (prometheus_text::CONTENT_TYPE, page)
    }
}
