//! `slow_close`: data passes, the close comes later.

use std::time::Instant;

use super::attributes::Attributes;
use super::noop::Noop;
use super::toxic::{MILLISECOND, Step, Toxic, after};
use crate::chunk_queue::ChunkQueue;
use crate::rng::LinkRng;

/// Delays the close of the destination by so many milliseconds after the source's end.
pub(crate) struct SlowClose {
    delay_ms: i64,
    closes_at: Option<Instant>,
}

impl SlowClose {
    pub(crate) fn new(delay_ms: i64) -> Self {
        Self { delay_ms, closes_at: None }
    }
}

impl Toxic for SlowClose {
    fn configure(&mut self, attributes: &Attributes) {
        if let Attributes::SlowClose { delay } = *attributes {
            self.delay_ms = delay;
        }
    }

    fn step(&mut self, queue: &mut ChunkQueue, now: Instant, _: &mut LinkRng) -> Step {
        match Noop::pass(queue) {
            Step::Close => {
                let closes_at = *self.closes_at.get_or_insert(after(now, self.delay_ms, MILLISECOND));
                if now < closes_at { Step::WaitUntil(closes_at) } else { Step::Close }
            }
            step => step,
        }
    }

    fn interrupt(&mut self) -> bool {
        self.closes_at = None;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toxics::harness::Harness;

    #[test]
    fn data_passes_at_once_and_the_close_waits() {
        let mut harness = Harness::new(SlowClose::new(400));
        harness.receive(b"one");
        assert_eq!(harness.passed(), b"one");
        harness.queue.ended = true;
        assert_eq!(harness.waits_until_ms(), 400);
        harness.advance_to_ms(400);
        assert_eq!(harness.step(), Step::Close);
    }
}
