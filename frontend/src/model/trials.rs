//! The five trials of the ledger's rule: one run after the other, and what came of each.

mod status;

use experiment::{Crash, Failure, Judgement, Millis, Phase, Sending, Trial, TrialRun, Trials};
use protocol::KeyPolicy;

use super::{Model, PaymentDetail};
use status::ticks;
pub use status::{Interruption, TrialResult, TrialsStatus};

/// A ledger that has not been read for so long after a trial's time is up will not be, in milliseconds.
const READ_WITHIN: Millis = 15_000;

/// What the runner is to do for the trials.
pub enum TrialStep {
    /// Start this run.
    Start(TrialRun),
    /// Crash the bank.
    Crash,
    /// Stop the run under way.
    Stop,
}

/// The trials of one rule.
pub(super) struct Trying {
    trials: Trials,
    /// The number of the rule that is tried.
    change: Option<u64>,
    /// The run under way; `None` between two, and when all are over.
    run: Option<UnderWay>,
    results: Vec<TrialResult>,
    interruption: Option<Interruption>,
    is_over: bool,
}

/// A trial's run.
#[derive(Clone, Copy)]
struct UnderWay {
    trial: Trial,
    until: Millis,
    payments: usize,
    patience: (Millis, u32),
    /// Whether it was stopped because its time was up.
    out_of_time: bool,
    /// Since when it is held: its clock stands.
    held_since: Option<Millis>,
}

impl Model {
    /// Tries the rule of this ledger: five trials of its own, in place of those before.
    pub fn try_rule(&mut self) {
        let Some(first) = self.payments.first().cloned() else { return };
        if self.is_trying() || !self.is_loaded() || self.watched().is_some() || !self.room.lets_try() {
            return;
        }
        self.trying = Some(Trying {
            trials: Trials::new(first),
            change: self.rule.change(),
            run: None,
            results: Vec::new(),
            interruption: None,
            is_over: false,
        });
    }

    /// Whether trials are under way: then nothing else is run.
    pub fn is_trying(&self) -> bool {
        self.trying.as_ref().is_some_and(|trying| !trying.is_over)
    }

    /// Returns what components see of the trials.
    pub fn trials_status(&self) -> TrialsStatus {
        self.trying.as_ref().map_or_else(TrialsStatus::default, |trying| TrialsStatus {
            under_way: !trying.is_over,
            trial: trying.run.map(|run| run.trial),
            results: trying.results.clone(),
            interruption: trying.interruption.clone(),
        })
    }

    /// Returns whether trials are under way, which one, and how many are over.
    pub fn trials_so_far(&self) -> (bool, Option<Trial>, usize) {
        let trying = self.trying.as_ref();
        let run = trying.and_then(|trying| trying.run);
        (self.is_trying(), run.map(|run| run.trial), trying.map_or(0, |trying| trying.results.len()))
    }

    /// Returns the ticks that the room is shown: see [`TrialsStatus::ticks`].
    pub fn trial_ticks(&self) -> [Option<bool>; 5] {
        self.trying.as_ref().map_or([None; 5], |trying| ticks(&trying.results))
    }

    /// Returns when the trials want something done. While the run is held the clock stands.
    pub fn trials_deadline(&self) -> Option<Millis> {
        if self.live.run.is_held() {
            return None;
        }
        let trying = self.trying.as_ref().filter(|trying| trying.interruption.is_none())?;
        let run = trying.run?;
        Some(if run.out_of_time { run.until + READ_WITHIN } else { run.until })
    }

    /// Somebody stops them.
    pub fn stop_trials(&mut self) {
        if let Some(trying) = self.trying.as_mut().filter(|trying| !trying.is_over) {
            trying.interruption.get_or_insert(Interruption::Stopped);
        }
    }

    /// The page was hidden.
    pub(super) fn hidden_in_trial(&mut self) {
        if let Some(trying) = &mut self.trying {
            trying.trials.hidden();
        }
    }

    /// Another rule stands in the ledger: what was judged is not this one.
    pub(super) fn rule_has_changed(&mut self, change: u64) {
        match &mut self.trying {
            Some(trying) if trying.change == Some(change) => {}
            Some(trying) if !trying.is_over => trying.interrupt_by_change(),
            trying => *trying = None,
        }
    }

    /// Once a trial has set its key policy, any other is somebody else's.
    pub(super) fn look_for_another_policy(&mut self) {
        let has_set_it = matches!(self.live.run.phase(), Phase::Running | Phase::Paused | Phase::Ending | Phase::Done);
        let Some((trying, state)) = self.trying.as_mut().zip(self.state.as_ref()) else { return };
        if let Some(UnderWay { patience: (_, pause_ms), .. }) = trying.run
            && has_set_it
            && self.live.run.failure().is_none()
            && (state.key_policy, state.pause_ms) != (KeyPolicy::Script, pause_ms)
        {
            trying.interrupt_by_change();
        }
    }

    /// Returns what the trials want done now, until there is nothing more.
    pub fn next_trial_step(&mut self, hidden: bool, now: Millis) -> Option<TrialStep> {
        if let Some(run) = self.clocked_run(now) {
            let step = self.mind_trial(run, now);
            if step.is_some() || self.trying.as_ref()?.run.is_some() {
                return step;
            }
        }
        if self.trying.as_ref()?.is_over {
            return None;
        }
        if self.live.is_busy() {
            // An earlier run gives its lease back.
            return None;
        }
        self.begin_trial(hidden, now).map(TrialStep::Start)
    }

