//! What every toxic does.

use std::time::{Duration, Instant};

use super::attributes::Attributes;
use crate::chunk_queue::{Chunk, ChunkQueue};
use crate::rng::LinkRng;

/// A toxic at work on one link.
pub(crate) trait Toxic: Send {
    /// Takes new attributes; they hold from the next step on.
    fn configure(&mut self, attributes: &Attributes);

    /// Decides what happens now. Called only while there is room behind this toxic, and again after every `Pass`.
    fn step(&mut self, queue: &mut ChunkQueue, now: Instant, rng: &mut LinkRng) -> Step;

    /// Returns how many chunks may wait in the queue before the toxic stops the flow.
    fn capacity(&self) -> usize {
        1
    }

    /// Forgets what it was waiting for, and returns whether the head of the queue was already in hand: then that chunk
    /// leaves at once, untouched.
    fn interrupt(&mut self) -> bool {
        false
    }

    /// Returns whether it has dropped or cut data and only waits to close: such a toxic is not interrupted.
    fn is_closing(&self) -> bool {
        false
    }

    /// Returns whether removing this toxic closes the stream.
    fn closes_when_removed(&self) -> bool {
        false
    }
}

/// What a toxic wants next.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// Send this chunk on.
    Pass(Chunk),
    /// Nothing until the queue changes.
    Wait,
    /// Nothing until then, or until the queue changes.
    WaitUntil(Instant),
    /// End the stream here: what was passed on still arrives, the rest never does.
    Close,
}

/// Returns the moment `amount` units of length `unit` after `start`; a negative amount is none, a huge one is in decades.
pub(crate) fn after(start: Instant, amount: i64, unit: Duration) -> Instant {
    const NEVER: Duration = Duration::from_hours(30 * 365 * 24);
    let amount = u32::try_from(amount.max(0)).unwrap_or(u32::MAX);
    start + unit.saturating_mul(amount).min(NEVER)
}

/// The unit of most attributes.
pub(crate) const MILLISECOND: Duration = Duration::from_millis(1);
