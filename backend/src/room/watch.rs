//! What a station's bank tells of itself, event by event: who runs there, and whether something changed under the run.

use protocol::room::StationNumber;
use protocol::{KeyPolicy, LabEvent, Losses, NetworkState, ProxyState, RunId};

/// What has been heard of one station's bank.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    /// Whether the bank answers.
    pub(super) up: bool,
    policy: Option<Policy>,
    network: Option<Network>,
    /// The last run that took the lease.
    run: Option<WatchedRun>,
}

/// A key policy and its pause in milliseconds.
type Policy = (KeyPolicy, Option<u32>);

/// What matters of a network.
#[derive(Clone, Copy, Debug)]
struct Network {
    losses: Losses,
    is_the_labs: bool,
}

#[derive(Clone, Debug)]
struct WatchedRun {
    id: RunId,
    /// What was in force when its first attempt arrived; before that it is set up.
    began_under: Option<(Option<Policy>, Option<Network>)>,
    disturbed: bool,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self { up: true, policy: None, network: None, run: None }
    }

    /// Takes note of an event. Returns the run that has just taken the lease.
    pub(super) fn heard(&mut self, event: &LabEvent) -> Option<RunId> {
        match event {
            LabEvent::Lease { lease: Some(lease) } => return self.leased(&lease.run),
            LabEvent::Policy(request) => {
                self.policy = Some((request.policy, request.pause_ms));
                let policy = self.policy;
                self.judge(|began, _| began != policy);
            }
            LabEvent::Network(state) if state.reachable => self.network_is(state),
            LabEvent::Cleared | LabEvent::Script(_) => self.judge(|_, _| true),
            LabEvent::Payment(payment) => {
                let (policy, network) = (self.policy, self.network);
                if let Some(run) = self.run.as_mut().filter(|run| payment.run.as_ref() == Some(&run.id)) {
                    let (_, began) = *run.began_under.get_or_insert((policy, network));
                    run.disturbed |= !same(began, network) || !network.is_none_or(|network| network.is_the_labs);
                }
            }
            _ => {}
        }
        None
    }

    fn leased(&mut self, run: &RunId) -> Option<RunId> {
        if self.run.as_ref().is_some_and(|watched| watched.id == *run) {
            return None;
        }
        self.run = Some(WatchedRun { id: run.clone(), began_under: None, disturbed: false });
        Some(run.clone())
    }

    /// A run that warms again after a long pause takes the losses away in between; so these count only when an attempt
    /// arrives meanwhile.
    fn network_is(&mut self, state: &NetworkState) {
        let is_the_labs = state.proxy == ProxyState::Ok && state.other_toxics.is_empty();
        let network = Network { losses: state.losses(), is_the_labs };
        self.network = Some(network);
        if !network.losses.same_as(Losses::NONE) {
            self.judge(|_, began| !same(began, Some(network)));
        }
    }

    /// Looks whether a run that sends already is disturbed by what has changed.
    fn judge(&mut self, is_disturbed: impl Fn(Option<Policy>, Option<Network>) -> bool) {
        if let Some(run) = &mut self.run
            && let Some((policy, network)) = run.began_under
        {
            run.disturbed |= is_disturbed(policy, network);
        }
    }

    /// Whether something changed under a run.
    pub(super) fn disturbed(&self, run: &RunId) -> bool {
        self.run.as_ref().is_some_and(|watched| watched.id == *run && watched.disturbed)
    }

    /// Whether another run has taken the lease after this one, as far as it is known.
    pub(super) fn is_superseded(&self, run: &RunId) -> Option<bool> {
        self.run.as_ref().map(|watched| watched.id != *run)
    }
}

fn same(one: Option<Network>, other: Option<Network>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.losses.same_as(other.losses),
        (None, None) => true,
        _ => false,
    }
}

