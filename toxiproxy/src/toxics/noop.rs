//! `noop`: passes everything on. Also what a connection gets that a toxic's toxicity has spared.

use std::time::Instant;

use super::attributes::Attributes;
use super::toxic::{Step, Toxic};
use crate::chunk_queue::ChunkQueue;
use crate::rng::LinkRng;

/// Passes everything on.
pub(crate) struct Noop;

impl Noop {
    /// Passes the head of the queue, or the end; every toxic does so when nothing keeps it.
    pub(crate) fn pass(queue: &mut ChunkQueue) -> Step {
        match queue.pop() {
            Some(chunk) => Step::Pass(chunk),
            None if queue.ended => Step::Close,
            None => Step::Wait,
        }
    }
}

impl Toxic for Noop {
    fn configure(&mut self, _: &Attributes) {}

    fn step(&mut self, queue: &mut ChunkQueue, _: Instant, _: &mut LinkRng) -> Step {
        Self::pass(queue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toxics::harness::Harness;

    #[test]
    fn everything_passes_and_the_end_follows() {
        let mut harness = Harness::new(Noop);
        assert_eq!(harness.step(), Step::Wait);
        harness.receive(b"one");
        harness.queue.ended = true;
        assert_eq!(harness.passed(), b"one");
        assert_eq!(harness.step(), Step::Close);
    }
}
