//! What is said about which runs there are and how they go.

use experiment::{ByHand, Crash, Exhibit, Pace, RetryOrder, Scenario};

use super::ChapterText;

/// The words of one exhibit.
pub(crate) struct ExhibitText {
    /// What is said about it as about a chapter.
    pub(crate) chapter: ChapterText,
    /// What cures it, as one sentence.
    pub(crate) cure: &'static str,
    /// What happens in it with the cure, in two.
    pub(crate) cured: &'static str,
}

/// The words of a question that is asked before something is done.
pub(crate) struct QuestionText {
    pub(crate) title: &'static str,
    /// What it will do.
    pub(crate) what: &'static str,
    pub(crate) confirm: &'static str,
}

/// Every text about the runs there are.
pub(crate) struct RunsText {
    /// Chapter 0.
    pub(crate) by_hand: ChapterText,
    /// On the button of chapter 6.
    pub(crate) break_it: &'static str,
    pub(crate) exhibits_label: &'static str,
    pub(crate) exhibit: fn(Exhibit) -> ExhibitText,
    /// The run on the page was started elsewhere.
    pub(crate) shows: fn(Scenario) -> String,
    /// The run on the page is a recording of this time.
    pub(crate) recorded: fn(&str) -> String,

    pub(crate) cure_label: &'static str,
    pub(crate) run_cure: &'static str,
    pub(crate) run_broken: &'static str,

    pub(crate) ways_label: &'static str,
    pub(crate) way: fn(ByHand) -> &'static str,
    pub(crate) way_hint: fn(ByHand) -> &'static str,
    /// Beside the way of an attempt that does not go through the network.
    pub(crate) past: &'static str,
    pub(crate) back: &'static str,
    pub(crate) forward: &'static str,
    pub(crate) of_story: fn(usize, usize) -> String,
    pub(crate) end_story: &'static str,

    pub(crate) crash: &'static str,
    pub(crate) crash_state: fn(&Crash) -> Option<String>,
    pub(crate) crash_now: &'static str,
    pub(crate) ask_crash: QuestionText,
    pub(crate) ask_reset: QuestionText,
    pub(crate) cancel: &'static str,

    pub(crate) more: &'static str,
    pub(crate) retry_order: &'static str,
    pub(crate) retry_orders: fn(RetryOrder) -> &'static str,
    pub(crate) attempt_timeout: &'static str,
    pub(crate) pause_ms: &'static str,
    pub(crate) pace: &'static str,
    pub(crate) paces: fn(Pace) -> &'static str,
    pub(crate) awaits_crash: &'static str,
    pub(crate) slowed_down: &'static str,
    pub(crate) milliseconds: &'static str,
}
