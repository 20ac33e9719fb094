//! `noop`: passes everything on. Also what a connection gets that a toxic's toxicity has spared.

use std::time::Instant;

use super::{Settings, Step, Toxic};
use crate::chain::Inbox;
use crate::dice::Dice;

/// Passes everything on.
pub(crate) struct Noop;

impl Noop {
    /// What any toxic does with its inbox when it has no opinion.
    pub(crate) fn pass(inbox: &mut Inbox) -> Step {
        match inbox.pop() {
            Some(chunk) => Step::Pass(chunk),
            None if inbox.ended => Step::Close,
            None => Step::Wait,
        }
    }
}

impl Toxic for Noop {
    fn configure(&mut self, _: &Settings) {}

    fn step(&mut self, inbox: &mut Inbox, _: Instant, _: &mut Dice) -> Step {
        Self::pass(inbox)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toxics::testing::Bench;

    #[test]
    fn everything_passes_and_the_end_follows() {
        let mut bench = Bench::new(Noop);
        assert_eq!(bench.step(), Step::Wait);
        bench.receive(b"one");
        bench.inbox.ended = true;
        assert_eq!(bench.passed(), b"one");
        assert_eq!(bench.step(), Step::Close);
    }
}
