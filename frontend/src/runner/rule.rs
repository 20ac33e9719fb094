//! The rule of this ledger: read when the bank says that it is another one, saved, and tried.

use experiment::{Event, Millis, Phase, StepError};
use futures::channel::oneshot;
use gloo_timers::future::TimeoutFuture;
use protocol::Script;

use super::task::Task;
use super::{Runner, api};
use crate::api::lab::SaveError;
use crate::model::TrialStep;

/// A bank that did not tell its rule is asked again after this long, in milliseconds.
const ASK_AGAIN: u32 = 1_000;

/// Which reading of the rule counts.
#[derive(Default)]
pub(super) struct RuleReading {
    /// How many have begun, or become stale: the end of any but the latest means nothing any more.
    begun: u64,
}

impl Runner {
    /// Reads the ledger's rule, after a pause.
    pub(super) fn read_rule(&mut self, pause: u32) {
        self.rule_reading.begun += 1;
        let number = self.rule_reading.begun;
        self.push(async move {
            TimeoutFuture::new(pause).await;
            Task::RuleRead(number, api::lab::script().await)
        });
    }

    pub(super) fn rule_read(&mut self, number: u64, read: Result<Script, StepError>) {
        if number != self.rule_reading.begun {
            return;
        }
        match read {
            Ok(script) => self.model.rule_read(script),
            // It may be crashing.
            Err(StepError::NoAnswer) => self.read_rule(ASK_AGAIN),
            // It does not tell this page.
            Err(_) => {}
        }
    }

    /// Saves a rule. Nobody changes what is being tried without stopping it.
    pub(super) fn save_rule(&mut self, text: String, answer: oneshot::Sender<Result<(), SaveError>>) {
        self.push(async move {
            let saved = api::lab::save_script(text).await;
            Task::RuleSaved(saved, answer)
        });
    }

    pub(super) fn rule_saved(
        &mut self,
        saved: Result<Script, SaveError>,
        answer: oneshot::Sender<Result<(), SaveError>>,
    ) {
        let saved = saved.map(|script| {
            // A reading that was asked for before is of the rule before.
            self.rule_reading.begun += 1;
            self.model.rule_saved(script);
        });
        self.publisher.at_once();
        // Who asked may have gone.
        drop(answer.send(saved));
    }

    /// Tries the ledger's rule. A payment by hand would keep the lease.
    pub(super) fn try_rule(&mut self, now: Millis) {
        let by_hand = self.model.live.run.phase() == Phase::Between;
        if self.model.is_busy() && !by_hand {
            return;
        }
        if by_hand {
            self.tell(Event::Stop, now);
        }
        self.model.try_rule();
    }

    /// Does what the trials want done now; returns whether there was something.
    pub(super) fn go_on_trying(&mut self, now: Millis) -> bool {
        match self.model.next_trial_step(self.hidden, now) {
            Some(TrialStep::Start(run)) => {
                self.model.starting_trial(&run, self.hidden, now);
                self.launch(run.settings, run.payments, None, false, now);
            }
            Some(TrialStep::Crash) => self.crash(now),
            Some(TrialStep::Stop) => self.stop(now),
            None => return false,
        }
        true
    }
}
