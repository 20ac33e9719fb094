//! `reset_peer`: the connection is torn down when the first data comes.

use std::time::Instant;

use super::{MILLISECOND, Settings, Step, Toxic, after};
use crate::chain::Inbox;
use crate::dice::Dice;

/// Waits for the first chunk (the source's end counts as one), drops it, waits `timeout` milliseconds, closes.
///
/// That the close is a reset and not an ordinary end is not decided here: a connection that *starts* with this
/// toxic anywhere in its chain does not linger, whatever the dice say (see `connection`). Upstream the request
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
    fn configure(&mut self, settings: &Settings) {
        if let Settings::ResetPeer { timeout } = *settings {
            self.timeout_ms = timeout;
        }
    }

    fn step(&mut self, inbox: &mut Inbox, now: Instant, _: &mut Dice) -> Step {
        if self.closes_at.is_none() && inbox.pop().is_none() && !inbox.ended {
            return Step::Wait;
        }
        let closes_at = *self.closes_at.get_or_insert(after(now, self.timeout_ms, MILLISECOND));
        if now < closes_at { Step::WaitUntil(closes_at) } else { Step::Close }
    }

    /// A chunk has been dropped: an update or a removal of the toxic cannot make the stream whole again. The
    /// original lets the request that tries it wait for the reset; here the reset goes on without its toxic.
    fn committed(&self) -> bool {
        self.closes_at.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toxics::testing::Bench;

    #[test]
    fn without_data_nothing_is_reset() {
        let mut bench = Bench::new(ResetPeer::new(1));
        assert_eq!(bench.step(), Step::Wait);
        bench.advance_to_ms(60_000);
        assert_eq!(bench.step(), Step::Wait);
    }

    #[test]
    fn the_first_data_is_dropped_and_the_reset_follows_after_the_timeout() {
        let mut bench = Bench::new(ResetPeer::new(20));
        bench.receive(b"request");
        assert_eq!(bench.waits_until_ms(), 20);
        assert!(bench.inbox.head().is_none());
        assert!(bench.toxic.committed());
        bench.advance_to_ms(20);
        assert_eq!(bench.step(), Step::Close);
    }

    #[test]
    fn timeout_zero_and_below_reset_at_once_and_the_end_counts_as_data() {
        for timeout in [0, -1] {
            let mut bench = Bench::new(ResetPeer::new(timeout));
            bench.inbox.ended = true;
            assert_eq!(bench.step(), Step::Close);
        }
    }
}
