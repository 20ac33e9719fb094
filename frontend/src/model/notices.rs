//! What the page has to say, and what of it stands in the way of a run.

use experiment::theory::Measured;
use experiment::{Failure, Millis, StepError};
use protocol::{LabState, Losses, PaymentsCsvError, ProxyState};

use super::{MeasuredLosses, Model, Role};

/// A timer that comes this late, in milliseconds, was held up.
const LATE: Millis = 500;

/// Something the page has to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The bank does not answer.
    BankIsSilent,
    /// The bank of this station is down, says the hub, and is being started again.
    BankDown,
    /// The station is somebody else's: there is only to look at.
    Onlooker,
    /// The host looks at a participant's station.
    HostLooks,
    /// The host holds all runs.
    HeldByHost,
    /// The host has moved on, and the page turns when its run has ended.
    TurnsSoon,
    /// The host has reset this station.
    ResetByHost {
        /// Whether a run was stopped.
        stopped: bool,
    },
    /// The file of payments cannot be read.
    Payments(PaymentsCsvError),
    /// The latest run was stopped by this.
    Failed(Failure),
    /// No Toxiproxy answers.
    NoNetwork {
        /// Whether this page is running.
        mid_run: bool,
    },
    /// The run is being set up, and waits for the network that went away.
    WaitsForNetwork,
    /// The proxy is not where it should be.
    Proxy(ProxyState),
    /// Somebody else's toxics are on the proxy.
    OtherToxics(Vec<String>),
    /// The network loses something else than the run asked for.
    Drifted(Losses),
    /// Repair did not work.
    NotRepaired(StepError),
    /// Another page runs.
    Watching,
    /// The browser's CORS checks were lost too.
    PreflightsLost(u64),
    /// The ledger is that of a run which this page sent before it was loaded again.
    Forgotten {
        /// Whether it is still to be revealed.
        covered: bool,
    },
    /// The tab was hidden during the run.
    WasHidden {
        /// Whether the client gave up later than it was told to.
        impatient: bool,
    },
    /// A timer of the run came this many milliseconds late, in a tab that was not hidden.
    Slowed(Millis),
}

impl Model {
    pub(super) fn notices(&self, losses: &MeasuredLosses) -> Vec<Notice> {
        if self.room.role() == Role::Former {
            // Why the seat is gone is all that matters, and the page says it; its bank is another's.
            return Vec::new();
        }
        let mut notices = Vec::new();
        if self.room.bank_is_down() {
            notices.push(Notice::BankDown);
        } else if self.bank_is_silent && !self.room.hub_is_lost() {
            // Behind a hub that does not answer nobody knows how the bank is.
            notices.push(Notice::BankIsSilent);
        }
        notices.extend(self.room_notices());
        notices.extend(self.csv_error.map(Notice::Payments));
        notices.extend(self.shown().run.failure().cloned().map(Notice::Failed));
        if self.watched().is_some() {
            notices.push(Notice::Watching);
        }
        if self.live.run.waits_for_network() {
            notices.push(Notice::WaitsForNetwork);
        }
        notices.extend(self.state.as_ref().and_then(|state| self.network_notice(state)));
        notices.extend(self.shown().drifted.map(Notice::Drifted));
        notices.extend(self.repair_error.clone().map(Notice::NotRepaired));
        if let MeasuredLosses { counts: Some(counts), measured: Some(Measured { as_set: false, .. }), .. } = losses
            && counts.preflights > 0
        {
            notices.push(Notice::PreflightsLost(counts.preflights));
        }
        if self.shown().run.sending().is_none() && self.forgotten.is_some() && self.forgotten == self.live.bank_run {
            notices.push(Notice::Forgotten { covered: self.is_covered() });
        }
        notices.extend(self.slowed_notice());
        notices
    }

    fn room_notices(&self) -> impl Iterator<Item = Notice> {
        let room = &self.room;
        let said = [
            (room.role() == Role::Onlooker, Notice::Onlooker),
            (room.role() == Role::Host, Notice::HostLooks),
            (room.holds_runs(), Notice::HeldByHost),
            (room.waits_to_turn(), Notice::TurnsSoon),
            (room.was_reset(), Notice::ResetByHost { stopped: room.has_stopped_a_run() }),
        ];
        said.into_iter().filter(|(is_so, _)| *is_so).map(|(_, notice)| notice)
    }

    /// Whether the browser slowed the run down.
    fn slowed_notice(&self) -> Option<Notice> {
        let shown = self.shown();
        let settings = shown.run.sending()?.settings();
        if shown.was_hidden {
            return Some(Notice::WasHidden { impatient: settings.patience(true) > settings.attempt_timeout });
        }
        (shown.latest_timer >= LATE).then_some(Notice::Slowed(shown.latest_timer))
    }

    fn network_notice(&self, state: &LabState) -> Option<Notice> {
        let network = &state.network;
        if !network.reachable {
            let waits = self.live.run.waits_for_network();
            return (!waits).then_some(Notice::NoNetwork { mid_run: self.is_busy() });
        }
        if network.proxy != ProxyState::Ok {
            return Some(Notice::Proxy(network.proxy));
        }
        (!network.other_toxics.is_empty()).then(|| Notice::OtherToxics(network.other_toxics.clone()))
    }
}

/// What stands in the way of a run until somebody mends it. (Foreign toxics only distort it, so they are said.)
pub(super) fn prevents_a_run(notice: &Notice) -> bool {
    matches!(notice, Notice::BankDown | Notice::Payments(_) | Notice::NoNetwork { .. } | Notice::Proxy(_))
}
