//! Where the run is, and what may be done.

use experiment::{Crash, Millis, Phase, Scenario, Sending, Settings, Story, Trial};

use protocol::RunId;

use crate::model::notices::{Notice, prevents_a_run};
use crate::model::{Concealment, Model};

/// Where the run is, and what may be done.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunStatus {
    /// The page's `data-run`.
    pub state: RunState,
    /// The same in detail.
    pub phase: Phase,
    /// The run on the page, if this page has sent it.
    pub id: Option<RunId>,
    /// The scenario of the run on the page; `None` when this page has not sent it, or it is a trial.
    pub scenario: Option<Scenario>,
    /// The trial that the run on the page is, if it is one.
    pub trial: Option<Trial>,
    /// Whether a rule is being tried: one run follows the other until all trials are over.
    pub trying: bool,
    /// Whether a rule can be tried. A payment by hand ends for it.
    pub may_try: bool,
    /// Whether that run was stopped before its end: it is no result.
    pub stopped: bool,
    /// What that run was told to do.
    pub settings: Option<Settings>,
    /// Whether the bank's side may be seen.
    pub concealment: Concealment,
    /// When the ledger of the run on the page was last read, where it is a recording.
    pub recorded_at: Option<Millis>,
    /// Whether another page runs, or the station is not this page's own: there is only to watch.
    pub watching: bool,
    /// Whether Pause was pressed on this page, and holds the run or will.
    pub held_by_page: bool,
    /// Whether the host of a paced room chooses the scenario.
    pub paced: bool,
    /// Whether the host of a paced room reveals the run on the page, and nobody else.
    pub revealed_by_host: bool,
    /// What becomes of a prediction that is made now.
    pub predicting: Predicting,
    /// Whether a run can be started.
    pub may_run: bool,
    /// Whether there is something to say: everything is known, or why it is not. Before, `<html>` has no `data-run`.
    pub is_alive: bool,
    /// Whether nothing is sent until the bank has been crashed.
    pub waits_for_crash: bool,
    /// What became of the latest crash.
    pub crash: Crash,
    /// How much of chapter 0 the sequence diagram shows.
    pub story: Story,
}

/// What becomes of a prediction that is made now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Predicting {
    /// None can be made.
    #[default]
    Closed,
    /// The handle stands where it was for the run on the page, whose bank is seen; whoever moves it predicts the next run.
    Answered,
    /// It is that of the first run.
    First,
    /// It is that of the next run: the one on the page had its own.
    Next,
}

/// The four states of `<html data-run>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunState {
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
    /// Returns the value of `data-run`.
    pub fn as_str(self) -> &'static str {
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

impl RunStatus {
    /// Whether this page runs or is paused.
    pub fn is_busy(&self) -> bool {
        matches!(self.state, RunState::Running | RunState::Paused)
    }

    /// Whether settings and scenarios may not be changed now.
    pub fn settings_are_locked(&self) -> bool {
        self.watching || self.trying || self.paced || self.is_busy()
    }

    /// Whether a prediction can be begun or changed: not over a run whose bank is still to be seen.
    pub fn may_predict(&self) -> bool {
        self.predicting != Predicting::Closed
    }

    /// Whether the bank's side is kept from the readers.
    pub fn is_covered(&self) -> bool {
        self.concealment != Concealment::Open
    }

    /// Whether Reveal can be pressed: pressed early, it is remembered.
    pub fn may_reveal(&self) -> bool {
        self.concealment == Concealment::Covered && !self.revealed_by_host
    }

    /// Whether Pause, or Resume, can be pressed.
    pub fn may_pause(&self) -> bool {
        matches!(self.phase, Phase::Preparing(_) | Phase::Resuming(_) | Phase::Running | Phase::Paused)
    }

    /// Whether Stop can be pressed.
    pub fn may_stop(&self) -> bool {
        self.trying || (self.is_busy() && self.phase != Phase::Ending)
    }

