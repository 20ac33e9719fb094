//! Histories that must be accepted, counted and timed.

use std::fmt::Display;
use std::time::{Duration, Instant};

use super::checker::Verdict;
use super::run::History;
use crate::saw;

/// Those of one kind.
pub(super) struct Accepted {
    name: &'static str,
    pub(super) histories: u32,
    so_far: u32,
    attempts: u64,
    sending: Duration,
    judging: Duration,
}

impl Accepted {
    /// None so far; there are to be so many.
    pub(super) fn none_of(name: &'static str, histories: u32) -> Self {
        Self { name, histories, so_far: 0, attempts: 0, sending: Duration::ZERO, judging: Duration::ZERO }
    }

    /// Judges one more, and says how far it is: many of them take minutes.
    pub(super) async fn add(&mut self, history: History) {
        let began = Instant::now();
        let verdict = history.judge().await;
        let judging = began.elapsed();
        assert_eq!(verdict, Verdict::Accepted, "{}", history.file.display());
        self.so_far += 1;
        self.attempts += history.attempts;
        self.sending += history.took;
        self.judging += judging;
        let Self { name, so_far, histories, .. } = self;
        if *histories > 1 {
            saw(format_args!(
                "{name} {so_far}/{histories}: {} attempts in {:.1} s, judged in {:.1} s: accepted",
                history.attempts,
                history.took.as_secs_f64(),
                judging.as_secs_f64()
            ));
        }
    }

    /// Says what all of them came to, and what happened in each.
    pub(super) fn say(&self, what: impl Display) {
        assert_eq!(self.so_far, self.histories);
        saw(format_args!(
            "{}: {} histories, {what}, {} attempts in {:.0} s, judged in {:.0} s: accepted",
            self.name,
            self.histories,
            self.attempts,
            self.sending.as_secs_f64(),
            self.judging.as_secs_f64()
        ));
    }
}
