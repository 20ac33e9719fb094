//! What the lab says of itself: its network, and who holds the lease.

use experiment::{Millis, Phase, Run, StepError};
use protocol::{KeyPolicyRequest, LabState, ProxyState, RunLease};

use super::{Log, Model};

impl Model {
    pub fn repaired(&mut self, result: Result<(), StepError>) {
        self.repair_error = result.err();
    }

    /// The lab's state, or that it did not say.
    pub fn state_read(&mut self, read: Result<LabState, StepError>, now: Millis) {
        match read {
            Ok(state) => {
                self.bank_is_silent = false;
                if !self.room.passes_over_the_bank() {
                    self.state = Some(state);
                    self.watch(now);
                }
            }
            Err(_) => self.bank_is_silent = true,
        }
    }

    /// Whether the network should lose now what the run asked for.
    pub fn relies_on_the_toxics(&self) -> bool {
        self.live.run.phase() == Phase::Running
    }

    /// The state just read was asked for while [`relies_on_the_toxics`](Self::relies_on_the_toxics) held: a
    /// Toxiproxy that was restarted, or steered by somebody else, loses something else now.
    pub fn check_for_drift(&mut self) {
        let asked =
            self.live.run.sending().filter(|_| self.relies_on_the_toxics()).map(|sending| sending.settings().losses);
        let (Some(asked), Some(state)) = (asked, &self.state) else { return };
        let network = &state.network;
        let drifted = network.reachable && network.proxy == ProxyState::Ok && !asked.same_as(network.losses());
        self.live.drifted = drifted.then(|| network.losses());
        self.look_for_another_policy();
    }

    /// The feed tells that another key policy is in force.
    pub fn policy_changed(&mut self, policy: KeyPolicyRequest, now: Millis) {
        self.state_changed(
            |state| {
                state.key_policy = policy.policy;
                state.pause_ms = policy.pause_ms.unwrap_or(state.pause_ms);
            },
            now,
        );
        self.look_for_another_policy();
    }

    /// Another part of the state, as the event feed tells it.
    pub fn state_changed(&mut self, change: impl FnOnce(&mut LabState), now: Millis) {
        if self.room.passes_over_the_bank() {
            return;
        }
        if let Some(state) = &mut self.state {
            change(state);
        }
        self.watch(now);
    }

    /// Follows the run of another page from when it takes the lease.
    pub(super) fn watch(&mut self, now: Millis) {
        let Some(lease) = self.watched() else { return };
        let other = lease.run.clone();
        self.recalled = None;
        if self.live.bank_run.as_ref() != Some(&other) {
            self.keep();
            self.live.run = Run::default();
            self.live.trial = None;
            self.live.reveal.reveal();
            self.live.counts = None;
            self.live.log = Log::default();
            self.follow(Some(other), now);
        }
    }

    /// The lease of another page, if one holds it and this page does not run.
    pub fn watched(&self) -> Option<&RunLease> {
        let lease = self.state.as_ref()?.run.as_ref()?;
        (!self.is_busy() && self.own_run() != Some(&lease.run)).then_some(lease)
    }
}
