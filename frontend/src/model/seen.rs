//! What the views see of the model: plain values, compared before anything is painted.

use std::cmp::Ordering;

use experiment::theory::{Expectation, Measured, TransferredBand};
use experiment::{Belief, Crash, Fates, Millis, Phase, Scenario, Settings, Story, Verdict};
use protocol::{LabState, Losses, NetworkState, RunCounts, Total};

use super::Model;
use super::notices::{Notice, prevents_a_run};

/// Everything the numbers on the page show.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    /// The page's `data-run`.
    pub(crate) run: RunState,
    /// Where the run is.
    pub(crate) phase: Phase,
    /// What the client believes.
    pub(crate) belief: Belief,
    /// Attempts so far.
    pub(crate) attempts: u64,
    /// Attempts a second, over the whole run.
    pub(crate) rate: u64,
    /// What the payments come to.
    pub(crate) expected: Total,
    /// The bank's side; `None` while it is covered.
    pub(crate) bank: Option<BankSide>,
    /// What the settings of the latest run lead one to expect.
    pub(crate) theory: Option<Expectation>,
    /// What they are to transfer, in euros.
    pub(crate) band: Option<TransferredBand>,
    /// Where the run on the page was started, if it is this page's.
    pub(crate) ran: Option<Scenario>,
    /// What it was told to do.
    pub(crate) settings: Option<Settings>,
    /// What became of the latest crash.
    pub(crate) crash: Crash,
    /// Whether nothing is sent until the bank has been crashed.
    pub(crate) waits_for_crash: bool,
    /// How much of chapter 0 the ladder shows.
    pub(crate) story: Story,
    /// Where that run is a recording: when its ledger was last read.
    pub(crate) recorded_at: Option<Millis>,
    /// What the network lost beside the run on the page, or loses now where it is not a recording.
    pub(crate) toxics: Option<Losses>,
    /// The lab as it says it is.
    pub(crate) lab: Option<LabState>,
    /// Whether another page runs.
    pub(crate) watching: bool,
    /// Whether a run can be started.
    pub(crate) may_run: bool,
    /// What is to be said, the most important first.
    pub(crate) notices: Vec<Notice>,
}

/// What the bank's side shows, and everything that would give it away.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct BankSide {
    /// What the ledger has.
    pub(crate) transferred: Total,
    /// Entries in the ledger.
    pub(crate) entries: u64,
    /// Entries of nobody's run, or of another one.
    pub(crate) other_traffic: u64,
    /// Once the ledger is quiet.
    pub(crate) verdict: Option<Verdict>,
    /// How many payments had which fate.
    pub(crate) fates: Fates,
    /// What the bank counted of the latest run.
    pub(crate) counts: Option<RunCounts>,
    /// What was lost in the latest run, once that can be said.
    pub(crate) measured: Option<Measured>,
}

/// The four states of `<html data-run>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum RunState {
    /// Nothing has been started.
    #[default]
    Idle,
    /// From the click on Run until the lease is given back, set-up included.
    Running,
    /// No new attempts.
    Paused,
    /// Over.
    Done,
}

impl RunState {
    /// The value of `data-run`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
        }
    }

    fn of(phase: Phase) -> Self {
        match phase {
            Phase::Idle => Self::Idle,
            Phase::Paused => Self::Paused,
            Phase::Done | Phase::Between | Phase::Resetting(_) => Self::Done,
            Phase::Preparing(_) | Phase::Running | Phase::Resuming(_) | Phase::Clearing | Phase::Ending => {
                Self::Running
            }
        }
    }
}

impl Seen {
    /// Whether settings may not be changed now.
    pub(crate) fn settings_are_locked(&self) -> bool {
        self.watching || matches!(self.run, RunState::Running | RunState::Paused)
    }

    /// Transferred less expected, with its sign; `None` while the bank is covered.
    pub(crate) fn difference(&self) -> Option<String> {
        let (expected, transferred) = (self.expected.cents(), self.transferred()?.cents());
        let size = Total::from_cents(expected.abs_diff(transferred));
        Some(match transferred.cmp(&expected) {
            Ordering::Less => format!("-{size}"),
            Ordering::Equal => size.to_string(),
            Ordering::Greater => format!("+{size}"),
        })
    }

