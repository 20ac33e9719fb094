//! `latency`: every chunk leaves a while after it arrived.

use std::time::Instant;

use super::{MILLISECOND, Settings, Step, Toxic, after};
use crate::chain::Inbox;
use crate::dice::Dice;

/// Delays each chunk by `latency ± jitter`, counted from its arrival: a pipeline, which costs no throughput.
pub(crate) struct Latency {
    delay_ms: i64,
    jitter_ms: i64,
    /// When the head of the inbox leaves, once that has been decided.
    due: Option<Instant>,
}

impl Latency {
    pub(crate) fn new(delay_ms: i64, jitter_ms: i64) -> Self {
        Self { delay_ms, jitter_ms, due: None }
    }
}

impl Toxic for Latency {
    fn configure(&mut self, settings: &Settings) {
        if let Settings::Latency { latency, jitter } = *settings {
            (self.delay_ms, self.jitter_ms) = (latency, jitter);
        }
    }

    fn step(&mut self, inbox: &mut Inbox, now: Instant, dice: &mut Dice) -> Step {
        let Some(head) = inbox.head() else { return super::Noop::pass(inbox) };
        let due = *self.due.get_or_insert_with(|| {
            let delay = self.delay_ms.saturating_add(dice.around_zero(self.jitter_ms));
            after(head.arrived, delay, MILLISECOND)
        });
        if now < due {
            return Step::WaitUntil(due);
        }
        self.due = None;
        // The next toxic counts from here, so that two latencies add up.
        head.arrived = due.max(head.arrived);
        super::Noop::pass(inbox)
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
    use crate::toxics::testing::Bench;

    #[test]
    fn a_chunk_leaves_at_its_arrival_plus_the_latency() {
        let mut bench = Bench::new(Latency::new(300, 0));
        bench.receive(b"one");
        assert_eq!(bench.waits_until_ms(), 300);
        bench.advance_to_ms(300);
        assert_eq!(bench.passed(), b"one");
    }

    #[test]
    fn chunks_do_not_wait_for_each_other() {
        let mut bench = Bench::new(Latency::new(300, 0));
        bench.receive(b"one");
        bench.advance_to_ms(10);
        bench.receive(b"two");
        bench.advance_to_ms(310);
        assert_eq!(bench.passed(), b"one");
        assert_eq!(bench.passed(), b"two");
    }

    #[test]
    fn the_end_comes_right_behind_the_data_and_is_not_delayed_by_itself() {
        let mut bench = Bench::new(Latency::new(300, 0));
        bench.inbox.ended = true;
        assert_eq!(bench.step(), Step::Close);
    }

    #[test]
    fn jitter_stays_within_its_bounds_and_keeps_the_order() {
        let mut bench = Bench::new(Latency::new(100, 50));
        for number in 0..50_u8 {
            bench.receive(&[number]);
        }
        for number in 0..50_u8 {
            if let Step::WaitUntil(due) = bench.step() {
                assert!((bench.now..bench.now + 150 * MILLISECOND).contains(&due));
                bench.advance_to_ms(150);
            }
            assert_eq!(bench.passed(), [number]);
            bench.advance_to_ms(0);
        }
    }

    #[test]
    fn negative_and_monstrous_numbers_are_harmless() {
        for (latency, jitter) in [(-100, 0), (i64::MIN, i64::MIN)] {
            let mut bench = Bench::new(Latency::new(latency, jitter));
            bench.receive(b"one");
            assert_eq!(bench.passed(), b"one");
        }
        let mut bench = Bench::new(Latency::new(i64::MAX, i64::MAX));
        bench.receive(b"one");
        bench.step();
    }
}