    /// Whether Reset can be pressed.
    pub fn may_reset(&self) -> bool {
        !self.watching && !matches!(self.phase, Phase::Resetting(_) | Phase::Ending)
    }

    /// Whether an attempt by hand can be made.
    pub fn may_send_by_hand(&self) -> bool {
        self.may_run || self.phase == Phase::Between
    }

    /// Returns the scenario whose run is on the page, where that is not `chosen`.
    pub fn elsewhere(&self, chosen: Scenario) -> Option<Scenario> {
        self.scenario.filter(|scenario| *scenario != chosen)
    }

    /// Whether the run on the page answers another question than `chosen` asks: it is another scenario's, or a trial.
    pub fn is_of_another(&self, chosen: Scenario) -> bool {
        self.trial.is_some() || self.elsewhere(chosen).is_some()
    }
}

impl Model {
    pub(super) fn run_status(&self, notices: &[Notice]) -> RunStatus {
        let shown = self.shown();
        let sending = shown.run.sending();
        let phase = self.live.run.phase();
        RunStatus {
            state: self.run_state(),
            phase,
            id: shown.id().cloned(),
            scenario: shown.scenario(),
            trial: shown.trial,
            trying: self.is_trying(),
            may_try: (self.may_send_despite(notices) || phase == Phase::Between) && self.room.lets_try(),
            stopped: shown.was_stopped(),
            settings: sending.map(|sending| *sending.settings()),
            concealment: self.concealment(),
            recorded_at: shown.bank.read_at().filter(|_| self.recording().is_some()),
            watching: self.is_watching(),
            held_by_page: self.live.run.is_held_by_page(),
            paced: self.room.paced().is_some(),
            revealed_by_host: shown.reveal.is_by_host(),
            predicting: self.predicting(),
            may_run: self.may_run_despite(notices),
            is_alive: self.is_alive(),
            waits_for_crash: sending.is_some_and(Sending::waits_for_crash),
            crash: self.crash.clone(),
            story: shown.story,
        }
    }

    /// Whether there is only to watch.
    fn is_watching(&self) -> bool {
        self.watched().is_some() || !self.room.role().may_steer()
    }

    /// Returns what becomes of a prediction. After the host has shown a bank nobody predicts what it has.
    pub(in crate::model) fn predicting(&self) -> Predicting {
        let is_open = self.is_loaded() && (self.shown().scenario().is_none() || !self.is_covered());
        let is_revealed = self.room.revealed() == Some(self.course.scenario);
        match self.run_here() {
            _ if self.is_watching() || self.is_busy() || !is_open || is_revealed => Predicting::Closed,
            None => Predicting::First,
            Some(_) if self.course.predicts_next => Predicting::Next,
            Some(_) => Predicting::Answered,
        }
    }

    /// Returns the page's `data-run`. A recording is over, whatever the latest run still has to clear up.
    pub fn run_state(&self) -> RunState {
        if self.recording().is_some() { RunState::Done } else { RunState::of(self.live.run.phase()) }
    }

    /// Returns what is to be said now.
    pub fn notices_now(&self) -> Vec<Notice> {
        self.notices(&self.measured_losses())
    }

    /// Whether a run can be started.
    pub(in crate::model) fn may_run(&self) -> bool {
        self.may_run_despite(&self.notices_now())
    }

    /// Whether a run can be started, with what there is to say.
    pub fn may_run_despite(&self, notices: &[Notice]) -> bool {
        self.may_send_despite(notices) && self.room.lets_run(self.course.scenario)
    }

    /// Whether anything can be sent, whatever the room is at.
    fn may_send_despite(&self, notices: &[Notice]) -> bool {
        let is_free = self.is_loaded() && !self.is_busy() && !self.is_trying() && self.watched().is_none();
        is_free && !self.bank_is_silent && !notices.iter().any(prevents_a_run)
    }
}