    /// What the ledger has, unless it is covered.
    pub(crate) fn transferred(&self) -> Option<Total> {
        self.bank.as_ref().map(|bank| bank.transferred)
    }

    /// The verdict, once there is one and it is not covered.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        self.bank.as_ref()?.verdict
    }

    /// Whether the bank's side is kept from the readers.
    pub(crate) fn is_covered(&self) -> bool {
        self.bank.is_none()
    }

    /// Whether somebody must mend the network, and the button can.
    pub(crate) fn needs_repair(&self) -> bool {
        self.notices.iter().any(|notice| matches!(notice, Notice::Proxy(_) | Notice::OtherToxics(_)))
    }
}

impl Model {
    /// What the views see now.
    pub(crate) fn seen(&self, now: Millis) -> Seen {
        let (live, shown, is_recorded) = (&self.live, self.shown(), self.recording().is_some());
        let sending = shown.run.sending();
        let phase = live.run.phase();
        let watching = self.watched().is_some();
        let belief = sending.map_or_else(|| Belief::before(self.payments().len()), experiment::Sending::belief);
        let attempts = sending.map_or(0, experiment::Sending::attempts);
        let bank = (!self.is_covered()).then(|| self.bank_side());
        let notices = self.notices(bank.as_ref());
        Seen {
            // A recording is over, whatever the latest run still has to clear up.
            run: if is_recorded { RunState::Done } else { RunState::of(phase) },
            phase,
            belief,
            attempts,
            rate: self.rate(now),
            expected: self.expected(),
            bank,
            theory: sending.and(shown.theory),
            may_run: self.is_loaded() && !self.is_busy() && !watching && !notices.iter().any(prevents_a_run),
            lab: self.state.clone(),
            band: sending.and(shown.band),
            ran: self.ran(),
            settings: sending.map(|sending| *sending.settings()),
            crash: self.crash.clone(),
            waits_for_crash: sending.is_some_and(experiment::Sending::waits_for_crash),
            story: shown.story,
            recorded_at: shown.bank.read_at().filter(|_| is_recorded),
            toxics: self.network().map(NetworkState::losses),
            watching,
            notices,
        }
    }

    /// The network beside the run on the page.
    pub(super) fn network(&self) -> Option<&NetworkState> {
        match self.recording() {
            Some(recording) => recording.network.as_ref(),
            None => self.state.as_ref().map(|state| &state.network),
        }
    }

    fn bank_side(&self) -> BankSide {
        let shown = self.shown();
        BankSide {
            transferred: shown.bank.transferred(),
            entries: shown.bank.entries(),
            other_traffic: shown.bank.other_traffic(),
            verdict: self.verdict(),
            fates: Fates::count(self.fates()),
            counts: shown.counts.clone(),
            measured: shown.measured(),
        }
    }

    fn rate(&self, now: Millis) -> u64 {
        let shown = self.shown();
        let Some(sending) = shown.run.sending() else { return 0 };
        let until = if shown.is_busy() { now } else { sending.last_ended_at().unwrap_or(now) };
        sending.attempts() * 1_000 / until.saturating_sub(shown.started_at).max(1)
    }

    /// What the totals on the page say. A recording has had its verdict.
    pub(super) fn verdict(&self) -> Option<Verdict> {
        match self.recording() {
            Some(recording) => Some(Verdict::of(self.expected_of(recording), recording.bank.transferred())),
            None => self.live_verdict(),
        }
    }

    /// Quiet, nobody running, something to judge, and what was measured beside it.
    pub(super) fn live_verdict(&self) -> Option<Verdict> {
        let live = &self.live;
        let over = match live.run.sending() {
            Some(sending) => matches!(live.run.phase(), Phase::Done | Phase::Between) && sending.attempts() > 0,
            None => live.bank.entries() > 0,
        };
        let speaks =
            over && !self.payments.is_empty() && self.watched().is_none() && self.is_quiet() && !self.wants_counts();
        speaks.then(|| Verdict::of(self.expected_of(live), live.bank.transferred()))
    }
}
