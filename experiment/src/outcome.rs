//! How an attempt ended, and what that means to the client. This is the heart of the subject:
//! *no answer is not a no*.

use protocol::Problem;

use crate::Millis;

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// An HTTP answer came.
    Answered {
        /// Its status.
        status: u16,
        /// Its `Retry-After`, where it had one.
        retry_after: Option<Millis>,
        /// What a refusal says.
        problem: Option<Problem>,
    },
    /// The rule of the bank failed, with this sentence: it would fail again, and whoever sends on would learn nothing.
    RuleFailed(String),
    /// None came: the bank may have paid, or not.
    NoAnswer(NoAnswer),
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoAnswer {
    /// The connection died, or never stood. An answer that breaks off is none: an incomplete message (RFC 9112, 8).
    NetworkError,
    /// The client gave up waiting.
    TimedOut,
    /// Somebody pressed Stop.
    Stopped,
}

/// What an outcome means to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The bank has the payment.
    Acknowledged,
    /// The bank will never take it.
    Refused,
    /// The bank will never take it, and the run stops.
    RuleFailed,
    /// The bank has not taken it, and may later: try again after this long.
    NotNow(Millis),
    /// Nobody on this side can know.
    Unknown,
}

impl Outcome {
    // What a 503 without Retry-After asks for.
    const RETRY_AFTER: Millis = 1_000;

    /// Reads an answer: a problem of type `script-failed` is final although its status is 503.
    pub fn of_answer(status: u16, retry_after: Option<Millis>, problem: Option<Problem>) -> Self {
        match problem {
            Some(problem) if problem.kind == Problem::SCRIPT_FAILED => Self::RuleFailed(problem.detail),
            problem => Self::Answered { status, retry_after, problem },
        }
    }

    /// `2xx` acknowledges; `503` asks to come back; any other `5xx`, like no answer, tells nothing;
    /// anything else is a refusal.
    pub fn meaning(&self) -> Meaning {
        match self {
            Self::RuleFailed(_) => Meaning::RuleFailed,
            Self::Answered { status: 200..=299, .. } => Meaning::Acknowledged,
            Self::Answered { status: 503, retry_after, .. } => {
                Meaning::NotNow(retry_after.unwrap_or(Self::RETRY_AFTER))
            }
            Self::Answered { status: 500..=599, .. } | Self::NoAnswer(_) => Meaning::Unknown,
            Self::Answered { .. } => Meaning::Refused,
        }
    }

    /// Whether an HTTP answer came, whatever it said.
    pub fn is_answer(&self) -> bool {
        matches!(self, Self::Answered { .. } | Self::RuleFailed(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, retry_after: Option<Millis>) -> Meaning {
        Outcome::Answered { status, retry_after, problem: None }.meaning()
    }

    #[test]
    fn a_rule_that_failed_is_final_although_its_status_is_503() {
        let problem = |kind| Problem::of_type(kind, 503, "it failed");
        let failed = Outcome::of_answer(503, None, Some(problem(Problem::SCRIPT_FAILED)));
        assert_eq!(failed, Outcome::RuleFailed("it failed".to_owned()));
        assert!(failed.is_answer());
        let busy = Outcome::of_answer(503, Some(1_000), Some(problem(Problem::UNAVAILABLE)));
        assert_eq!(busy.meaning(), Meaning::NotNow(1_000));
    }

    #[test]
    fn no_answer_is_not_a_no() {
        assert_eq!(answered(200, None), Meaning::Acknowledged);
        assert_eq!(answered(208, None), Meaning::Acknowledged);
        assert_eq!(answered(503, Some(7)), Meaning::NotNow(7));
        assert_eq!(answered(503, None), Meaning::NotNow(1_000));
        assert_eq!(answered(500, None), Meaning::Unknown);
        assert_eq!(answered(422, None), Meaning::Refused);
        assert_eq!(answered(301, None), Meaning::Refused);
        for reason in [NoAnswer::NetworkError, NoAnswer::TimedOut, NoAnswer::Stopped] {
            assert_eq!(Outcome::NoAnswer(reason).meaning(), Meaning::Unknown);
        }
    }
}
