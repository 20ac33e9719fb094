//! A run, step by step: lease, empty ledger, key policy, network, warming, reading back, sending,
//! and giving the lease back. The order and the reasons are in ARCHITECTURE.md.

mod by_hand;
mod event;
mod holds;
mod outage;
mod step;
mod steps;

use std::collections::VecDeque;

use protocol::IdempotencyKey;

use crate::keys::random_key;
use crate::{Action, Millis, Sending};
pub use event::{Answer, Command, Event, Failure, Start, StepError, Unreachable};
use holds::Holds;
use outage::Outage;
pub use step::Step;

/// The one run of a page, from Idle to Done and back.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Default)]
pub struct Run {
    phase: Phase,
    /// The payments of the latest run; `None` before the first and after Reset.
    sending: Option<Sending>,
    /// Makes the keys of warmings.
    warming_key: Option<IdempotencyKey>,
    /// Whether attempt timeout and pause are still to follow the wire.
    follows_the_wire: bool,
    /// When the warming under way began, and how long the slower one took.
    warming_began: Millis,
    warming_took: Millis,
    /// Commands not yet taken.
    commands: VecDeque<Command>,
    failure: Option<Failure>,
    /// Whether Stop was asked for while a step was under way.
    stop: bool,
    /// Whether Reset was asked for during a run.
    reset: bool,
    /// Whether the toxics of an attempt by hand may still be there.
    must_clear: bool,
    holds: Holds,
    /// Whether the network went away while the run is set up.
    outage: Option<Outage>,
    renew_at: Millis,
    paused_at: Millis,
    /// Done is not kept waiting for the lease's end longer than this.
    free_by: Millis,
}

/// Where a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing has been started.
    #[default]
    Idle,
    /// Setting up: this step is under way.
    Preparing(Step),
    /// Payments are being sent.
    Running,
    /// No new attempts.
    Paused,
    /// Setting the network up again after a long pause.
    Resuming(Step),
    /// The network is being made stable again after an attempt by hand.
    Clearing,
    /// Between two attempts by hand: the lease is held, and the next one is awaited.
    Between,
    /// The last attempt has ended; the lease is being freed.
    Ending,
    /// Over.
    Done,
    /// The ledger is being deleted and the network mended.
    Resetting(Step),
}

impl Run {
    // The bank keeps a lease for 15 s.
    const RENEW_EVERY: Millis = 5_000;
    // WebKit keeps a preflight's answer for 10 minutes.
    const LONG_PAUSE: Millis = 5 * 60_000;
    const FREE_WITHIN: Millis = 1_000;

    /// Tells what happened.
    pub fn handle(&mut self, event: Event, now: Millis) {
        match event {
            Event::Start(start) => self.start(*start, now),
            Event::ByHand(by_hand) => self.go_on_by_hand(by_hand),
            Event::Crashed => {
                if let Some(sending) = &mut self.sending {
                    sending.crashed();
                }
            }
            Event::Hidden(hidden) => {
                if let Some(sending) = &mut self.sending {
                    sending.hide(hidden);
                }
            }
            Event::Pause => self.hold_by_page(true, now),
            Event::Resume => self.hold_by_page(false, now),
            Event::HeldByHost(held) => self.hold_by_host(held, now),
            Event::AskingForSeat(asking) => self.hold_while_asking(asking, now),
            Event::Stop => self.stop(),
            Event::Reset => self.reset(),
            Event::StepEnded(result) => self.step_ended(result, now),
            Event::LeaseRenewed(Err(StepError::Held(_))) => self.fail(Failure::LeaseLost),
            // The bank may be restarting; the next renewal will tell.
            Event::LeaseRenewed(_) => {}
            Event::AttemptEnded(id, outcome) => {
                if let Some(sending) = &mut self.sending {
                    sending.ended(&id, outcome, now);
                }
                self.stop_if_the_rule_failed();
            }
        }
    }

    /// What to do now, or `None` until the next event or [`deadline`](Self::deadline).
    pub fn poll(&mut self, now: Millis) -> Option<Command> {
        if let Some(command) = self.commands.pop_front() {
            if matches!(command, Command::Warm(..)) {
                self.warming_began = now;
            }
            return Some(command);
        }
        if self.phase == Phase::Ending {
            if now >= self.free_by {
                self.end();
            }
            return self.commands.pop_front();
        }
        if !self.holds_the_lease() {
            return None;
        }
        if let Some(command) = self.tried_again(now) {
            return Some(command);
        }
        let sending = self.sending.as_mut()?;
        if now >= self.renew_at {
            self.renew_at = now + Self::RENEW_EVERY;
            return Some(Command::RenewLease(sending.run().clone()));
        }
        match sending.poll(now) {
            Some(Action::Send(attempt)) => Some(Command::Send(attempt)),
            Some(Action::Abort(id)) => Some(Command::Abort(id)),
            None if self.is_over() => self.attempts_are_over(now),
            None => None,
        }
    }

