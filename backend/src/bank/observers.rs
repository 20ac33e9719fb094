//! Who hears of what the writer did: the log, the counters and the event feed.

use std::sync::Arc;

use protocol::{AttemptId, KeyPolicy, LabEvent, NoteEvent, PaymentEvent};
use tracing::info;

use super::decision::{Decision, Order};
use super::metrics::Metrics;
use crate::feed::Feed;

/// The writer's observers. What they hear is on disk already.
#[derive(Clone, Default)]
pub struct Observers {
    /// The event feed.
    pub feed: Feed,
    /// The counters of `/metrics`.
    pub metrics: Arc<Metrics>,
}

impl Observers {
    /// An order was decided under `policy`. The warming is nobody's business.
    pub(super) fn decided(&self, order: &Order, decision: &Decision, policy: KeyPolicy) {
        let attempt = order.attempt.as_ref();
        if attempt.is_some_and(AttemptId::is_warming) {
            return;
        }
        let key = order.key.as_ref().filter(|_| policy != KeyPolicy::Ignore);
        let word = decision.word();
        self.metrics.decided(word);
        info!(
            target: "bank",
            key = key.map(tracing::field::display),
            attempt = attempt.map(tracing::field::display),
            decision = ?word,
            "payment"
        );
        self.feed.publish_with(|| {
            LabEvent::Payment(PaymentEvent {
                run: attempt.map(|attempt| attempt.run.clone()),
                payment: attempt.map(|attempt| attempt.payment),
                attempt: attempt.map(|attempt| attempt.attempt),
                key: key.map(ToString::to_string),
                decision: word,
                status: decision.status().as_u16(),
            })
        });
    }

    /// What a rule noted while it decided an order. Somebody wrote it: the log quotes it.
    pub(super) fn noted(&self, order: &Order, notes: Vec<String>) {
        let attempt = order.attempt.as_ref();
        for text in notes {
            info!(target: "bank", attempt = attempt.map(tracing::field::display), note = ?text, "the rule notes");
            self.feed.publish_with(|| {
                LabEvent::Note(NoteEvent {
                    run: attempt.map(|attempt| attempt.run.clone()),
                    payment: attempt.map(|attempt| attempt.payment),
                    attempt: attempt.map(|attempt| attempt.attempt),
                    text,
                })
            });
        }
    }

    /// The ledger as a whole was changed.
    pub(super) fn changed(&self, event: LabEvent) {
        info!(target: "bank", event = event.name(), data = event.data().unwrap_or_default(), "ledger changed");
        self.feed.publish(event);
    }
}
