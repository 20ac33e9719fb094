//! Where an attempt lies, as [`crate::components::sequence`] measures.

use crate::components::sequence::{Arrow, BANK, CLIENT, NETWORK, TOP};
use crate::model::Journey;

/// What one attempt takes.
const ROW: u32 = 620;

/// One attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rung {
    top: u32,
    journey: Journey,
}

/// How an attempt ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The request was lost here.
    LostAt { x: u32, y: u32 },
    /// It is out, or nobody may know yet.
    OpenAt { x: u32, y: u32 },
    /// The reply came as far as here.
    ReplyLost { reply: Arrow, x: u32, y: u32 },
    /// The reply came.
    Answered { reply: Arrow },
}

impl Rung {
    /// The attempt in this row, from 0.
    pub(super) fn new(row: usize, journey: Journey) -> Self {
        Self { top: height(row), journey }
    }

    /// Returns how far the request is known to have come.
    pub(super) fn request(self) -> Arrow {
        let to = if self.journey.reached_the_bank() { BANK } else { NETWORK };
        Arrow { from: CLIENT, to, y: self.there() }
    }

    /// Returns how it ended.
    pub(super) fn end(self) -> End {
        let (there, back) = (self.there(), self.back());
        match self.journey {
            Journey::RequestLost => End::LostAt { x: NETWORK, y: there + 60 },
            Journey::Out | Journey::NotSeen => End::OpenAt { x: NETWORK + 6, y: there + 40 },
            Journey::ReplyLost => {
                End::ReplyLost { reply: Arrow { from: BANK, to: NETWORK, y: back }, x: NETWORK, y: back + 60 }
            }
            Journey::Answered => End::Answered { reply: Arrow { from: BANK, to: CLIENT, y: back } },
        }
    }

    /// Returns where the attempt's number stands.
    pub(super) fn number_y(self) -> u32 {
        self.there() + 35
    }

    /// Returns where the request is described.
    pub(super) fn above_request(self) -> u32 {
        self.there() - 40
    }

    /// Returns where the reply is described.
    pub(super) fn above_reply(self) -> u32 {
        self.back() - 40
    }

    /// Returns where it is said what each side knows.
    pub(super) fn below(self) -> u32 {
        self.top + 490
    }

    fn there(self) -> u32 {
        self.top + 160
    }

    fn back(self) -> u32 {
        self.top + 330
    }
}

/// Returns the height of a diagram of so many attempts.
pub(super) fn height(attempts: usize) -> u32 {
    TOP + ROW * u32::try_from(attempts).unwrap_or(u32::MAX / ROW / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_request_ends_at_the_network_and_has_no_reply() {
        let rung = Rung::new(0, Journey::RequestLost);
        assert_eq!(rung.request().to, NETWORK);
        assert!(matches!(rung.end(), End::LostAt { x: NETWORK, .. }));
    }

    #[test]
    fn a_lost_reply_leaves_the_bank_and_ends_at_the_network() {
        let rung = Rung::new(2, Journey::ReplyLost);
        assert_eq!(rung.request().to, BANK);
        let End::ReplyLost { reply, x, .. } = rung.end() else { panic!("{:?}", rung.end()) };
        assert_eq!((reply.from, reply.to, x), (BANK, NETWORK, NETWORK));
        assert!(reply.y > rung.request().y, "time goes down");
    }

    #[test]
    fn what_is_covered_ends_in_the_open_and_gives_nothing_away() {
        assert_eq!(Rung::new(0, Journey::NotSeen).end(), Rung::new(0, Journey::Out).end());
        assert_eq!(Rung::new(0, Journey::NotSeen).request(), Rung::new(0, Journey::RequestLost).request());
    }

    #[test]
    fn each_attempt_lies_below_the_one_before() {
        let below = Rung::new(0, Journey::Answered).below();
        assert!(Rung::new(1, Journey::Answered).above_request() > below);
        assert!(height(1) > below);
        assert_eq!(height(0), TOP);
    }
}
