//! A stage of a chain: a toxic, its queue, and whether it takes effect on this connection.

use std::time::Instant;

use crate::chunk_queue::{Chunk, ChunkQueue};
use crate::rng::LinkRng;
use crate::toxics::{self, Attributes, Noop, Step, Toxic};

/// Tells the toxics of one proxy apart, also when a name is used again.
pub(crate) type ToxicId = u64;

/// A toxic at work on one link.
pub(crate) struct Stage {
    /// `None` once the toxic has been removed but still has something to finish.
    pub(super) id: Option<ToxicId>,
    pub(super) queue: ChunkQueue,
    pub(super) toxicity: f32,
    toxic: Box<dyn Toxic>,
    /// Whether the toxic takes effect on this connection; otherwise everything passes.
    active: bool,
}

impl Stage {
    /// Starts a toxic and draws whether it takes effect.
    pub(super) fn new(id: ToxicId, attributes: &Attributes, toxicity: f32, rng: &mut LinkRng) -> Self {
        let active = rng.takes_effect(toxicity);
        Self { id: Some(id), queue: ChunkQueue::default(), toxicity, toxic: toxics::create(attributes), active }
    }

    pub(super) fn has_room(&self) -> bool {
        self.queue.len() < self.toxic.capacity()
    }

    pub(super) fn step(&mut self, now: Instant, rng: &mut LinkRng) -> Step {
        if self.active { self.toxic.step(&mut self.queue, now, rng) } else { Noop::pass(&mut self.queue) }
    }

    pub(super) fn configure(&mut self, attributes: &Attributes) {
        self.toxic.configure(attributes);
    }

    /// Restarts the toxic, draws again whether it takes effect, and returns the chunk it had in hand.
    pub(super) fn restart(&mut self, rng: &mut LinkRng) -> Option<Chunk> {
        if self.is_closing() {
            return None;
        }
        let in_hand = self.toxic.interrupt();
        self.active = rng.takes_effect(self.toxicity);
        if in_hand { self.queue.pop() } else { None }
    }

    pub(super) fn is_closing(&self) -> bool {
        self.toxic.is_closing()
    }

    pub(super) fn closes_when_removed(&self) -> bool {
        self.toxic.closes_when_removed()
    }
}
