//! How an attempt ended, and what that means to the client. This is the heart of the subject:
//! *no answer is not a no*.

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
        /// The sentence of a refusal.
        detail: Option<String>,
    },
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
    /// The bank has not taken it, and may later: try again after this long.
    NotNow(Millis),
    /// Nobody on this side can know.
    Unknown,
}

impl Outcome {
    // What a 503 without Retry-After asks for.
    const RETRY_AFTER: Millis = 1_000;

    /// `2xx` acknowledges; `503` asks to come back; any other `5xx`, like no answer, tells nothing;
    /// anything else is a refusal.
    pub fn meaning(&self) -> Meaning {
        match self {
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
        matches!(self, Self::Answered { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, retry_after: Option<Millis>) -> Meaning {
        Outcome::Answered { status, retry_after, detail: None }.meaning()
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
