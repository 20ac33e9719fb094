//! What a room makes of its pages: who may do what, which scenario it is about, and when the bank is shown.

use experiment::{Millis, Phase, Scenario};
use protocol::room::{Pace, RoomMode};

use super::Model;

/// What this page may do with the bank it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Everything: it is a lab of its own, or the host's.
    #[default]
    Owner,
    /// Everything that the pace of the room allows: it is a participant's own station.
    Participant,
    /// Nothing: it is somebody else's station.
    Onlooker,
    /// Nothing here: it is a participant's station, at which the host looks.
    Host,
    /// Nothing any more: its seat is gone.
    Former,
}

impl Role {
    /// Whether the page may steer the bank that it shows.
    pub fn may_steer(self) -> bool {
        matches!(self, Self::Owner | Self::Participant)
    }

    /// Whether the page shows a station that is not its own.
    fn looks_on(self) -> bool {
        matches!(self, Self::Onlooker | Self::Host)
    }
}

/// What a page of a room must do for the page to turn to the scenario of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageTurn {
    /// Nothing; or a run under way ends by itself.
    Stay,
    /// Stop the run under way: nobody knows when it would end.
    Stop,
    /// Turn now.
    To(Scenario),
}

/// The room, as far as it concerns this page's runs.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Default)]
pub struct RoomRules {
    role: Role,
    pace: Option<Pace>,
    /// How often *Reveal all* was pressed as far as this page has followed it.
    reveals: Option<u32>,
    /// What keeps the page from turning.
    wait: Option<Wait>,
    /// Whether the station's bank is down, and the hub said so.
    bank_is_down: bool,
    /// Whether the hub did not answer last: the bank may be well.
    hub_is_lost: bool,
    /// Whether the host has reset the station since the latest run began.
    was_reset: bool,
    /// Whether the room has stopped the latest run: its seat is gone, or the station was reset.
    has_stopped_a_run: bool,
    /// Whether a finished run is being told to the hub: until then no other run starts.
    tells: bool,
    /// Whether nobody knows if the seat is still this page's: what is read may be of another's bank.
    seat_is_in_doubt: bool,
    /// Whether a page that looks on was told by its address what to show.
    was_sent: bool,
    /// The scenario that a page which looks on is to show next.
    look_at: Option<Scenario>,
}

/// A run that the page waits for.
#[derive(Clone, Copy, Debug)]
struct Wait {
    since: Millis,
    /// Whether it has been told to stop.
    is_stopped: bool,
}

/// A run that goes on after the host has moved on is stopped after this long, in milliseconds.
const ENDS_WITHIN: Millis = 10_000;

impl RoomRules {
    /// Returns what this page may do.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Whether the next run waits until the hub knows of the latest.
    pub fn tells_of_a_run(&self) -> bool {
        self.tells
    }

    /// Returns the scenario of the room, where the host chooses it for this page.
    pub fn paced(&self) -> Option<Scenario> {
        let pace = self.pace.as_ref().filter(|pace| pace.mode == RoomMode::Paced)?;
        (self.role == Role::Participant).then(|| pace.scenario.parse().ok()).flatten()
    }

    /// Returns the pace of the room that is led from this page: the host's own lab.
    pub fn led(&self) -> Option<&Pace> {
        self.pace.as_ref().filter(|_| self.role == Role::Owner)
    }

    /// Returns the scenario whose bank the host has shown to all, as far as this page runs it.
    pub fn revealed(&self) -> Option<Scenario> {
        self.paced().filter(|_| self.pace.as_ref().is_some_and(|pace| pace.revealed))
    }

    /// Whether what is read of the bank is passed over: the seat is gone, or may be, and the bank is another's then.
    pub fn passes_over_the_bank(&self) -> bool {
        self.role == Role::Former || self.seat_is_in_doubt
    }

    /// The address says what a page that looks on shows at first.
    pub fn was_sent_to_a_scenario(&mut self) {
        self.was_sent = true;
    }

    /// Whether all runs are held.
    pub fn holds_runs(&self) -> bool {
        self.pace.as_ref().is_some_and(|pace| pace.paused)
    }

    /// Whether the station's bank is down, as the hub says.
    pub fn bank_is_down(&self) -> bool {
        self.bank_is_down
    }

    /// Whether the hub did not answer last.
    pub fn hub_is_lost(&self) -> bool {
        self.hub_is_lost
    }

    /// Whether the host has reset the station since the latest run began.
    pub fn was_reset(&self) -> bool {
        self.was_reset
    }

    /// Whether the room has stopped the latest run.
    pub fn has_stopped_a_run(&self) -> bool {
        self.has_stopped_a_run
    }

    /// Whether a run of this page keeps it from turning to the scenario of the room.
    pub fn waits_to_turn(&self) -> bool {
        self.wait.is_some()
    }

    /// Returns when a run that keeps the page from turning is to be stopped.
    pub fn due(&self) -> Millis {
        self.wait.filter(|wait| !wait.is_stopped).map_or(Millis::MAX, |wait| wait.since + ENDS_WITHIN)
    }

    /// Whether the room lets this page start a run.
    pub fn lets_run(&self, scenario: Scenario) -> bool {
        self.lets_pay() && self.paced().is_none_or(|paced| paced == scenario)
    }

