//! Whether the seat is still this page's: when the hub is asked, and when a run waits for what it says.
//!
//! A page that wakes, or whose feed begins, asks before it sends another attempt. It asks once: a hub that is silent is
//! looked for again and again, and meanwhile the run goes on, as over any lost network.

use experiment::Millis;

/// A hub that does not answer is asked again after this long.
const LOOK_AGAIN: Millis = 2_000;

/// What is asked, and what waits for the answer.
#[derive(Debug, Default)]
pub struct SeatCheck {
    question: Question,
    /// Whether no attempt starts until it has answered.
    holds: bool,
    /// When to ask.
    ask_at: Option<Millis>,
    /// Whether a feed was opened while the hub did not answer.
    feed_is_awaited: bool,
}

/// What the hub is being asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Question {
    /// Nothing.
    #[default]
    None,
    /// Whose seat this is.
    UnderWay,
    /// The same, and what makes one ask has happened since: the answer may be older.
    Outdated,
}

impl SeatCheck {
    /// The page wakes, or something has happened to its seat: no attempt starts until the hub has answered.
    pub fn is_doubted(&mut self, now: Millis) {
        if self.question == Question::UnderWay {
            self.question = Question::Outdated;
        }
        self.holds = true;
        self.ask_at = Some(now);
    }

    /// The feed was opened. While the hub is lost that is no sign of life: it may never begin.
    pub fn feed_was_opened(&mut self, hub_is_lost: bool, now: Millis) {
        self.feed_is_awaited = hub_is_lost;
        if !hub_is_lost {
            self.is_doubted(now);
        }
    }

    /// Something was heard on the feed.
    pub fn feed_was_heard(&mut self, now: Millis) {
        if std::mem::take(&mut self.feed_is_awaited) {
            self.is_doubted(now);
        }
    }

    /// Whether the hub is to be asked now; then it is.
    pub fn asks(&mut self, now: Millis) -> bool {
        let asks = now >= self.due();
        if asks {
            (self.question, self.ask_at) = (Question::UnderWay, None);
        }
        asks
    }

    /// The hub has answered.
    pub fn answered(&mut self) {
        self.holds = std::mem::take(&mut self.question) == Question::Outdated;
    }

    /// It has not.
    pub fn unanswered(&mut self, now: Millis) {
        self.answered();
        self.look_again(now);
    }

    /// It has not answered this or anything else: it is looked for again.
    pub fn look_again(&mut self, now: Millis) {
        self.ask_at.get_or_insert(now + LOOK_AGAIN);
    }

    /// Whether no attempt starts.
    pub fn holds(&self) -> bool {
        self.holds
    }

    /// Returns when it is to be asked.
    pub fn due(&self) -> Millis {
        self.ask_at.filter(|_| self.question == Question::None).unwrap_or(Millis::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long a request to a hub that swallows it takes to have no answer.
    const PATIENCE: Millis = 5_000;

    #[test]
    fn a_hub_that_swallows_everything_holds_a_run_once_for_each_waking() {
        let (mut check, mut silent_at, mut held, mut asked) = (SeatCheck::default(), None, 0, Vec::new());
        for now in (1_000..61_000).step_by(100) {
            if now == 1_000 || now == 31_000 {
                check.is_doubted(now);
            }
            // Each time that a feed does not begin, another one is opened.
            if now % LOOK_AGAIN == 0 {
                check.feed_was_opened(true, now);
            }
            if silent_at == Some(now) {
                check.unanswered(now);
            }
            if check.asks(now) {
                silent_at = Some(now + PATIENCE);
                asked.push(now);
            }
            held += if check.holds() { 100 } else { 0 };
        }
        assert!(held <= 3 * PATIENCE, "a question under way at the second waking has to end first: {held}");
        assert_eq!(asked[..3], [1_000, 8_000, 15_000]);
    }

    #[test]
    fn a_hub_that_refuses_connections_is_looked_for_every_two_seconds_and_holds_nothing() {
        let (mut check, mut asked) = (SeatCheck::default(), Vec::new());
        check.look_again(0);
        for now in 0..10_000 {
            if check.asks(now) {
                assert!(!check.holds());
                asked.push(now);
                check.unanswered(now);
            }
        }
        assert_eq!(asked, [2_000, 4_000, 6_000, 8_000]);
    }

    #[test]
    fn the_first_word_on_a_feed_after_an_outage_is_asked_about_before_the_next_attempt() {
        let mut check = SeatCheck::default();
        check.feed_was_opened(true, 0);
        assert!(!check.holds() && !check.asks(0), "it may never begin");
        check.feed_was_heard(10);
        assert!(check.holds() && check.asks(10));
        check.answered();
        check.feed_was_heard(20);
        assert!(!check.holds() && !check.asks(20), "once");
    }

    #[test]
    fn an_answer_that_may_be_older_than_the_doubt_lets_nothing_go_on() {
        let mut check = SeatCheck::default();
        check.is_doubted(0);
        assert!(check.asks(0));
        check.is_doubted(1);
        assert!(!check.asks(1), "one at a time");
        check.answered();
        assert!(check.holds() && check.asks(2));
        check.answered();
        assert!(!check.holds() && check.due() == Millis::MAX);
    }
}
