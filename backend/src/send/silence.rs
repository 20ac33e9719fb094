//! When nothing is heard, the client says why, and goes on.

use std::time::Duration;

use experiment::Millis;
use tokio::time::Instant;

use super::exchange::NoReply;

/// The time since the last answer, and what is known of its reason.
pub(super) struct Silence {
    since: Instant,
    /// Why the latest attempt had no answer.
    why: Option<String>,
    said: bool,
}

impl Silence {
    const BEARABLE: Duration = Duration::from_secs(1);

    pub(super) fn since(now: Instant) -> Self {
        Self { since: now, why: None, said: false }
    }

    /// An answer came, whatever it says.
    pub(super) fn ends(&mut self, now: Instant) {
        *self = Self::since(now);
    }

    /// An attempt had no answer.
    pub(super) fn goes_on(&mut self, why: &NoReply) {
        self.why = Some(why.to_string());
    }

    /// An attempt was given up after this long.
    pub(super) fn gave_up(&mut self, after: Millis) {
        self.why = Some(format!("none had an answer within {after} ms"));
    }

    /// When it is to be spoken of; `None` once it has been.
    pub(super) fn due(&self) -> Option<Instant> {
        (!self.said).then(|| self.since + Self::BEARABLE)
    }

    /// The sentence for a silence that is [`due`](Self::due).
    pub(super) fn say(&mut self) -> String {
        self.said = true;
        format!("no answer for a second: {}", self.why())
    }

    /// Why nothing is heard.
    pub(super) fn why(&self) -> &str {
        self.why.as_deref().unwrap_or("the attempts still wait for one")
    }
}
