//! What the views of old see of the model, flat. It goes when they do.

use experiment::theory::{Expectation, Measured, TransferredBand};
use experiment::{Belief, Crash, Fates, Millis, Phase, Scenario, Settings, Story, Verdict};
use protocol::{LabState, Losses, RunCounts, Total};

use crate::model::{Notice, RunState, Snapshot};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) run: RunState,
    pub(crate) phase: Phase,
    pub(crate) belief: Belief,
    pub(crate) attempts: u64,
    pub(crate) rate: u64,
    pub(crate) expected: Total,
    pub(crate) bank: Option<BankSide>,
    pub(crate) theory: Option<Expectation>,
    pub(crate) band: Option<TransferredBand>,
    pub(crate) ran: Option<Scenario>,
    pub(crate) settings: Option<Settings>,
    pub(crate) crash: Crash,
    pub(crate) waits_for_crash: bool,
    pub(crate) story: Story,
    pub(crate) recorded_at: Option<Millis>,
    pub(crate) toxics: Option<Losses>,
    pub(crate) lab: Option<LabState>,
    pub(crate) watching: bool,
    pub(crate) may_run: bool,
    pub(crate) notices: Vec<Notice>,
    whole: Snapshot,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct BankSide {
    pub(crate) transferred: Total,
    pub(crate) other_traffic: u64,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) fates: Fates,
    pub(crate) counts: Option<RunCounts>,
    pub(crate) measured: Option<Measured>,
}

impl Seen {
    pub(crate) fn of(whole: Snapshot) -> Self {
        let Snapshot { run, progress, totals, grid, losses, lab, notices, .. } = whole.clone();
        Self {
            run: run.state,
            phase: run.phase,
            belief: progress.belief,
            attempts: progress.attempts,
            rate: progress.rate,
            expected: totals.expected,
            bank: totals.bank.map(|bank| BankSide {
                transferred: bank.transferred,
                other_traffic: bank.other_traffic,
                verdict: bank.verdict,
                fates: grid.fates.unwrap_or_default(),
                counts: losses.counts,
                measured: losses.measured,
            }),
            theory: totals.theory,
            band: totals.band,
            ran: run.scenario,
            settings: run.settings,
            crash: run.crash,
            waits_for_crash: run.waits_for_crash,
            story: run.story,
            recorded_at: run.recorded_at,
            toxics: losses.toxics,
            lab: lab.state,
            watching: run.watching,
            may_run: run.may_run,
            notices,
            whole,
        }
    }

    pub(crate) fn settings_are_locked(&self) -> bool {
        self.whole.run.settings_are_locked()
    }

    pub(crate) fn difference(&self) -> Option<String> {
        self.whole.totals.difference()
    }

    pub(crate) fn transferred(&self) -> Option<Total> {
        self.whole.totals.transferred()
    }

    pub(crate) fn verdict(&self) -> Option<Verdict> {
        self.whole.totals.verdict()
    }

    pub(crate) fn is_covered(&self) -> bool {
        self.whole.run.is_covered()
    }

    pub(crate) fn needs_repair(&self) -> bool {
        self.whole.lab.needs_repair
    }
}
