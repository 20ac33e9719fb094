//! Who is next: payments never tried, and payments to be tried again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use crate::{Millis, RetryOrder};

/// What may be attempted, as indices into the file.
#[derive(Clone)]
pub(super) struct Queue {
    order: RetryOrder,
    /// Never tried, in the order of the file.
    fresh: Range<usize>,
    /// To be tried again, the earliest first; among equals, who failed first.
    again: BinaryHeap<Reverse<(Millis, u64, usize)>>,
    /// Numbers the failures.
    failures: u64,
    /// Whether nothing is tried again for now.
    shut: bool,
}

/// How long a payment waits after its `failures`-th failure, in milliseconds: the first five are
/// retried at once, later ones after 20 ms, doubling to 1 s.
pub(super) fn delay(failures: usize) -> Millis {
    const AT_ONCE: usize = 5;
    const FIRST: Millis = 20;
    const LONGEST: Millis = 1_000;
    // Six doublings pass the longest.
    match failures.checked_sub(AT_ONCE + 1) {
        None => 0,
        Some(doublings) => (FIRST << doublings.min(6)).min(LONGEST),
    }
}

impl Queue {
    /// All payments untried. While it is `shut`, nothing is tried again.
    pub(super) fn new(payments: usize, order: RetryOrder, shut: bool) -> Self {
        Self { order, fresh: 0..payments, again: BinaryHeap::new(), failures: 0, shut }
    }

    /// What is waiting may be tried again.
    pub(super) fn open(&mut self) {
        self.shut = false;
    }

    /// Nothing is left but what may not be tried again yet.
    pub(super) fn is_stuck(&self) -> bool {
        self.shut && self.fresh.is_empty() && !self.again.is_empty()
    }

    /// Takes the next payment that may be attempted now.
    pub(super) fn next(&mut self, now: Millis) -> Option<usize> {
        match self.order {
            RetryOrder::AtOnce => self.next_again(now).or_else(|| self.fresh.next()),
            RetryOrder::Later => self.fresh.next().or_else(|| self.next_again(now)),
        }
    }

    /// Puts a payment back, not to be attempted before `due`.
    pub(super) fn again(&mut self, index: usize, due: Millis) {
        self.again.push(Reverse((due, self.failures, index)));
        self.failures += 1;
    }

    /// When something may be attempted: at once while there are untried payments.
    pub(super) fn due(&self) -> Option<Millis> {
        match self.again.peek() {
            _ if !self.fresh.is_empty() => Some(0),
            Some(Reverse((due, ..))) if !self.shut => Some(*due),
            _ => None,
        }
    }

    /// How many payments were never tried.
    pub(super) fn untried(&self) -> usize {
        self.fresh.len()
    }

    /// What is to be tried again, in its order.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut again: Vec<_> = self.again.iter().map(|Reverse(place)| *place).collect();
        again.sort_unstable();
        again.into_iter().map(|(_, _, index)| index).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fresh.is_empty() && self.again.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.fresh = 0..0;
        self.again.clear();
    }

    fn next_again(&mut self, now: Millis) -> Option<usize> {
        let Reverse((due, ..)) = self.again.peek()?;
        if *due > now || self.shut {
            return None;
        }
        self.again.pop().map(|Reverse((_, _, index))| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_are_retried_at_once_and_later_ones_wait_longer_and_longer() {
        let delays: Vec<Millis> = (1..=13).map(delay).collect();
        assert_eq!(delays, [0, 0, 0, 0, 0, 20, 40, 80, 160, 320, 640, 1000, 1000]);
        assert_eq!(delay(10_000), 1000);
    }

    #[test]
    fn at_once_goes_before_the_untried_and_later_behind_them() {
        let mut at_once = Queue::new(2, RetryOrder::AtOnce, false);
        assert_eq!(at_once.next(0), Some(0));
        at_once.again(0, 0);
        assert_eq!([at_once.next(0), at_once.next(0), at_once.next(0)], [Some(0), Some(1), None]);

        let mut later = Queue::new(3, RetryOrder::Later, false);
        assert_eq!(later.next(0), Some(0));
        later.again(0, 0);
        assert_eq!([later.next(0), later.next(0), later.next(0)], [Some(1), Some(2), Some(0)]);
    }

    #[test]
    fn a_payment_in_back_off_waits_for_its_time() {
        let mut queue = Queue::new(1, RetryOrder::AtOnce, false);
        queue.next(0);
        queue.again(0, 20);
        assert_eq!(queue.next(19), None);
        assert_eq!(queue.due(), Some(20));
        assert_eq!(queue.next(20), Some(0));
        assert!(queue.is_empty());
    }
}
