//! The toxics of one link, in a pipeline.
//!
//! ```text
//!   push ──▶ [queue│toxic 1] ──▶ [queue│toxic 2] ──▶ [out] ──▶ written to the destination
//!            stage 0              stage 1
//! ```
//!
//! A chunk moves on when the toxic it waits for lets it and there is room behind that toxic; so a destination
//! that does not read holds up the stages one after the other, and at last the source. The chain knows neither
//! sockets nor the clock: it is told what arrived and what time it is.

mod stage;

use std::time::Instant;

use stage::Stage;
pub(crate) use stage::ToxicId;

use crate::chunk_queue::{Chunk, ChunkQueue};
use crate::rng::LinkRng;
use crate::toxics::{Attributes, Step};

/// The most bytes a link holds back: what 1024 full chunks in the original's longest queue come to.
const HELD_AT_MOST: usize = 32 * 1024 * 1024;

/// The toxics of one link, in the order in which they were added.
pub(crate) struct Chain {
    stages: Vec<Stage>,
    /// What has passed every toxic.
    out: ChunkQueue,
    rng: LinkRng,
    /// A toxic has ended the stream: what the source still sends is of no interest.
    cut: bool,
}

impl Chain {
    /// Creates a chain without toxics.
    pub(crate) fn new(rng: LinkRng) -> Self {
        Self { stages: Vec::new(), out: ChunkQueue::default(), rng, cut: false }
    }

    /// Returns whether bytes may go from the source to the destination past this chain.
    pub(crate) fn is_clear(&self) -> bool {
        self.stages.is_empty() && self.out.is_empty() && !self.out.ended
    }

    /// Returns whether the source should be read.
    pub(crate) fn has_room(&self) -> bool {
        let held: usize = self.stages.iter().map(|stage| stage.queue.bytes()).sum();
        let first_has_room = self.stages.first().map_or(self.out.is_empty(), Stage::has_room);
        !self.cut && first_has_room && held < HELD_AT_MOST
    }

    /// Takes what was read from the source.
    pub(crate) fn push(&mut self, chunk: Chunk) {
        self.queue(0).push(chunk);
    }

    /// Notes that the source has ended.
    pub(crate) fn end(&mut self) {
        self.queue(0).ended = true;
    }

    /// Returns the queue of what is to be written next.
    pub(crate) fn out(&mut self) -> &mut ChunkQueue {
        &mut self.out
    }

    /// Returns whether everything has been passed on and nothing will follow.
    pub(crate) fn is_finished(&self) -> bool {
        self.out.ended && self.out.is_empty()
    }

    /// Moves every chunk that can move now, and returns when to run again even if nothing is pushed or taken out before.
    pub(crate) fn run(&mut self, now: Instant) -> Option<Instant> {
        loop {
            let mut moved = false;
            let mut earliest: Option<Instant> = None;
            // From the end, so that every stage finds the room its successor has just made.
            let mut index = self.stages.len();
            while index > 0 {
                index -= 1;
                if !self.has_room_behind(index) {
                    continue;
                }
                match self.stages[index].step(now, &mut self.rng) {
                    Step::Pass(chunk) => {
                        self.queue(index + 1).push(chunk);
                        moved = true;
                    }
                    Step::WaitUntil(moment) => earliest = Some(earliest.map_or(moment, |other| other.min(moment))),
                    Step::Wait => {}
                    Step::Close => {
                        self.cut_behind(index);
                        moved = true;
                        // The stages in front are gone, the others have got new places.
                        break;
                    }
                }
            }
            if !moved {
                return earliest;
            }
        }
    }

    /// Adds a toxic at the end. The one before it is restarted, as in the original.
    pub(crate) fn add(&mut self, id: ToxicId, attributes: &Attributes, toxicity: f32) {
        if self.out.ended {
            return;
        }
        if let Some(last) = self.stages.len().checked_sub(1) {
            self.restart(last);
        }
        self.stages.push(Stage::new(id, attributes, toxicity, &mut self.rng));
    }

    /// Sets a toxic's attributes without restarting it.
    pub(crate) fn configure(&mut self, id: ToxicId, attributes: &Attributes) {
        if let Some(index) = self.position(id) {
            self.stages[index].configure(attributes);
        }
    }

    /// Sets a toxic's attributes and toxicity, and restarts it.
    pub(crate) fn update(&mut self, id: ToxicId, attributes: &Attributes, toxicity: f32) {
        if let Some(index) = self.position(id) {
            self.stages[index].configure(attributes);
            self.stages[index].toxicity = toxicity;
            self.restart(index);
        }
    }

    /// Removes a toxic. What it held moves on at once and in order; the toxic before it is restarted.
    pub(crate) fn remove(&mut self, id: ToxicId) {
        let Some(index) = self.position(id) else { return };
        if self.stages[index].is_closing() {
            self.stages[index].id = None;
        } else if self.stages[index].closes_when_removed() {
            self.cut_behind(index);
        } else {
            if index > 0 {
                self.restart(index - 1);
            }
            let removed = self.stages.remove(index);
            self.queue(index).append(removed.queue);
        }
    }

    /// Returns the queue of a stage, or behind the last one that of what is to be written.
    fn queue(&mut self, index: usize) -> &mut ChunkQueue {
        self.stages.get_mut(index).map_or(&mut self.out, |stage| &mut stage.queue)
    }

    fn has_room_behind(&self, index: usize) -> bool {
        self.stages.get(index + 1).map_or(self.out.is_empty(), Stage::has_room)
    }

    fn position(&self, id: ToxicId) -> Option<usize> {
        self.stages.iter().position(|stage| stage.id == Some(id))
    }

    /// Restarts a toxic: the chunk it has in hand moves on, and whether it takes effect is drawn again.
    fn restart(&mut self, index: usize) {
        if let Some(chunk) = self.stages[index].restart(&mut self.rng) {
            self.queue(index + 1).push(chunk);
        }
    }

    /// Ends the stream behind a stage, and removes that stage and those before it.
    fn cut_behind(&mut self, index: usize) {
        self.stages.drain(..=index);
        self.queue(0).ended = true;
        self.cut = true;
    }
}

#[cfg(test)]
mod tests;
