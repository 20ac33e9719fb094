//! A toxic, its queue and a clock that stands still until it is told to move.

use std::time::{Duration, Instant};

use bytes::Bytes;

use super::toxic::{Step, Toxic};
use crate::chunk_queue::{Chunk, ChunkQueue};
use crate::rng::LinkRng;
use crate::stream::Stream;

pub(crate) struct Harness<T> {
    pub(crate) toxic: T,
    pub(crate) queue: ChunkQueue,
    pub(crate) now: Instant,
    start: Instant,
    rng: LinkRng,
}

impl<T: Toxic> Harness<T> {
    pub(crate) fn new(toxic: T) -> Self {
        let now = Instant::now();
        let rng = LinkRng::new(1, "harness", 0, Stream::Upstream);
        Self { toxic, queue: ChunkQueue::default(), now, start: now, rng }
    }

    pub(crate) fn receive(&mut self, data: &[u8]) {
        self.queue.push(Chunk { data: Bytes::copy_from_slice(data), arrived: self.now });
    }

    pub(crate) fn step(&mut self) -> Step {
        self.toxic.step(&mut self.queue, self.now, &mut self.rng)
    }

    /// What the toxic passes on now, expecting that it does.
    pub(crate) fn passed(&mut self) -> Vec<u8> {
        match self.step() {
            Step::Pass(chunk) => chunk.data.to_vec(),
            other => panic!("expected a chunk, found {other:?}"),
        }
    }

    /// The milliseconds from the start until the toxic wants to be asked again, expecting that it does.
    pub(crate) fn waits_until_ms(&mut self) -> u128 {
        match self.step() {
            Step::WaitUntil(moment) => (moment - self.start).as_millis(),
            other => panic!("expected to wait, found {other:?}"),
        }
    }

    pub(crate) fn advance_to_ms(&mut self, milliseconds: u64) {
        self.now = self.start + Duration::from_millis(milliseconds);
    }
}
