//! `slow_close`: data passes, the close comes later.

use std::time::Instant;

use super::{MILLISECOND, Noop, Settings, Step, Toxic, after};
use crate::chain::Inbox;
use crate::dice::Dice;

/// Delays the close of the destination by so many milliseconds after the source's end.
pub(crate) struct SlowClose {
    delay_ms: i64,
    closes_at: Option<Instant>,
}

impl SlowClose {
    pub(crate) fn new(delay_ms: i64) -> Self {
        Self { delay_ms, closes_at: None }
    }
}

impl Toxic for SlowClose {
    fn configure(&mut self, settings: &Settings) {
        if let Settings::SlowClose { delay } = *settings {
            self.delay_ms = delay;
        }
    }

    fn step(&mut self, inbox: &mut Inbox, now: Instant, _: &mut Dice) -> Step {
        match Noop::pass(inbox) {
            Step::Close => {
                let closes_at = *self.closes_at.get_or_insert(after(now, self.delay_ms, MILLISECOND));
                if now < closes_at { Step::WaitUntil(closes_at) } else { Step::Close }
            }
            step => step,
        }
    }

    fn interrupt(&mut self) -> bool {
        self.closes_at = None;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toxics::testing::Bench;

    #[test]
    fn data_passes_at_once_and_the_close_waits() {
        let mut bench = Bench::new(SlowClose::new(400));
        bench.receive(b"one");
        assert_eq!(bench.passed(), b"one");
        bench.inbox.ended = true;
        assert_eq!(bench.waits_until_ms(), 400);
        bench.advance_to_ms(400);
        assert_eq!(bench.step(), Step::Close);
    }
}
