//! The run in numbers, from the client through the network to the bank and back.

use experiment::Sending;
use protocol::RunCounts;

use super::Model;

/// How many attempts got how far. What only the bank knows is `None` while it is covered, until it is known, and where
/// the contract says *not measured*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pipeline {
    /// Attempts that the client sent.
    pub sent: u64,
    /// Attempts that ended and never reached the bank.
    pub lost_before: Option<u64>,
    /// Attempts that reached the bank, hidden repeats not counted.
    pub arrived: Option<u64>,
    /// Attempts that reached the bank and were never answered, as far as the client knows.
    pub lost_after: Option<u64>,
    /// Attempts that got an HTTP answer, whatever it said.
    pub answered: u64,
    /// Attempts that the client gave up (Stop, attempt timeout): then nobody can tell what was lost.
    pub given_up: u64,
}

impl Pipeline {
    /// Compares what the client did with what the bank counted when the run was over; `None`: not known, or covered.
    pub fn of(sending: &Sending, counted: Option<&RunCounts>) -> Self {
        let (ended, answered) = (sending.attempts_ended(), sending.attempts_answered());
        let given_up = sending.attempts_given_up();
        let arrived = counted
            .filter(|counts| counts.complete)
            .map(|counts| counts.arrivals.saturating_sub(counts.hidden_repeats));
        let measured = arrived.filter(|_| given_up == 0);
        Self {
            sent: sending.attempts(),
            lost_before: measured.map(|arrived| ended.saturating_sub(arrived)),
            arrived,
            lost_after: measured.map(|arrived| arrived.saturating_sub(answered)),
            answered,
            given_up,
        }
    }
}

impl Model {
    /// Returns the numbers of the run on the page.
    pub(super) fn pipeline(&self) -> Pipeline {
        let shown = self.shown();
        let counted = shown.final_counts.as_ref().filter(|_| !self.is_covered());
        shown.run.sending().map_or_else(Pipeline::default, |sending| Pipeline::of(sending, counted))
    }
}
