//! The room, where the page stands in one: what the hub says is followed, and what happens here is told to it.

use experiment::{ByHand, Event, Millis, Settings, StepError};
use leptos::prelude::Set as _;
use protocol::Problem;
use protocol::room::{Me, RoomState, StationNews, StationNumber};

use super::task::Task;
use super::{Runner, api};
use crate::api::credentials;
use crate::api::room::{Refusal, RoomError};
use crate::model::{PageTurn, Reporting, Role, SeatCheck};
use crate::state::{Connection, SeatGone};
use crate::storage;

/// What is under way between this page and the hub.
#[derive(Default)]
pub(super) struct Hub {
    reporting: Reporting,
    /// What was started while a run was being told: it begins when the hub knows of that, or has not answered in time.
    pub(super) next_run: Option<(Settings, Option<ByHand>)>,
    /// Whether it is asked for this page's seat, and when.
    seat: SeatCheck,
    /// The highest number under which the hub has heard this seat.
    seq: u64,
}

impl Hub {
    /// Begins with the end of a run that the hub had not confirmed when the page was loaded.
    pub(super) fn of_role(role: Role) -> Self {
        let unconfirmed = (role == Role::Participant).then(storage::unconfirmed).flatten();
        Self { reporting: Reporting::resumed(unconfirmed), ..Self::default() }
    }
}

impl Runner {
    fn is_participant(&self) -> bool {
        self.model.room.role() == Role::Participant
    }

    /// A page that wakes, or whose feed begins, asks whether it still has its seat before it sends another attempt.
    pub(super) fn ask_for_the_seat(&mut self, now: Millis) {
        if !self.is_participant() {
            return;
        }
        self.hub.seat.is_doubted(now);
        self.ask_if_due(now);
    }

    /// The feed was opened, for the first time or again.
    pub(super) fn feed_opened(&mut self, now: Millis) {
        if self.is_participant() {
            self.hub.seat.feed_was_opened(self.model.room.hub_is_lost(), now);
            self.ask_if_due(now);
        }
    }

    /// The feed says something.
    pub(super) fn feed_heard(&mut self, now: Millis) {
        if self.is_participant() {
            self.hub.seat.feed_was_heard(now);
            self.ask_if_due(now);
        }
    }

    /// Asks the hub for this page's seat, if it is time; one at a time.
    fn ask_if_due(&mut self, now: Millis) {
        let asks = self.hub.seat.asks(now);
        if asks || self.hub.seat.holds() {
            self.model.doubts_the_seat(true);
        }
        self.tell(Event::AskingForSeat(self.hub.seat.holds()), now);
        if asks {
            self.push(async { Task::Me(api::room::me().await) });
        }
    }

    /// The hub has answered for this page's seat, or not. A run goes on without it, as over any lost network.
    pub(super) fn seat_answered(&mut self, answer: Result<Me, RoomError>, now: Millis) {
        match answer {
            Ok(me) => {
                self.hub.seat.answered();
                self.hub.reporting.heard(&me, now);
                self.heard_of_me(me, now);
            }
            Err(RoomError::NoAnswer) => {
                self.hub.seat.unanswered(now);
                self.hub_answers(false);
            }
            Err(error) => {
                self.hub.seat.answered();
                self.hub_failed(&error, now);
            }
        }
        self.tell(Event::AskingForSeat(self.hub.seat.holds()), now);
    }

    /// What this page said of itself was answered, or not.
    pub(super) fn said(&mut self, seq: u64, answer: Result<Me, RoomError>, now: Millis) {
        match answer {
            Ok(me) => {
                self.hub.reporting.counted(seq, &me);
                self.heard_of_me(me, now);
            }
            Err(RoomError::NoAnswer) => {
                self.hub.reporting.unanswered(now);
                self.hub_failed(&RoomError::NoAnswer, now);
            }
            Err(error) => {
                self.hub.reporting.refused();
                self.hub_failed(&error, now);
            }
        }
        storage::set_unconfirmed(self.hub.reporting.unconfirmed());
    }

    fn heard_of_me(&mut self, me: Me, now: Millis) {
        let Me { seq, room, result, .. } = me;
        self.hub.seq = self.hub.seq.max(seq);
        self.trust_the_bank();
        self.writers.room.result(result);
        self.room_heard(room, now);
    }

    /// The seat is this page's, and so is the bank: what was passed over meanwhile is read again.
    fn trust_the_bank(&mut self) {
        if self.model.doubts_the_seat(false) {
            self.polling.read_at_once();
        }
    }

    /// The room as it is now.
    pub(super) fn room_heard(&mut self, room: RoomState, now: Millis) {
        self.model.room_said(room.pace.clone());
        self.writers.room.state(room);
        self.hub_answers(true);
        self.hold_as_the_room_says(now);
    }

    /// The run that is about to begin may be another one than that which was told before.
    pub(super) fn hold_as_the_room_says(&mut self, now: Millis) {
        self.tell(Event::HeldByHost(self.model.room.holds_runs()), now);
        self.tell(Event::AskingForSeat(self.hub.seat.holds()), now);
    }

