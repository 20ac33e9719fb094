//! Chapter 0: one payment by hand, attempt by attempt, as the workshop's own tour goes.

use std::str::FromStr;

use protocol::Losses;

use crate::UnknownName;

/// How one attempt is made by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ByHand {
    /// Past the network, to the bank itself.
    Direct,
    /// Through the network, which loses nothing.
    Through,
    /// Through the network, which loses every request.
    LoseRequest,
    /// Through the network, which loses every reply.
    LoseReply,
}

/// How much of the story the ladder shows: Back hides the latest attempt, Forward shows it again, a new one shows all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Story {
    attempts: usize,
    shown: usize,
}

impl ByHand {
    /// All of them, in the order of the tour.
    pub const ALL: [Self; 4] = [Self::Direct, Self::Through, Self::LoseRequest, Self::LoseReply];

    /// The handle of its button.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Through => "through",
            Self::LoseRequest => "lose-request",
            Self::LoseReply => "lose-reply",
        }
    }

    /// What the network loses during the attempt.
    pub fn losses(self) -> Losses {
        match self {
            Self::Direct | Self::Through => Losses::NONE,
            Self::LoseRequest => Losses { request: 1.0, reply: 0.0 },
            Self::LoseReply => Losses { request: 0.0, reply: 1.0 },
        }
    }
}

impl FromStr for ByHand {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|by_hand| by_hand.as_str() == text).ok_or(UnknownName)
    }
}

impl Story {
    /// So many attempts have been made. More than before: the latest is shown. Fewer: it is another story.
    pub fn goes_on(&mut self, attempts: usize) {
        if attempts != self.attempts {
            *self = Self { attempts, shown: attempts };
        }
    }

    /// One step back.
    pub fn back(&mut self) {
        self.shown = self.shown.saturating_sub(1);
    }

    /// One step forward.
    pub fn forward(&mut self) {
        self.shown = (self.shown + 1).min(self.attempts);
    }

    /// How many attempts are shown, the first ones.
    pub fn shown(&self) -> usize {
        self.shown
    }

    /// How many attempts have been made.
    pub fn attempts(&self) -> usize {
        self.attempts
    }

    /// Whether there is a step back.
    pub fn has_past(&self) -> bool {
        self.shown > 0
    }

    /// Whether there is a step forward.
    pub fn has_future(&self) -> bool {
        self.shown < self.attempts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_by_hand_has_one_name() {
        for by_hand in ByHand::ALL {
            assert_eq!(by_hand.as_str().parse(), Ok(by_hand));
        }
        assert_eq!("around".parse::<ByHand>(), Err(UnknownName));
    }

    #[test]
    fn back_hides_what_happened_and_the_next_attempt_shows_it_again() {
        let mut story = Story::default();
        assert!(!story.has_past() && !story.has_future());
        story.goes_on(2);
        story.back();
        assert_eq!((story.shown(), story.has_past(), story.has_future()), (1, true, true));
        story.back();
        story.back();
        assert_eq!(story.shown(), 0);
        story.forward();
        assert_eq!(story.shown(), 1);
        story.goes_on(2);
        assert_eq!(story.shown(), 1, "nothing new");
        story.goes_on(3);
        assert_eq!(story.shown(), 3);
        story.forward();
        assert_eq!(story.shown(), 3);
        story.goes_on(0);
        assert_eq!(story.shown(), 0, "another story begins");
    }
}