    /// Whether the room lets this page try its rule, whatever scenario the host has chosen.
    pub(super) fn lets_try(&self) -> bool {
        self.lets_pay() && !self.tells
    }

    /// Until the room is known nobody can say what may be run.
    fn lets_pay(&self) -> bool {
        self.role.may_steer() && (self.role == Role::Owner || self.pace.is_some())
    }

    /// Returns what the host decides about the cover of a run of this scenario; of what is in the ledger, without one.
    fn revealed_by_host(&self, scenario: Option<Scenario>) -> Option<bool> {
        if self.role == Role::Owner || scenario == Some(Scenario::ByHand) {
            return None;
        }
        // Until the room is known nobody can say that the bank may be seen.
        let Some(pace) = &self.pace else { return Some(false) };
        let concerns_it = scenario.is_none_or(|scenario| pace.scenario == scenario.to_string());
        (pace.mode == RoomMode::Paced && concerns_it).then_some(pace.revealed)
    }
}

impl Model {
    /// The page stands in a room, or does not any more.
    pub fn takes_the_role(&mut self, role: Role) {
        self.room.role = role;
    }

    /// The room as the hub says it.
    pub fn room_said(&mut self, pace: Pace) {
        let moved_on = self.room.pace.as_ref().is_some_and(|before| before.scenario != pace.scenario);
        self.look_where_the_room_is(&pace);
        let revealed_all = self.room.reveals.replace(pace.reveals).is_some_and(|seen| pace.reveals > seen);
        let is_paced = pace.mode == RoomMode::Paced;
        self.room.pace = Some(pace);
        if self.room.role == Role::Owner {
            return;
        }
        if (is_paced && moved_on) || (!is_paced && revealed_all) {
            self.lift_every_cover();
        }
        self.obey_the_room();
    }

    /// A page that looks on shows the scenario of a paced room, each time that it is another one.
    fn look_where_the_room_is(&mut self, pace: &Pace) {
        let known = self.room.pace.as_ref().filter(|pace| pace.mode == RoomMode::Paced);
        let is_news = known.is_none_or(|known| known.scenario != pace.scenario);
        if self.room.role.looks_on() && pace.mode == RoomMode::Paced && is_news && !self.room.was_sent {
            self.room.look_at = pace.scenario.parse().ok();
        }
        self.room.was_sent = false;
    }

    /// Whether the seat is still this page's is not known until the hub has said so. Returns whether that is news.
    pub fn doubts_the_seat(&mut self, doubts: bool) -> bool {
        std::mem::replace(&mut self.room.seat_is_in_doubt, doubts) != doubts
    }

    pub fn bank_went_down(&mut self, down: bool) {
        self.room.bank_is_down = down;
    }

    pub fn hub_was_lost(&mut self, lost: bool) {
        self.room.hub_is_lost = lost;
    }

    pub fn was_reset_by_host(&mut self) {
        self.room.was_reset = true;
    }

    /// The room stops whatever runs here.
    pub fn room_stops_the_run(&mut self) {
        self.room.has_stopped_a_run |= self.is_busy() || self.is_trying();
    }

    pub(super) fn room_forgets_the_latest_run(&mut self) {
        self.room.was_reset = false;
        self.room.has_stopped_a_run = false;
    }

    pub fn tells_the_hub(&mut self, tells: bool) {
        self.room.tells = tells;
    }

    /// Lets the room decide about every cover. To be called after every change: runs come and go.
    pub fn obey_the_room(&mut self) {
        let Self { room, live, recordings, .. } = self;
        // What a rule does in a trial is for whoever wrote it to see.
        let of_the_live = if live.trial.is_some() { None } else { room.revealed_by_host(live.scenario()) };
        live.reveal.set_by_host(of_the_live);
        for kept in recordings {
            kept.reveal.set_by_host(room.revealed_by_host(Some(kept.started_in)));
            kept.reveal.run_ended();
        }
    }

    /// What ended is shown, and what goes on will be when it has ended.
    fn lift_every_cover(&mut self) {
        self.live.reveal.ask();
        for kept in &mut self.recordings {
            kept.reveal.reveal();
        }
    }

    /// Returns what is to be done so that the page shows the scenario of the room: a run under way ends first, for ten
    /// seconds at most, and at once if nobody knows when.
    pub fn page_turn(&mut self, now: Millis) -> PageTurn {
        let target = self.room.look_at.take().or(self.room.paced()).filter(|target| *target != self.course.scenario);
        let Some(target) = target else {
            self.room.wait = None;
            return PageTurn::Stay;
        };
        if !self.is_busy() {
            self.room.wait = None;
            return PageTurn::To(target);
        }
        let run = &self.live.run;
        let has_no_end = run.is_held()
            || run.phase() == Phase::Between
            || run.sending().is_some_and(experiment::Sending::waits_for_crash);
        let wait = self.room.wait.get_or_insert(Wait { since: now, is_stopped: false });
        if wait.is_stopped || !(has_no_end || now >= wait.since + ENDS_WITHIN) {
            return PageTurn::Stay;
        }
        wait.is_stopped = true;
        PageTurn::Stop
    }
}
