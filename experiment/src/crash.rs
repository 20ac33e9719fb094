//! Crashing the bank on purpose: ordered, down, back.

use crate::{Millis, StepError};

/// What became of the latest crash.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Crash {
    /// None was ordered.
    #[default]
    None,
    /// It was ordered at this time, and the bank has not died yet as far as is known.
    Ordered(Millis),
    /// The bank is down since it was ordered.
    Down(Millis),
    /// The bank answers again, so long after it was ordered.
    Back(Millis),
    /// The bank would not crash.
    Refused(StepError),
}

impl Crash {
    /// Somebody ordered it, and was sure.
    pub fn order(&mut self, now: Millis) {
        *self = Self::Ordered(now);
    }

    /// How the order was answered. No answer is the success: the process is gone.
    pub fn answered(&mut self, answer: Result<(), StepError>) {
        if let Self::Ordered(since) = *self {
            *self = match answer {
                Ok(()) | Err(StepError::NoAnswer) => Self::Down(since),
                Err(error) => Self::Refused(error),
            };
        }
    }

    /// The bank answered a question that was asked while it was down.
    pub fn answers_again(&mut self, now: Millis) {
        if let Self::Down(since) = *self {
            *self = Self::Back(now.saturating_sub(since));
        }
    }

    /// Something else is looked at: a crash that is over is no news there.
    pub fn leave(&mut self) {
        if !self.is_under_way() {
            *self = Self::None;
        }
    }

    /// Whether the bank is down, or about to be.
    pub fn is_under_way(&self) -> bool {
        matches!(self, Self::Ordered(_) | Self::Down(_))
    }
}

#[cfg(test)]
mod tests {
    use protocol::Problem;

    use super::*;

    #[test]
    fn no_answer_is_the_success_and_the_first_answer_afterwards_ends_it() {
        let mut crash = Crash::default();
        crash.answers_again(1);
        assert_eq!(crash, Crash::None);
        crash.order(10);
        crash.answers_again(11);
        assert_eq!(crash, Crash::Ordered(10), "an answer from before the crash");
        crash.answered(Err(StepError::NoAnswer));
        assert!(crash.is_under_way());
        crash.answers_again(350);
        assert_eq!(crash, Crash::Back(340));
    }

    #[test]
    fn a_crash_that_is_over_is_left_behind_and_one_under_way_is_not() {
        let mut crash = Crash::Down(10);
        crash.leave();
        assert_eq!(crash, Crash::Down(10));
        crash.answers_again(350);
        crash.leave();
        assert_eq!(crash, Crash::None);
    }

    #[test]
    fn a_refusal_is_kept_with_its_reason() {
        let mut crash = Crash::default();
        crash.order(10);
        let refused = StepError::Refused(Problem::of_type(Problem::CONTROLS_CLOSED, 403, "not from here"));
        crash.answered(Err(refused.clone()));
        crash.answers_again(20);
        assert_eq!(crash, Crash::Refused(refused));
    }
}
