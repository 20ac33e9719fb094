//! What can be done to a stream of bytes: one file for each kind of toxic.
//!
//! A toxic is a small machine without clock, sockets or waiting. The chain asks it what happens *now* to the
//! chunk at the head of its inbox, and it answers: pass this on, ask again later, or close. All units, defaults
//! and effects are Toxiproxy's; all arithmetic saturates, because nobody checks the numbers on the way in.

mod bandwidth;
mod latency;
mod limit_data;
mod noop;
mod reset_peer;
mod settings;
mod slicer;
mod slow_close;
mod timeout;

use std::time::{Duration, Instant};

pub(crate) use bandwidth::Bandwidth;
pub(crate) use latency::Latency;
pub(crate) use limit_data::LimitData;
pub(crate) use noop::Noop;
pub(crate) use reset_peer::ResetPeer;
pub(crate) use settings::Settings;
pub(crate) use slicer::Slicer;
pub(crate) use slow_close::SlowClose;
pub(crate) use timeout::Timeout;

use crate::chain::{Chunk, Inbox};
use crate::dice::Dice;

/// A toxic at work on one link.
pub(crate) trait Toxic: Send {
    /// Takes new attributes; they hold from the next step on.
    fn configure(&mut self, settings: &Settings);

    /// What happens now. Asked only while there is room behind this toxic, and asked again after every `Pass`.
    fn step(&mut self, inbox: &mut Inbox, now: Instant, dice: &mut Dice) -> Step;

    /// How many chunks may wait in the inbox before the toxic stops the flow.
    fn capacity(&self) -> usize {
        1
    }

    /// Forgets what it was waiting for, and says whether the head of the inbox was already in hand: then that
    /// chunk leaves at once, untouched.
    fn interrupt(&mut self) -> bool {
        false
    }

    /// Whether it has done what cannot be undone, and only waits to close: such a toxic is not interrupted.
    fn committed(&self) -> bool {
        false
    }

    /// Whether taking this toxic away closes the stream.
    fn closes_when_removed(&self) -> bool {
        false
    }
}

/// What a toxic wants next.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// Send this chunk on.
    Pass(Chunk),
    /// Nothing until the inbox changes.
    Wait,
    /// Nothing until then, or until the inbox changes.
    WaitUntil(Instant),
    /// End the stream here: what was passed on still arrives, the rest never does.
    Close,
}

/// The moment `amount` units of length `unit` after `start`; a negative amount is none, a huge one is in decades.
fn after(start: Instant, amount: i64, unit: Duration) -> Instant {
    const NEVER: Duration = Duration::from_hours(30 * 365 * 24);
    let amount = u32::try_from(amount.max(0)).unwrap_or(u32::MAX);
    start + unit.saturating_mul(amount).min(NEVER)
}

const MILLISECOND: Duration = Duration::from_millis(1);

#[cfg(test)]
pub(crate) mod testing {
    //! A toxic, its inbox and a clock that stands still until it is told to move.

    use bytes::Bytes;

    use super::*;
    use crate::stream::Stream;

    pub(crate) struct Bench<T> {
        pub(crate) toxic: T,
        pub(crate) inbox: Inbox,
        pub(crate) now: Instant,
        start: Instant,
        dice: Dice,
    }

    impl<T: Toxic> Bench<T> {
        pub(crate) fn new(toxic: T) -> Self {
            let now = Instant::now();
            let dice = Dice::new(1, "bench", 0, Stream::Upstream);
            Self { toxic, inbox: Inbox::default(), now, start: now, dice }
        }

        pub(crate) fn receive(&mut self, data: &[u8]) {
            self.inbox.push(Chunk { data: Bytes::copy_from_slice(data), arrived: self.now });
        }

        pub(crate) fn step(&mut self) -> Step {
            self.toxic.step(&mut self.inbox, self.now, &mut self.dice)
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
}
