//! The runs of this page that are over: the chapter strip and the loss explorer show them.

use protocol::Total;

use crate::theory::Measured;
use crate::{Belief, Scenario, Settings, Verdict};

/// A run that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedRun {
    /// Where it ran.
    pub scenario: Scenario,
    /// What it was told to do, which need not be what its scenario starts with.
    pub settings: Settings,
    /// What its payments came to.
    pub expected: Total,
    /// What the ledger said when it was quiet.
    pub transferred: Total,
    /// What the client believed at the end.
    pub belief: Belief,
    /// How many attempts there were.
    pub attempts: u64,
    /// What was lost, where that could be measured.
    pub measured: Option<Measured>,
    /// What was predicted, where somebody did.
    pub prediction: Option<Total>,
    /// Whether it was stopped before its end: then it says nothing about any law.
    pub stopped: bool,
}

/// The runs of this page that are over, the oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FinishedRuns {
    runs: Vec<FinishedRun>,
}

impl FinishedRun {
    /// What the totals say.
    pub fn verdict(&self) -> Verdict {
        Verdict::of(self.expected, self.transferred)
    }

    /// Whether it ran to its end with the settings of its scenario: only such runs belong into the scenario's band.
    pub fn is_typical(&self) -> bool {
        let planned = self.scenario.settings();
        let settings = self.scenario.exhibit().map_or(self.settings, |exhibit| exhibit.planned(self.settings));
        // The pace changes nothing about the result.
        !self.stopped && Settings { pace: planned.pace, ..settings } == planned
    }

    /// What was transferred, in shares of what was expected: the loss explorer's measure.
    pub fn ratio(&self) -> f64 {
        self.transferred.cents() as f64 / self.expected.cents().max(1) as f64
    }
}

impl FinishedRuns {
    /// Adds a run.
    pub fn push(&mut self, run: FinishedRun) {
        self.runs.push(run);
    }

    /// The same but for the newest run of a scenario: its bank has not been revealed.
    #[must_use]
    pub fn without_newest(mut self, scenario: Scenario) -> Self {
        if let Some(newest) = self.runs.iter().rposition(|run| run.scenario == scenario) {
            self.runs.remove(newest);
        }
        self
    }

    /// All of them, the oldest first.
    pub fn runs(&self) -> &[FinishedRun] {
        &self.runs
    }

    /// Those of a scenario, the oldest first.
    pub fn of(&self, scenario: Scenario) -> impl DoubleEndedIterator<Item = &FinishedRun> {
        self.runs.iter().filter(move |run| run.scenario == scenario)
    }

    /// The typical ones of a scenario, the newest first: the bar of the chapter's results, and the dots behind it.
    pub fn typical(&self, scenario: Scenario) -> impl Iterator<Item = &FinishedRun> {
        self.of(scenario).rev().filter(|run| run.is_typical())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Exhibit, Pace};

    fn finished(scenario: Scenario, settings: Settings, cents: u64) -> FinishedRun {
        FinishedRun {
            scenario,
            settings,
            expected: Total::from_cents(100_000),
            transferred: Total::from_cents(cents),
            belief: Belief::before(0),
            attempts: 1000,
            measured: None,
            prediction: None,
            stopped: false,
        }
    }

    #[test]
    fn a_scenarios_newest_typical_run_comes_first() {
        let mut history = FinishedRuns::default();
        let (here, there) = (Scenario::Chapter(3), Scenario::Exhibit(Exhibit::MemoryAndCrash));
        for cents in [140_000, 143_000] {
            history.push(finished(here, here.settings(), cents));
        }
        history.push(finished(there, there.settings(), 121_000));
        let mut tampered = here.settings();
        tampered.losses.reply = 0.9;
        history.push(finished(here, tampered, 900_000));
        history.push(FinishedRun { stopped: true, ..finished(here, here.settings(), 20_000) });
        history.push(finished(here, Settings { pace: Pace::Watchable, ..here.settings() }, 142_000));
        let totals: Vec<u64> = history.typical(here).map(|run| run.transferred.cents()).collect();
        assert_eq!(totals, [142_000, 143_000, 140_000]);
        assert_eq!((history.of(here).count(), history.runs().len()), (5, 6));
        let told: Vec<u64> = history.without_newest(here).typical(here).map(|run| run.transferred.cents()).collect();
        assert_eq!(told, [143_000, 140_000]);
    }

    #[test]
    fn a_cured_exhibit_is_not_typical_of_it() {
        let exhibit = Exhibit::CheckThenInsert;
        assert!(!finished(Scenario::Exhibit(exhibit), exhibit.cure(), 100_000).is_typical());
        let run = finished(Scenario::Exhibit(exhibit), exhibit.settings(), 200_000);
        assert!(run.is_typical() && run.verdict() == Verdict::TooMuch && (run.ratio() - 2.0).abs() < 1e-9);
    }
}
