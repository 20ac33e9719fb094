//! What the texts of the pages around the runs consist of.

use counterexamples::Bounds;
use protocol::Total;

use super::exercise::ExerciseText;
use crate::model::CounterexampleStep;

/// The pages around the runs: how they are reached, and what stands on each.
pub(crate) struct PagesText {
    pub(crate) label: &'static str,
    pub(crate) back: &'static str,
    pub(crate) code: CodeText,
    pub(crate) counterexamples: CounterexamplesText,
    pub(crate) explorer: ExplorerText,
    pub(crate) generals: GeneralsText,
    pub(crate) fallacies: FallaciesText,
    pub(crate) exercise: ExerciseText,
    pub(crate) about: AboutText,
}

/// The bank's own code.
pub(crate) struct CodeText {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) place: fn(&str, usize) -> String,
    pub(crate) in_force: &'static str,
    pub(crate) from_the_next_run: &'static str,
    /// What is lit, compared with the policy of this name.
    pub(crate) lit: fn(&str) -> String,
    pub(crate) changed: &'static str,
    pub(crate) unknown: &'static str,
}

/// The shortest ways to pay twice.
pub(crate) struct CounterexamplesText {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// Beside a key policy.
    pub(crate) link: &'static str,
    pub(crate) what: &'static str,
    pub(crate) source: &'static str,
    /// Instead of a policy's name: the rule of this name.
    pub(crate) rule: fn(&str) -> String,
    pub(crate) steps: fn(usize) -> String,
    pub(crate) until_found: fn(usize) -> String,
    /// In the list, as a sentence.
    pub(crate) step: fn(&CounterexampleStep) -> String,
    /// In the diagram.
    pub(crate) in_short: fn(&CounterexampleStep) -> String,
    pub(crate) paid_twice: &'static str,
    pub(crate) acknowledged_unpaid: &'static str,
    pub(crate) none: &'static str,
    /// How far nothing was found, in so many states.
    pub(crate) none_within: fn(&Bounds, usize) -> String,
}

/// What is lost and what that costs, to be played with.
pub(crate) struct ExplorerText {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) what: &'static str,
    pub(crate) requests_lost: &'static str,
    pub(crate) replies_lost: &'static str,
    pub(crate) share_axis: &'static str,
    pub(crate) paid_axis: &'static str,
    /// Sent once, retried blindly, retried with a key that is checked.
    pub(crate) curves: [&'static str; 3],
    pub(crate) laws: [&'static str; 3],
    pub(crate) never_ends: &'static str,
    pub(crate) of_a_thousand: fn(u64) -> String,
    pub(crate) run_it: &'static str,
    pub(crate) dots: fn(usize) -> String,
    pub(crate) dot: fn(&str, f64, f64, &str, &str) -> String,
    pub(crate) challenge: &'static str,
    pub(crate) challenge_what: &'static str,
    pub(crate) hint_label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) solved: fn(u64) -> String,
    pub(crate) running: fn(usize, usize) -> String,
}

/// Why no number of messages makes certain.
pub(crate) struct GeneralsText {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) paragraphs: [&'static str; 3],
    pub(crate) picture: &'static str,
    pub(crate) messages: [&'static str; 4],
    pub(crate) lost: &'static str,
}

/// What everybody believes of a network once.
pub(crate) struct FallaciesText {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) source: &'static str,
    /// The belief, and where the lab shows that it is wrong.
    pub(crate) list: [(&'static str, &'static str); 8],
}

/// What stands behind the numbers, and the run to take away.
pub(crate) struct AboutText {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) versions: &'static str,
    pub(crate) lab: &'static str,
    pub(crate) browser: &'static str,
    pub(crate) settings: &'static str,
    pub(crate) no_run: &'static str,
    pub(crate) rows: RunText,
    pub(crate) sources: &'static str,
    pub(crate) recordings: &'static str,
    /// A number, and how it comes about.
    pub(crate) source_list: [(&'static str, &'static str); 6],
    pub(crate) take: &'static str,
    pub(crate) take_what: &'static str,
    pub(crate) nothing_to_take: &'static str,
    pub(crate) take_csv: &'static str,
    pub(crate) take_json: &'static str,
    pub(crate) take_report: &'static str,
}

/// A run in words: on the page and in the report that opens without it.
pub(crate) struct RunText {
    pub(crate) run: &'static str,
    pub(crate) client_policy: &'static str,
    pub(crate) key_policy: &'static str,
    pub(crate) retry_order: &'static str,
    pub(crate) retry_orders: [&'static str; 2],
    pub(crate) senders: &'static str,
    pub(crate) timeout: &'static str,
    pub(crate) losses: &'static str,
    pub(crate) report: ReportText,
}

/// What only the report says.
pub(crate) struct ReportText {
    pub(crate) title: &'static str,
    pub(crate) finished: &'static str,
    pub(crate) network: &'static str,
    pub(crate) measured: &'static str,
    pub(crate) theory: &'static str,
    pub(crate) band: fn(Total, Total) -> String,
    pub(crate) no_law: &'static str,
    pub(crate) entries: &'static str,
    pub(crate) payments: &'static str,
    pub(crate) columns: [&'static str; 5],
    pub(crate) footer: &'static str,
}
