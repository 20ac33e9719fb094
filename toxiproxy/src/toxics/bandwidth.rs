//! `bandwidth`: so many bytes a second and no more.

use std::time::{Duration, Instant};

use super::attributes::Attributes;
use super::toxic::{Step, Toxic, after};
use crate::chunk_queue::{Chunk, ChunkQueue};
use crate::rng::LinkRng;

/// A chunk longer than the rate allows in this time is sent in pieces of this time.
const PIECE: Duration = Duration::from_millis(100);

/// Limits the rate, in kB/s of 1000 bytes, for each connection and stream by itself.
///
/// A chunk waits for its own length before it is sent, so there is no burst at the start. A rate of 0 or less
/// lets nothing through and keeps the connection open; to cut a connection that way is what some clients do.
pub(crate) struct Bandwidth {
    rate: i64,
    /// When the piece at the head of the queue leaves.
    due: Option<Instant>,
    /// How late the last piece left, because timers are coarse: the next one leaves that much earlier.
    late: Duration,
}

impl Bandwidth {
    pub(crate) fn new(rate: i64) -> Self {
        Self { rate, due: None, late: Duration::ZERO }
    }

    /// The bytes of one piece.
    fn piece(&self) -> usize {
        usize::try_from(self.rate.saturating_mul(100)).unwrap_or(usize::MAX)
    }

    fn time_for(&self, bytes: usize) -> Duration {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        Duration::from_nanos(bytes.saturating_mul(1_000_000) / self.rate.unsigned_abs())
    }
}

impl Toxic for Bandwidth {
    fn configure(&mut self, attributes: &Attributes) {
        if let Attributes::Bandwidth { rate } = *attributes {
            self.rate = rate;
        }
    }

    fn step(&mut self, queue: &mut ChunkQueue, now: Instant, _: &mut LinkRng) -> Step {
        let Some(head) = queue.head() else { return super::noop::Noop::pass(queue) };
        if self.rate <= 0 {
            // Looked at again now and then: the rate of a toxic can change without an interruption.
            let due = self.due.insert(after(now, 1, PIECE));
            return Step::WaitUntil(*due);
        }
        let length = head.data.len().min(self.piece());
        let wait = self.time_for(length).saturating_sub(self.late);
        let due = *self.due.get_or_insert(now + wait);
        if now < due {
            return Step::WaitUntil(due);
        }
        self.due = None;
        self.late = (now - due).min(PIECE);
        if length == head.data.len() {
            return super::noop::Noop::pass(queue);
        }
        Step::Pass(Chunk { data: queue.take_front(length), arrived: now })
    }

    fn interrupt(&mut self) -> bool {
        self.late = Duration::ZERO;
        self.due.take().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toxics::harness::Harness;

    #[test]
    fn a_chunk_waits_for_its_own_length() {
        let mut harness = Harness::new(Bandwidth::new(10));
        harness.receive(&[7; 500]);
        assert_eq!(harness.waits_until_ms(), 50);
        harness.advance_to_ms(50);
        assert_eq!(harness.passed().len(), 500);
    }

    #[test]
    fn a_long_chunk_leaves_in_pieces_of_a_tenth_of_a_second() {
        let mut harness = Harness::new(Bandwidth::new(10));
        harness.receive(&[7; 2500]);
        for (time, length) in [(100, 1000), (200, 1000), (250, 500)] {
            assert_eq!(harness.waits_until_ms(), u128::from(time));
            harness.advance_to_ms(time);
            assert_eq!(harness.passed().len(), length);
        }
        assert_eq!(harness.step(), Step::Wait);
    }

    #[test]
    fn a_late_timer_does_not_lower_the_rate() {
        let mut harness = Harness::new(Bandwidth::new(1000));
        harness.receive(&[7; 1000]);
        assert_eq!(harness.waits_until_ms(), 1);
        harness.advance_to_ms(3);
        harness.passed();
        harness.receive(&[7; 1000]);
        harness.receive(&[7; 1000]);
        assert_eq!(harness.passed().len(), 1000);
    }

    #[test]
    fn rate_zero_and_below_stall_and_stay_open() {
        for rate in [0, -1, i64::MIN] {
            let mut harness = Harness::new(Bandwidth::new(rate));
            harness.receive(b"one");
            harness.queue.ended = true;
            for second in 0..5 {
                harness.advance_to_ms(second * 1000);
                assert!(matches!(harness.step(), Step::WaitUntil(_)));
            }
        }
    }

    #[test]
    fn a_change_of_rate_lets_go_of_the_chunk_in_hand() {
        let mut harness = Harness::new(Bandwidth::new(1));
        harness.receive(&[7; 5000]);
        harness.waits_until_ms();
        assert!(harness.toxic.interrupt());
    }
}
