//! A network that goes away while a run is set up: it is waited for, and then set up from the start.
//!
//! A Toxiproxy that starts anew is back within a second or two, with a proxy and without toxics; whatever was set before
//! is gone with it.

use protocol::{Losses, ProxyState};

use super::{Command, Failure, Phase, Run, Step, StepError};
use crate::Millis;

/// How long a run waits for its network.
const WAITS_FOR: Millis = 10_000;
/// How long lies between two tries.
const TRY_AGAIN: Millis = 250;

/// A network that went away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outage {
    /// When that was seen first.
    since: Millis,
    /// When it is tried again; `None` while a step is under way.
    try_at: Option<Millis>,
}

impl Failure {
    /// Whether this is what a Toxiproxy looks like that starts anew, or just has: it knows no toxics.
    fn may_pass(&self) -> bool {
        match self {
            Self::Step(step, error) => {
                step.needs_the_network() && matches!(error, StepError::NetworkGone | StepError::NoProxy)
            }
            Self::NoNetwork | Self::Proxy(ProxyState::Missing | ProxyState::Disabled) => true,
            Self::LossesDiffer(found) => found.same_as(Losses::NONE),
            _ => false,
        }
    }
}

impl Run {
    /// Whether the run is being set up and waits for its network. It can be paused and stopped meanwhile.
    pub fn waits_for_network(&self) -> bool {
        self.outage.is_some()
    }

    /// Sets the network up from the start in a moment, if that may help and it has not been tried for too long; otherwise
    /// returns why the run ends.
    pub(super) fn wait_for_network(
        &mut self,
        failure: Failure,
        again: fn(Step) -> Phase,
        now: Millis,
    ) -> Result<(), Failure> {
        let since = self.outage.map_or(now, |outage| outage.since);
        if self.stop || !failure.may_pass() || now.saturating_sub(since) >= WAITS_FOR {
            self.outage = None;
            return Err(failure);
        }
        self.phase = again(Step::ClearToxics);
        self.outage = Some(Outage { since, try_at: Some(now + TRY_AGAIN) });
        Ok(())
    }

    /// Returns the step to be tried again, if it is time.
    pub(super) fn tried_again(&mut self, now: Millis) -> Option<Command> {
        self.outage.as_mut()?.try_at.take_if(|at| now >= *at)?;
        self.command()
    }

    /// Returns when the network is tried again.
    pub(super) fn tries_at(&self) -> Option<Millis> {
        self.outage?.try_at
    }

    /// Waits no longer; returns whether no step was under way.
    pub(super) fn gives_the_network_up(&mut self) -> bool {
        self.outage.take().is_some_and(|outage| outage.try_at.is_some())
    }
}
