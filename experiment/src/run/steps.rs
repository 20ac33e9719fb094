//! The steps around the sending, and what follows which.

use protocol::{AttemptId, KeyPolicyRequest, LabState, Losses, ProxyState};

use super::{Answer, Command, Failure, Phase, Run, Step, StepError};
use crate::{Millis, Sending};

impl Run {
    /// Enters a phase that begins with a step.
    pub(super) fn begin(&mut self, phase: Phase) {
        self.phase = phase;
        if let Some(command) = self.command() {
            self.commands.push_back(command);
        }
    }

    pub(super) fn step_ended(&mut self, result: Result<Answer, StepError>, now: Millis) {
        let (step, again): (_, fn(Step) -> Phase) = match self.phase {
            Phase::Preparing(step) => (step, Phase::Preparing),
            Phase::Resuming(step) => (step, Phase::Resuming),
            Phase::Resetting(step) => return self.reset_step_ended(step, result),
            Phase::Clearing => return self.cleared(result, now),
            Phase::Ending => return self.end(),
            Phase::Idle | Phase::Running | Phase::Paused | Phase::Between | Phase::Done => return,
        };
        let has_lease = result.is_ok() || step != Step::TakeLease;
        if self.stop {
            // `send` only lets what is aborted end; the lease is freed behind it.
            return if has_lease { self.send(now) } else { self.end() };
        }
        if let Err(error) = result {
            let Err(failure) = self.wait_for_network(Failure::Step(step, error), again, now) else { return };
            self.fail(failure);
            return if has_lease { self.send(now) } else { self.end() };
        }
        if matches!(step, Step::Warm | Step::WarmAgain) {
            self.warming_took = self.warming_took.max(now.saturating_sub(self.warming_began));
        }
        match step.next() {
            Some(Step::SetPause) => self.follow_the_wire(again, now),
            Some(next) => self.begin(again(next)),
            None => self.compare(result.as_ref().ok(), again, now),
        }
    }

    /// Both warmings have ended: where that was asked for, they tell how patient client and bank are to be.
    fn follow_the_wire(&mut self, again: fn(Step) -> Phase, now: Millis) {
        if !std::mem::take(&mut self.follows_the_wire) {
            return self.begin(again(Step::SetToxics));
        }
        let clock = self.warming_took;
        if self.sending.as_mut().is_some_and(|sending| sending.be_impatient(clock)) {
            self.begin(again(Step::SetPause));
        } else {
            self.fail(Failure::TooSlow);
            self.send(now);
        }
    }

    fn reset_step_ended(&mut self, step: Step, result: Result<Answer, StepError>) {
        match (result, step) {
            (Err(error), _) => {
                self.failure = Some(Failure::Step(step, error));
                self.phase = Phase::Done;
            }
            (Ok(_), Step::ClearLedger) => self.begin(Phase::Resetting(Step::ClearToxics)),
            (Ok(_), _) => *self = Self { holds: self.holds.of_the_next(), ..Self::default() },
        }
    }

    /// Sends, unless what was read back is not what was asked for.
    fn compare(&mut self, read: Option<&Answer>, again: fn(Step) -> Phase, now: Millis) {
        let found = match (read, &self.sending) {
            (Some(Answer::State(state)), Some(sending)) => difference(sending, state),
            _ => Some(Failure::Step(Step::ReadBack, StepError::NoAnswer)),
        };
        match found.map(|failure| self.wait_for_network(failure, again, now)) {
            Some(Ok(())) => return,
            Some(Err(failure)) => self.fail(failure),
            None => self.outage = None,
        }
        self.send(now);
    }

    /// The command of the step that the phase names.
    pub(super) fn command(&self) -> Option<Command> {
        if self.phase == Phase::Clearing {
            return Some(Command::SetNetwork(Losses::NONE));
        }
        let (Phase::Preparing(step) | Phase::Resuming(step) | Phase::Resetting(step)) = self.phase else {
            return None;
        };
        let ready = match step {
            Step::ClearLedger => return Some(Command::ClearLedger),
            Step::ClearToxics => return Some(Command::SetNetwork(Losses::NONE)),
            Step::ReadBack => return Some(Command::ReadState),
            _ => self.sending.as_ref()?,
        };
        Some(match step {
            Step::TakeLease => Command::TakeLease(ready.run().clone()),
            Step::SetKeyPolicy | Step::SetPause => Command::SetKeyPolicy(key_policy(ready)),
            Step::SetToxics => Command::SetNetwork(ready.settings().losses.rounded()),
            _ => Command::Warm(AttemptId::warming(ready.run().clone()), self.warming_key.clone()?),
        })
    }
}

fn key_policy(sending: &Sending) -> KeyPolicyRequest {
    let settings = sending.settings();
    KeyPolicyRequest { policy: settings.key_policy, pause_ms: Some(settings.pause_ms) }
}

/// The first thing that does not stand as it was asked for.
fn difference(sending: &Sending, state: &LabState) -> Option<Failure> {
    let found = KeyPolicyRequest { policy: state.key_policy, pause_ms: Some(state.pause_ms) };
    if found != key_policy(sending) {
        return Some(Failure::KeyPolicyDiffers(found));
    }
    if !state.network.reachable {
        return Some(Failure::NoNetwork);
    }
    if state.network.proxy != ProxyState::Ok {
        return Some(Failure::Proxy(state.network.proxy));
    }
    let losses = state.network.losses();
    (!losses.same_as(sending.settings().losses)).then_some(Failure::LossesDiffer(losses))
}
