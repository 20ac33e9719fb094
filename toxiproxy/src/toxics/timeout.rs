//! `timeout`: everything vanishes, and after a silence the connection closes.

use std::time::Instant;

use super::attributes::Attributes;
use super::toxic::{MILLISECOND, Step, Toxic, after};
use crate::chunk_queue::ChunkQueue;
use crate::rng::LinkRng;

/// Drops all data and closes after `timeout` milliseconds in which none came; with 0 it never closes.
///
/// The time starts again with every chunk: a peer that keeps talking is never closed. Taking the toxic away
/// closes every connection of its stream, because what was dropped cannot be brought back.
pub(crate) struct Timeout {
    timeout_ms: i64,
    closes_at: Option<Instant>,
}

impl Timeout {
    pub(crate) fn new(timeout_ms: i64) -> Self {
        Self { timeout_ms, closes_at: None }
    }
}

impl Toxic for Timeout {
    fn configure(&mut self, attributes: &Attributes) {
        if let Attributes::Timeout { timeout } = *attributes {
            self.timeout_ms = timeout;
        }
    }

    fn step(&mut self, queue: &mut ChunkQueue, now: Instant, _: &mut LinkRng) -> Step {
        while queue.pop().is_some() {
            self.closes_at = None;
        }
        if queue.ended {
            return Step::Close;
        }
        if self.timeout_ms <= 0 {
            return Step::Wait;
        }
        let closes_at = *self.closes_at.get_or_insert(after(now, self.timeout_ms, MILLISECOND));
        if now < closes_at { Step::WaitUntil(closes_at) } else { Step::Close }
    }

    fn interrupt(&mut self) -> bool {
        self.closes_at = None;
        false
    }

    fn closes_when_removed(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toxics::harness::Harness;

    #[test]
    fn an_idle_connection_is_closed() {
        let mut harness = Harness::new(Timeout::new(200));
        assert_eq!(harness.waits_until_ms(), 200);
        harness.advance_to_ms(200);
        assert_eq!(harness.step(), Step::Close);
    }

    #[test]
    fn every_chunk_is_dropped_and_starts_the_time_again() {
        let mut harness = Harness::new(Timeout::new(200));
        harness.waits_until_ms();
        harness.advance_to_ms(150);
        harness.receive(b"one");
        assert_eq!(harness.waits_until_ms(), 350);
    }

    #[test]
    fn without_a_time_it_swallows_for_ever() {
        for timeout in [0, -5] {
            let mut harness = Harness::new(Timeout::new(timeout));
            harness.receive(b"one");
            assert_eq!(harness.step(), Step::Wait);
            assert!(harness.queue.head().is_none());
        }
    }

    #[test]
    fn the_sources_end_is_passed_on_at_once() {
        let mut harness = Harness::new(Timeout::new(200));
        harness.queue.ended = true;
        assert_eq!(harness.step(), Step::Close);
    }
}
