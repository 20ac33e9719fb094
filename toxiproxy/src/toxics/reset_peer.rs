//! `reset_peer`: the connection is torn down when the first data comes.

use std::time::Instant;

use super::attributes::Attributes;
use super::toxic::{MILLISECOND, Step, Toxic, after};
use crate::chunk_queue::ChunkQueue;
use crate::rng::LinkRng;

/// Waits for the first chunk (the source's end counts as one), drops it, waits `timeout` milliseconds, closes.
///
/// That the close is a reset and not an ordinary end is not decided here: a connection that *starts* with this
/// toxic anywhere in its chain does not linger, even where it does not take effect (see `connection`). Upstream the request
/// never arrives; downstream it arrives, is worked on, and only the reply is lost.
pub(crate) struct ResetPeer {
    timeout_ms: i64,
    closes_at: Option<Instant>,
}

impl ResetPeer {
    pub(crate) fn new(timeout_ms: i64) -> Self {
        Self { timeout_ms, closes_at: None }
    }
}

impl Toxic for ResetPeer {
    fn configure(&mut self, attributes: &Attributes) {
        if let Attributes::ResetPeer { timeout } = *attributes {
            self.timeout_ms = timeout;
        }
    }

    fn step(&mut self, queue: &mut ChunkQueue, now: Instant, _: &mut LinkRng) -> Step {
        if self.closes_at.is_none() && queue.pop().is_none() && !queue.ended {
            return Step::Wait;
        }
        let closes_at = *self.closes_at.get_or_insert(after(now, self.timeout_ms, MILLISECOND));
        if now < closes_at { Step::WaitUntil(closes_at) } else { Step::Close }
    }

    /// A chunk has been dropped: an update or a removal of the toxic cannot make the stream whole again. The
    /// original lets the request that tries it wait for the reset; here the reset goes on without its toxic.
    fn is_closing(&self) -> bool {
        self.closes_at.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toxics::harness::Harness;

    #[test]
    fn without_data_nothing_is_reset() {
        let mut harness = Harness::new(ResetPeer::new(1));
        assert_eq!(harness.step(), Step::Wait);
        harness.advance_to_ms(60_000);
        assert_eq!(harness.step(), Step::Wait);
    }

    #[test]
    fn the_first_data_is_dropped_and_the_reset_follows_after_the_timeout() {
        let mut harness = Harness::new(ResetPeer::new(20));
        harness.receive(b"request");
        assert_eq!(harness.waits_until_ms(), 20);
        assert!(harness.queue.head().is_none());
        assert!(harness.toxic.is_closing());
        harness.advance_to_ms(20);
        assert_eq!(harness.step(), Step::Close);
    }

    #[test]
    fn timeout_zero_and_below_reset_at_once_and_the_end_counts_as_data() {
        for timeout in [0, -1] {
            let mut harness = Harness::new(ResetPeer::new(timeout));
            harness.queue.ended = true;
            assert_eq!(harness.step(), Step::Close);
        }
    }
}
