//! A toxic's place in a chain: its inbox, and whether the dice have chosen this connection.

use std::time::Instant;

use super::{Chunk, Inbox, ToxicId};
use crate::dice::Dice;
use crate::toxics::{Noop, Settings, Step, Toxic};

/// A toxic in its place on one link.
pub(crate) struct Stage {
    /// `None` once the toxic has been removed but still has something to finish.
    pub(super) id: Option<ToxicId>,
    pub(super) inbox: Inbox,
    pub(super) toxicity: f32,
    toxic: Box<dyn Toxic>,
    /// The dice have chosen this connection; otherwise everything passes.
    hit: bool,
}

impl Stage {
    /// A toxic that starts to work now, or not, as the dice fall.
    pub(super) fn new(id: ToxicId, settings: &Settings, toxicity: f32, dice: &mut Dice) -> Self {
        let hit = dice.hits(toxicity);
        Self { id: Some(id), inbox: Inbox::default(), toxicity, toxic: settings.toxic(), hit }
    }

    pub(super) fn has_room(&self) -> bool {
        self.inbox.len() < self.toxic.capacity()
    }

    pub(super) fn step(&mut self, now: Instant, dice: &mut Dice) -> Step {
        if self.hit { self.toxic.step(&mut self.inbox, now, dice) } else { Noop::pass(&mut self.inbox) }
    }

    pub(super) fn configure(&mut self, settings: &Settings) {
        self.toxic.configure(settings);
    }

    /// Starts the toxic again and rolls its dice; answers with the chunk it had in hand.
    pub(super) fn restart(&mut self, dice: &mut Dice) -> Option<Chunk> {
        if self.is_committed() {
            return None;
        }
        let in_hand = self.toxic.interrupt();
        self.hit = dice.hits(self.toxicity);
        if in_hand { self.inbox.pop() } else { None }
    }

    pub(super) fn is_committed(&self) -> bool {
        self.toxic.committed()
    }

    pub(super) fn closes_when_removed(&self) -> bool {
        self.toxic.closes_when_removed()
    }
}
