//! The toxics of one link, in a row.
//!
//! ```text
//!   push ──▶ [inbox│toxic 1] ──▶ [inbox│toxic 2] ──▶ [out] ──▶ written to the destination
//!            stage 0              stage 1
//! ```
//!
//! A chunk moves on when the toxic it waits for lets it and there is room behind that toxic; so a destination
//! that does not read holds up the stages one after the other, and at last the source. The chain knows neither
//! sockets nor the clock: it is told what arrived and what time it is.

mod inbox;
mod stage;

use std::time::Instant;

pub(crate) use inbox::{Chunk, Inbox};
use stage::Stage;

use crate::dice::Dice;
use crate::toxics::{Settings, Step};

/// The most bytes a link holds back: what 1024 full chunks in the original's longest queue come to.
const HELD_AT_MOST: usize = 32 * 1024 * 1024;

/// Tells the toxics of one proxy apart, also when a name is used again.
pub(crate) type ToxicId = u64;

/// The toxics of one link, in the order in which they were added.
pub(crate) struct Chain {
    stages: Vec<Stage>,
    /// What has passed every toxic.
    out: Inbox,
    dice: Dice,
    /// A toxic has ended the stream: what the source still sends is of no interest.
    cut: bool,
}

impl Chain {
    /// A chain without toxics.
    pub(crate) fn new(dice: Dice) -> Self {
        Self { stages: Vec::new(), out: Inbox::default(), dice, cut: false }
    }

    /// Whether bytes may go from the source to the destination without coming by here.
    pub(crate) fn is_clear(&self) -> bool {
        self.stages.is_empty() && self.out.is_empty() && !self.out.ended
    }

    /// Whether the source should be read.
    pub(crate) fn has_room(&self) -> bool {
        let held: usize = self.stages.iter().map(|stage| stage.inbox.bytes()).sum();
        let first_has_room = self.stages.first().map_or(self.out.is_empty(), Stage::has_room);
        !self.cut && first_has_room && held < HELD_AT_MOST
    }

    /// Takes what was read from the source.
    pub(crate) fn push(&mut self, chunk: Chunk) {
        self.inbox(0).push(chunk);
    }

    /// The source has ended.
    pub(crate) fn end(&mut self) {
        self.inbox(0).ended = true;
    }

    /// What is to be written next.
    pub(crate) fn out(&mut self) -> &mut Inbox {
        &mut self.out
    }

    /// Whether everything has been passed on and nothing will follow.
    pub(crate) fn is_finished(&self) -> bool {
        self.out.ended && self.out.is_empty()
    }

    /// Moves on whatever moves now. Answers when to come again though nothing has been pushed or taken out.
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
                match self.stages[index].step(now, &mut self.dice) {
                    Step::Pass(chunk) => {
                        self.inbox(index + 1).push(chunk);
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

    /// Adds a toxic at the end. The one before it is interrupted and rolls its dice again.
    pub(crate) fn add(&mut self, id: ToxicId, settings: &Settings, toxicity: f32) {
        if self.out.ended {
            return;
        }
        if let Some(last) = self.stages.len().checked_sub(1) {
            self.restart(last);
        }
        self.stages.push(Stage::new(id, settings, toxicity, &mut self.dice));
    }

    /// Gives a toxic new attributes without disturbing it.
    pub(crate) fn configure(&mut self, id: ToxicId, settings: &Settings) {
        if let Some(index) = self.position(id) {
            self.stages[index].configure(settings);
        }
    }

    /// Gives a toxic new attributes and another toxicity; it is interrupted and rolls its dice again.
    pub(crate) fn update(&mut self, id: ToxicId, settings: &Settings, toxicity: f32) {
        if let Some(index) = self.position(id) {
            self.stages[index].configure(settings);
            self.stages[index].toxicity = toxicity;
            self.restart(index);
        }
    }

    /// Takes a toxic away. What it held goes on at once and in order; the toxic before it rolls its dice again.
    pub(crate) fn remove(&mut self, id: ToxicId) {
        let Some(index) = self.position(id) else { return };
        if self.stages[index].is_committed() {
            self.stages[index].id = None;
        } else if self.stages[index].closes_when_removed() {
            self.cut_behind(index);
        } else {
            if index > 0 {
                self.restart(index - 1);
            }
            let removed = self.stages.remove(index);
            self.inbox(index).append(removed.inbox);
        }
    }

    /// The inbox of a stage, or behind the last one the way out.
    fn inbox(&mut self, index: usize) -> &mut Inbox {
        self.stages.get_mut(index).map_or(&mut self.out, |stage| &mut stage.inbox)
    }

    fn has_room_behind(&self, index: usize) -> bool {
        self.stages.get(index + 1).map_or(self.out.is_empty(), Stage::has_room)
    }

    fn position(&self, id: ToxicId) -> Option<usize> {
        self.stages.iter().position(|stage| stage.id == Some(id))
    }

    /// Interrupts a toxic: the chunk it has in hand goes on, and the dice decide anew.
    fn restart(&mut self, index: usize) {
        if let Some(chunk) = self.stages[index].restart(&mut self.dice) {
            self.inbox(index + 1).push(chunk);
        }
    }

    /// Ends the stream behind a stage: it and those before it are done for.
    fn cut_behind(&mut self, index: usize) {
        self.stages.drain(..=index);
        self.inbox(0).ended = true;
        self.cut = true;
    }
}

#[cfg(test)]
mod tests;