/// Whether an event of a room's feed is for the page of this station; `None` for a page without one.
pub fn is_for(event: &LabEvent, page: Option<StationNumber>) -> bool {
    match event {
        LabEvent::Station { station, .. } => page == Some(*station),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Decision, KeyPolicyRequest, PaymentEvent, RunLease};

    use super::*;

    fn run(text: &str) -> RunId {
        text.parse().expect("a run id")
    }

    fn leased(text: &str) -> LabEvent {
        LabEvent::Lease { lease: Some(RunLease { run: run(text), age_s: 0.0 }) }
    }

    fn arrived(text: &str) -> LabEvent {
        let (decision, status) = (Decision::Executed, 200);
        LabEvent::Payment(PaymentEvent {
            run: Some(run(text)),
            payment: Some(1),
            attempt: Some(1),
            key: None,
            decision,
            status,
        })
    }

    fn lossy(loss: f64) -> LabEvent {
        let mut state = NetworkState::unreachable();
        (state.reachable, state.proxy) = (true, ProxyState::Ok);
        (state.request_loss, state.reply_loss) = (loss, loss);
        LabEvent::Network(state)
    }

    fn policy(policy: KeyPolicy) -> LabEvent {
        LabEvent::Policy(KeyPolicyRequest { policy, pause_ms: Some(45) })
    }

    /// Set up as the page does, and then what else happens.
    fn disturbed(after: &[LabEvent]) -> bool {
        let set_up = [
            leased("abcdefgh"),
            LabEvent::Cleared,
            policy(KeyPolicy::Log),
            lossy(0.0),
            lossy(0.3),
            arrived("abcdefgh"),
        ];
        let mut watch = Watch::new();
        for event in set_up.iter().chain(after) {
            watch.heard(event);
        }
        watch.disturbed(&run("abcdefgh"))
    }

    #[test]
    fn setting_up_warming_again_and_what_stays_the_same_disturb_nothing() {
        assert!(!disturbed(&[]));
        assert!(!disturbed(&[lossy(0.3), policy(KeyPolicy::Log), arrived("abcdefgh")]));
        assert!(!disturbed(&[lossy(0.0), lossy(0.3), arrived("abcdefgh")]), "a long pause");
        assert!(!disturbed(&[LabEvent::BankDown, LabEvent::Started, arrived("abcdefgh")]), "a crash");
        assert!(!disturbed(&[arrived("somebody-else")]), "other traffic is told by the ledger");
    }

    #[test]
    fn whatever_changes_under_a_run_disturbs_it() {
        assert!(disturbed(&[LabEvent::Cleared]));
        assert!(disturbed(&[policy(KeyPolicy::Unique)]));
        assert!(disturbed(&[lossy(0.5)]));
        assert!(disturbed(&[lossy(0.0), arrived("abcdefgh")]), "no longer the network that it began under");
        let mut foreign = NetworkState::unreachable();
        (foreign.reachable, foreign.proxy, foreign.request_loss, foreign.reply_loss) = (true, ProxyState::Ok, 0.3, 0.3);
        foreign.other_toxics = vec!["latency".to_owned()];
        assert!(disturbed(&[LabEvent::Network(foreign), arrived("abcdefgh")]));
    }

    #[test]
    fn a_run_is_announced_once_and_superseded_by_the_next() {
        let mut watch = Watch::new();
        assert_eq!(watch.is_superseded(&run("abcdefgh")), None, "nothing is known yet");
        assert_eq!(watch.heard(&leased("abcdefgh")), Some(run("abcdefgh")));
        assert_eq!(watch.heard(&leased("abcdefgh")), None);
        assert_eq!(watch.is_superseded(&run("abcdefgh")), Some(false));
        watch.heard(&LabEvent::Lease { lease: None });
        assert_eq!(watch.is_superseded(&run("abcdefgh")), Some(false));
        watch.heard(&leased("another-run"));
        assert_eq!(watch.is_superseded(&run("abcdefgh")), Some(true));
    }

    #[test]
    fn news_of_a_station_are_for_its_own_page() {
        let (seven, eight) = (StationNumber(7), StationNumber(8));
        let news = LabEvent::Station { station: seven, news: protocol::room::StationNews::Reset };
        assert!(is_for(&news, Some(seven)) && !is_for(&news, Some(eight)) && !is_for(&news, None));
        assert!(is_for(&LabEvent::Started, None));
    }
}
