//! `latency`: every chunk leaves a while after it arrived.

use std::time::Instant;

use super::attributes::Attributes;
use super::toxic::{MILLISECOND, Step, Toxic, after};
use crate::chunk_queue::ChunkQueue;
use crate::rng::LinkRng;

/// Delays each chunk by `latency ± jitter`, counted from its arrival: a pipeline, which costs no throughput.
pub(crate) struct Latency {
    delay_ms: i64,
    jitter_ms: i64,
    /// When the head of the queue leaves, once that has been decided.
    due: Option<Instant>,
}

impl Latency {
    pub(crate) fn new(delay_ms: i64, jitter_ms: i64) -> Self {
        Self { delay_ms, jitter_ms, due: None }
    }
}

impl Toxic for Latency {
    fn configure(&mut self, attributes: &Attributes) {
        if let Attributes::Latency { latency, jitter } = *attributes {
            (self.delay_ms, self.jitter_ms) = (latency, jitter);
        }
    }

    fn step(&mut self, queue: &mut ChunkQueue, now: Instant, rng: &mut LinkRng) -> Step {
        let Some(head) = queue.head() else { return super::noop::Noop::pass(queue) };
        let due = *self.due.get_or_insert_with(|| {
            let delay = self.delay_ms.saturating_add(rng.jitter(self.jitter_ms));
            after(head.arrived, delay, MILLISECOND)
        });
        if now < due {
            return Step::WaitUntil(due);
        }
        self.due = None;
        // The next toxic counts from here, so that two latencies add up.
        head.arrived = due.max(head.arrived);
        super::noop::Noop::pass(queue)
    }

    fn capacity(&self) -> usize {
        1024
    }

    fn interrupt(&mut self) -> bool {
        self.due.take().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toxics::harness::Harness;

    #[test]
    fn a_chunk_leaves_at_its_arrival_plus_the_latency() {
        let mut harness = Harness::new(Latency::new(300, 0));
        harness.receive(b"one");
        assert_eq!(harness.waits_until_ms(), 300);
        harness.advance_to_ms(300);
        assert_eq!(harness.passed(), b"one");
    }

    #[test]
    fn chunks_do_not_wait_for_each_other() {
        let mut harness = Harness::new(Latency::new(300, 0));
        harness.receive(b"one");
        harness.advance_to_ms(10);
        harness.receive(b"two");
        harness.advance_to_ms(310);
        assert_eq!(harness.passed(), b"one");
        assert_eq!(harness.passed(), b"two");
    }

    #[test]
    fn the_end_comes_right_behind_the_data_and_is_not_delayed_by_itself() {
        let mut harness = Harness::new(Latency::new(300, 0));
        harness.queue.ended = true;
        assert_eq!(harness.step(), Step::Close);
    }

    #[test]
    fn jitter_stays_within_its_bounds_and_keeps_the_order() {
        let mut harness = Harness::new(Latency::new(100, 50));
        for number in 0..50_u8 {
            harness.receive(&[number]);
        }
        for number in 0..50_u8 {
            if let Step::WaitUntil(due) = harness.step() {
                assert!((harness.now..harness.now + 150 * MILLISECOND).contains(&due));
                harness.advance_to_ms(150);
            }
            assert_eq!(harness.passed(), [number]);
            harness.advance_to_ms(0);
        }
    }

    #[test]
    fn negative_and_monstrous_numbers_are_harmless() {
        for (latency, jitter) in [(-100, 0), (i64::MIN, i64::MIN)] {
            let mut harness = Harness::new(Latency::new(latency, jitter));
            harness.receive(b"one");
            assert_eq!(harness.passed(), b"one");
        }
        let mut harness = Harness::new(Latency::new(i64::MAX, i64::MAX));
        harness.receive(b"one");
        harness.step();
    }
}