    /// Returns the run under way. While it is held its clock stands.
    fn clocked_run(&mut self, now: Millis) -> Option<UnderWay> {
        let is_held = self.live.run.is_held();
        let run = self.trying.as_mut()?.run.as_mut()?;
        if is_held {
            run.held_since.get_or_insert(now);
        } else if let Some(since) = run.held_since.take() {
            run.until += now.saturating_sub(since);
        }
        Some(*run)
    }

    fn begin_trial(&mut self, hidden: bool, now: Millis) -> Option<TrialRun> {
        let trying = self.trying.as_mut()?;
        let next = if trying.interruption.is_none() { trying.trials.next(now) } else { None };
        trying.take_over_results(None);
        let Some(run) = next else {
            trying.is_over = true;
            return None;
        };
        let until = trying.trials.deadline().unwrap_or(Millis::MAX);
        let patience = (run.settings.attempt_timeout, run.settings.pause_ms);
        let (trial, payments) = (run.trial, run.payments.len());
        trying.run = Some(UnderWay { trial, until, payments, patience, out_of_time: false, held_since: None });
        if hidden {
            trying.trials.hidden();
        }
        Some(run)
    }

    /// The run of a trial goes on, or is over.
    fn mind_trial(&mut self, run: UnderWay, now: Millis) -> Option<TrialStep> {
        let phase = self.live.run.phase();
        let trying = self.trying.as_mut()?;
        if let Crash::Refused(error) = &self.crash {
            trying.interruption.get_or_insert(Interruption::NotCrashed(error.clone()));
        }
        let failure = self.live.run.failure();
        if let Some(failure) = failure.filter(|failure| !matches!(failure, Failure::RuleFailed(_))) {
            trying.interruption.get_or_insert(Interruption::Failed(failure.clone()));
        }
        if self.live.run.sending().is_some_and(Sending::is_stopped) && failure.is_none() && !run.out_of_time {
            // From somewhere else: by the room, or because the seat is gone.
            trying.interruption.get_or_insert(Interruption::Stopped);
        }
        if self.live.trial.is_none() {
            // The page follows another page's run by now.
            trying.interruption.get_or_insert(Interruption::Failed(Failure::LeaseLost));
        }
        let is_over = matches!(phase, Phase::Done | Phase::Idle | Phase::Resetting(_));
        match trying.interruption {
            Some(_) if is_over => self.end_interrupted_trial(),
            Some(_) if self.live.run.sending().is_some_and(Sending::is_stopped) => None,
            Some(_) => Some(TrialStep::Stop),
            None if is_over && self.live.at_the_end.is_some() => self.end_trial(run),
            None if run.held_since.is_some() => None,
            None if now >= run.until + READ_WITHIN => {
                trying.interruption = Some(Interruption::BankIsSilent);
                (!is_over).then_some(TrialStep::Stop)
            }
            None if now >= run.until && !run.out_of_time => {
                trying.run = Some(UnderWay { out_of_time: true, ..run });
                (!is_over).then_some(TrialStep::Stop)
            }
            None => self.wants_a_crash().then_some(TrialStep::Crash),
        }
    }

    fn wants_a_crash(&self) -> bool {
        self.live.run.sending().is_some_and(Sending::waits_for_crash) && !self.crash.is_under_way()
    }

    /// The ledger of a trial is quiet: it is judged, and the next one may begin.
    fn end_trial(&mut self, run: UnderWay) -> Option<TrialStep> {
        let (sending, bank) = (self.live.run.sending()?, &self.live.bank);
        let trying = self.trying.as_mut()?;
        trying.trials.ended(sending, bank);
        if let Some(failure) = self.live.run.failure() {
            // The rule would fail again.
            trying.interruption = Some(Interruption::Failed(failure.clone()));
        }
        let failed = match trying.trials.judged().last()?.judgement {
            Judgement::Failed { payment, .. } => Some(payment - 1),
            _ => None,
        };
        let payment = failed.and_then(|index| self.detail(index));
        let trying = self.trying.as_mut()?;
        trying.take_over_results(Some((run, payment)));
        None
    }

    /// A trial that was interrupted says nothing about the rule, but that it was changed is said.
    fn end_interrupted_trial(&mut self) -> Option<TrialStep> {
        let (sending, bank) = (self.live.run.sending(), &self.live.bank);
        let trying = self.trying.as_mut()?;
        let run = trying.run.take()?;
        if let (Some(Interruption::Changed), Some(sending)) = (&trying.interruption, sending) {
            trying.trials.ended(sending, bank);
            trying.take_over_results(Some((run, None)));
        }
        trying.is_over = true;
        None
    }
}

impl Trying {
    fn interrupt_by_change(&mut self) {
        self.trials.changed();
        self.interruption.get_or_insert(Interruption::Changed);
    }

    /// What has been judged since: the run that is over, and trials that cannot be run.
    fn take_over_results(&mut self, over: Option<(UnderWay, Option<PaymentDetail>)>) {
        let mut over = over;
        for judged in &self.trials.judged()[self.results.len()..] {
            let result = match over.take() {
                Some((run, payment)) => TrialResult {
                    judged: judged.clone(),
                    payments: run.payments,
                    patience: Some(run.patience),
                    out_of_time: run.out_of_time,
                    payment,
                },
                None => TrialResult {
                    judged: judged.clone(),
                    payments: 0,
                    patience: None,
                    out_of_time: false,
                    payment: None,
                },
            };
            self.results.push(result);
        }
        self.run = None;
    }
}
