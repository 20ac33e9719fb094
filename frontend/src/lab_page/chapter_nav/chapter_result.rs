//! What the runs of a chapter came to, in percent of a bar's width.

use experiment::{FinishedRuns, Scenario, theory};
use protocol::{Payment, Total};

use crate::model::Scale;

/// As many earlier runs as are drawn.
const EARLIER: usize = 40;

/// What the runs of a scenario came to.
#[derive(Clone, Debug, PartialEq)]
pub struct ChapterResult {
    /// What the newest run transferred.
    pub transferred: Total,
    /// Where that lies, in percent.
    pub newest: f64,
    /// Where what was expected lies, in percent.
    pub expected: f64,
    /// Where the band begins in which 95 of 100 runs end, and how wide it is, in percent.
    pub band: Option<(f64, f64)>,
    /// Where the runs before the newest one lie, in percent.
    pub earlier: Vec<f64>,
}

impl ChapterResult {
    /// Returns what the typical runs of a scenario came to; `None` before the first.
    pub fn of(runs: &FinishedRuns, scenario: Scenario, payments: &[Payment]) -> Option<Self> {
        let newest_first: Vec<(Total, Total)> =
            runs.typical(scenario).take(EARLIER).map(|run| (run.expected, run.transferred)).collect();
        let &(expected, transferred) = newest_first.first()?;
        let band = theory::transferred(&scenario.settings(), payments).map(|band| band.totals().1);
        let all = newest_first.iter().map(|(_, transferred)| *transferred).chain(band.map(|(_, high)| high));
        let scale = Scale::around(expected, all);
        Some(Self {
            transferred,
            newest: scale.percent(transferred),
            expected: scale.percent(expected),
            band: band.map(|(low, high)| (scale.percent(low), scale.percent(high) - scale.percent(low))),
            earlier: newest_first.iter().skip(1).map(|(_, transferred)| scale.percent(*transferred)).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use experiment::{Belief, FinishedRun};

    use super::*;

    fn run(cents: u64) -> FinishedRun {
        let scenario = Scenario::Chapter(3);
        FinishedRun {
            scenario,
            settings: scenario.settings(),
            expected: Total::from_cents(100_000),
            transferred: Total::from_cents(cents),
            belief: Belief::before(0),
            attempts: 2_041,
            measured: None,
            prediction: None,
            stopped: false,
        }
    }

    #[test]
    fn the_bar_is_the_newest_run_and_the_dots_are_those_before_it() {
        let mut runs = FinishedRuns::default();
        assert_eq!(ChapterResult::of(&runs, Scenario::Chapter(3), &[]), None);
        runs.push(run(140_000));
        runs.push(run(150_000));
        let result = ChapterResult::of(&runs, Scenario::Chapter(3), &[]).expect("a result");
        assert_eq!(result.transferred, Total::from_cents(150_000));
        assert_eq!((result.newest, result.expected, result.earlier), (75.0, 50.0, vec![70.0]));
    }
}
