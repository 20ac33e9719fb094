//! `limit_data`: so many bytes, then the end.

use std::time::Instant;

use super::attributes::Attributes;
use super::noop::Noop;
use super::toxic::{Step, Toxic};
use crate::chunk_queue::{Chunk, ChunkQueue};
use crate::rng::LinkRng;

/// Passes exactly so many bytes of a connection and closes in the moment the last of them has passed.
///
/// The count outlives updates. Bytes that pass while the toxic does not take effect are not counted. With
/// a limit of 0 the first data closes; an idle connection stays open.
pub(crate) struct LimitData {
    limit: i64,
    passed: i64,
    /// The last byte has passed: nothing can open the stream again.
    full: bool,
}

impl LimitData {
    pub(crate) fn new(limit: i64) -> Self {
        Self { limit, passed: 0, full: false }
    }
}

impl Toxic for LimitData {
    fn configure(&mut self, attributes: &Attributes) {
        if let Attributes::LimitData { bytes } = *attributes {
            self.limit = bytes;
        }
    }

    fn step(&mut self, queue: &mut ChunkQueue, _: Instant, _: &mut LinkRng) -> Step {
        if self.full {
            return Step::Close;
        }
        let Some(head) = queue.head() else { return Noop::pass(queue) };
        let left = usize::try_from(self.limit.saturating_sub(self.passed)).unwrap_or(0);
        let (length, arrived) = (head.data.len().min(left), head.arrived);
        if length == 0 {
            return Step::Close;
        }
        self.passed += i64::try_from(length).unwrap_or(i64::MAX - self.passed);
        self.full = self.passed >= self.limit;
        Step::Pass(Chunk { data: queue.take_front(length), arrived })
    }

    fn is_closing(&self) -> bool {
        self.full
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toxics::harness::Harness;

    #[test]
    fn it_closes_when_the_limit_is_reached_and_not_at_the_first_byte_over_it() {
        let mut harness = Harness::new(LimitData::new(5));
        harness.receive(b"12345");
        assert_eq!(harness.passed(), b"12345");
        assert_eq!(harness.step(), Step::Close);
    }

    #[test]
    fn what_is_over_the_limit_is_cut_off() {
        let mut harness = Harness::new(LimitData::new(5));
        harness.receive(b"123");
        harness.receive(b"4567");
        assert_eq!(harness.passed(), b"123");
        assert_eq!(harness.passed(), b"45");
        assert_eq!(harness.step(), Step::Close);
    }

    #[test]
    fn the_count_outlives_an_update_and_a_limit_already_passed_closes_at_the_next_data() {
        let mut harness = Harness::new(LimitData::new(10));
        harness.receive(b"12345");
        harness.passed();
        harness.toxic.configure(&Attributes::LimitData { bytes: 5 });
        assert_eq!(harness.step(), Step::Wait);
        harness.receive(b"6");
        assert_eq!(harness.step(), Step::Close);
    }

    #[test]
    fn limit_zero_closes_on_the_first_data_and_leaves_an_idle_connection_open() {
        for limit in [0, -1, i64::MIN] {
            let mut harness = Harness::new(LimitData::new(limit));
            assert_eq!(harness.step(), Step::Wait);
            harness.receive(b"one");
            assert_eq!(harness.step(), Step::Close);
        }
    }
}