    /// When `poll` may have something without an event before.
    pub fn deadline(&self) -> Option<Millis> {
        if self.phase == Phase::Ending {
            return Some(self.free_by);
        }
        if !self.holds_the_lease() {
            return None;
        }
        let sending = self.sending.as_ref().and_then(Sending::deadline);
        sending.into_iter().chain(self.tries_at()).chain([self.renew_at]).min()
    }

    /// Where the run is.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The payments of the latest run.
    pub fn sending(&self) -> Option<&Sending> {
        self.sending.as_ref()
    }

    /// Why the latest run was stopped, if it was.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    fn start(&mut self, start: Start, now: Millis) {
        if !matches!(self.phase, Phase::Idle | Phase::Done) {
            return;
        }
        let Start { settings, payments, run, mut random, by_hand, hidden, follows_the_wire } = start;
        let (warming_key, holds) = (Some(random_key(&mut random)), self.holds.of_the_next());
        *self = Self { warming_key, follows_the_wire, holds, ..Self::default() };
        let mut sending = match by_hand {
            None => Sending::new(settings, payments, run, random),
            Some(_) => Sending::by_hand(payments, run, random),
        };
        if let Some(by_hand) = by_hand {
            sending.order(by_hand);
        }
        self.must_clear = by_hand.is_some();
        sending.hold(true);
        sending.hide(hidden);
        self.sending = Some(sending);
        self.renew_at = now + Self::RENEW_EVERY;
        self.begin(Phase::Preparing(Step::TakeLease));
    }

    fn stop(&mut self) {
        match self.phase {
            Phase::Preparing(_)
            | Phase::Resuming(_)
            | Phase::Running
            | Phase::Paused
            | Phase::Clearing
            | Phase::Between => self.give_up(),
            Phase::Idle | Phase::Ending | Phase::Done | Phase::Resetting(_) => {}
        }
    }

    fn reset(&mut self) {
        match self.phase {
            Phase::Idle | Phase::Done => {
                self.failure = None;
                self.begin(Phase::Resetting(Step::ClearLedger));
            }
            Phase::Resetting(_) => {}
            _ => {
                self.reset = true;
                self.stop();
            }
        }
    }

    /// Sends nothing more. A step that is under way still has to end.
    fn give_up(&mut self) {
        self.stop = true;
        self.holds = self.holds.of_the_next();
        if let Some(sending) = &mut self.sending {
            sending.stop();
        }
        if self.gives_the_network_up() || matches!(self.phase, Phase::Paused | Phase::Between) {
            self.phase = Phase::Running;
        }
    }

    fn stop_if_the_rule_failed(&mut self) {
        let failure = self.sending.as_ref().and_then(Sending::rule_failure).map(str::to_owned);
        if let (Some(detail), None) = (failure, &self.failure) {
            self.fail(Failure::RuleFailed(detail));
        }
    }

    fn fail(&mut self, failure: Failure) {
        self.failure.get_or_insert(failure);
        self.give_up();
    }

    /// From the first success of `TakeLease` until it is freed.
    fn holds_the_lease(&self) -> bool {
        match self.phase {
            Phase::Running | Phase::Paused | Phase::Resuming(_) | Phase::Clearing | Phase::Between => true,
            Phase::Preparing(step) => step != Step::TakeLease,
            Phase::Idle | Phase::Ending | Phase::Done | Phase::Resetting(_) => false,
        }
    }

    /// Nothing is out, nothing will be sent, and no step is under way.
    fn is_over(&self) -> bool {
        let finished = self.sending.as_ref().is_some_and(Sending::is_finished);
        finished && matches!(self.phase, Phase::Running | Phase::Paused)
    }

    fn free_lease(&mut self, now: Millis) -> Option<Command> {
        self.phase = Phase::Ending;
        self.free_by = now + Self::FREE_WITHIN;
        self.sending.as_ref().map(|sending| Command::FreeLease(sending.run().clone()))
    }

    fn end(&mut self) {
        self.phase = Phase::Done;
        if std::mem::take(&mut self.reset) {
            self.begin(Phase::Resetting(Step::ClearLedger));
        }
    }
}

#[cfg(test)]
mod tests;