    /// Something happened to a seat; what happens to others is theirs.
    pub(super) fn station_news(&mut self, station: StationNumber, news: StationNews, now: Millis) {
        if !self.is_participant() || self.writers.room.station() != Some(station) {
            return;
        }
        match news {
            StationNews::LookedAt => self.writers.room.looked_at(now),
            // The hub says why; this browser may be the one that has taken it over.
            StationNews::Freed | StationNews::TakenOver => self.ask_for_the_seat(now),
            StationNews::Reset => {
                self.model.room_stops_the_run();
                self.stop(now);
                self.model.was_reset_by_host();
                self.model.reload();
            }
        }
    }

    /// The feed begins again by itself. Who has a seat asks for it then; for all others a feed is the only sign of life.
    pub(super) fn feed_broke(&mut self) {
        if self.is_participant() {
            // Who answers next may be a room that was started again, and does not know this seat.
            self.model.doubts_the_seat(true);
        } else if self.writers.room.is_in_a_room() {
            self.hub_answers(false);
        }
    }

    fn hub_answers(&mut self, answers: bool) {
        self.model.hub_was_lost(!answers);
        self.writers.room.connection(if answers { Connection::Open } else { Connection::Lost });
    }

    /// `401` and `410` to anything end the run: its attempts carry no token, and would go on.
    pub(super) fn mind_refusal<T>(&mut self, answer: &Result<T, StepError>, now: Millis) {
        if self.is_participant()
            && let Err(StepError::Refused(Problem { status: 401 | 410, .. })) = answer
        {
            self.model.room_stops_the_run();
            self.stop(now);
            // The hub says why.
            self.ask_for_the_seat(now);
        }
    }

    fn hub_failed(&mut self, error: &RoomError, now: Millis) {
        match error {
            RoomError::NoAnswer => {
                self.hub_answers(false);
                self.hub.seat.look_again(now);
            }
            RoomError::Refused(Refusal::Unknown) => self.seat_is_gone(SeatGone::Unknown, now),
            RoomError::Refused(Refusal::Freed) => self.seat_is_gone(SeatGone::Freed, now),
            RoomError::Refused(Refusal::TakenOver) => self.seat_is_gone(SeatGone::TakenOver, now),
            // It has not said no to the seat.
            RoomError::Refused(_) => self.trust_the_bank(),
        }
    }

    /// The page can only look on from now on; what it has seen stays on it.
    fn seat_is_gone(&mut self, why: SeatGone, now: Millis) {
        if !self.is_participant() {
            return;
        }
        self.model.room_stops_the_run();
        self.stop(now);
        self.model.takes_the_role(Role::Former);
        credentials::hold(None);
        self.writers.room.connection(Connection::SeatGone { why, stopped: self.model.room.has_stopped_a_run() });
    }

    /// Does what the room asks for: turns the page, and lets the next run begin.
    pub(super) fn follow_the_room(&mut self, now: Millis) {
        match self.model.page_turn(now) {
            PageTurn::Stay => {}
            PageTurn::Stop => self.stop(now),
            PageTurn::To(scenario) => {
                self.choose(scenario, now);
                self.writers.settings.settings.set(scenario.settings());
            }
        }
        if self.is_participant() {
            self.note_the_end_of_a_run(now);
        }
        let tells = self.hub.reporting.holds_up_runs(now);
        self.model.tells_the_hub(tells);
        if !tells && let Some((settings, by_hand)) = self.hub.next_run.take() {
            self.start(settings, by_hand, now);
        }
        if self.is_participant() {
            self.ask_if_due(now);
        }
    }

    /// Takes note of the end of a run, and of its verdict, before another one may take its place.
    fn note_the_end_of_a_run(&mut self, now: Millis) {
        self.hub.reporting.settles(self.model.awaits_its_verdict(), now);
        if self.model.finished_state().is_some_and(|done| self.hub.reporting.finished(done, now)) {
            storage::set_unconfirmed(self.hub.reporting.unconfirmed());
        }
    }

    /// Tells the hub what it does not know yet.
    pub(super) fn report(&mut self, now: Millis) {
        if !self.is_participant() {
            return;
        }
        let Some(mut state) = self.hub.reporting.next(self.model.my_state(), self.speaks(), now) else { return };
        state.seq = storage::next_seq(self.hub.seq);
        self.hub.seq = state.seq;
        self.push(async move { Task::Said(state.seq, api::room::say(&state).await) });
    }

    /// Whether this page speaks for its seat: of two tabs the one that is looked at, or that runs.
    fn speaks(&self) -> bool {
        self.model.is_busy() || (!self.hidden && self.model.watched().is_none())
    }

    /// Returns when something is due for the room.
    pub(super) fn room_due(&self, now: Millis) -> Millis {
        if !self.is_participant() {
            return Millis::MAX;
        }
        self.model.room.due().min(self.hub.seat.due()).min(self.hub.reporting.due(self.speaks(), now))
    }
}
