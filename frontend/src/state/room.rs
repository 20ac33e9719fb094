//! The room, as far as this page knows it. In a lab nothing of it is ever there.

use experiment::Millis;
use leptos::prelude::*;
use protocol::room::{MyResult, RoomMode, RoomState, Seat, StationNumber};

use crate::place::Place;

/// Where the page stands, and what the hub has said. Read-only: the runner and the join page write it.
#[derive(Clone, Copy)]
pub struct Room {
    /// Where the page stands.
    pub place: Place,
    /// The room as the hub said it last: what `GET room` and the feed say to everybody.
    pub state: ReadSignal<Option<RoomState>>,
    /// The seat of this browser, whatever station the page shows.
    pub seat: ReadSignal<Option<Seat>>,
    /// How it stands between the page and the hub.
    pub connection: ReadSignal<Connection>,
    /// What the hub read of the last run that this page said to be done.
    pub result: ReadSignal<Option<MyResult>>,
    /// When the host opened this station last, on the page's own clock.
    pub looked_at: ReadSignal<Option<Millis>>,
}

/// How it stands between a page and the hub.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// It has not answered yet.
    #[default]
    Asking,
    /// It answers.
    Open,
    /// It does not answer; the page looks again.
    Lost,
    /// The seat is not this browser's any more.
    SeatGone {
        /// Why.
        why: SeatGone,
        /// Whether a run was stopped.
        stopped: bool,
    },
}

/// Why a seat is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatGone {
    /// The room does not know its token: it is another room.
    Unknown,
    /// The host has freed it.
    Freed,
    /// Another device has taken it over.
    TakenOver,
}

/// The writing ends of [`Room`].
#[derive(Clone, Copy)]
pub struct RoomWriter {
    room: Room,
    state: WriteSignal<Option<RoomState>>,
    seat: WriteSignal<Option<Seat>>,
    connection: WriteSignal<Connection>,
    result: WriteSignal<Option<MyResult>>,
    looked_at: WriteSignal<Option<Millis>>,
}

impl Room {
    /// Nothing is known yet but where the page stands.
    pub(super) fn new(place: Place) -> (Self, RoomWriter) {
        let (state, set_state) = signal(None);
        let (seat, set_seat) = signal(None);
        let (connection, set_connection) = signal(Connection::default());
        let (result, set_result) = signal(None);
        let (looked_at, set_looked_at) = signal(None);
        let room = Self { place, state, seat, connection, result, looked_at };
        let writer = RoomWriter {
            room,
            state: set_state,
            seat: set_seat,
            connection: set_connection,
            result: set_result,
            looked_at: set_looked_at,
        };
        (room, writer)
    }

    /// Whether the page stands in a room.
    pub fn is_here(self) -> bool {
        self.place.is_in_a_room()
    }

    /// Whether the page shows a participant's own station; to be asked where signals are tracked.
    pub fn is_own_station(self) -> bool {
        let station = self.place.station();
        station.is_some() && self.seat.with(|seat| seat.as_ref().map(|seat| seat.station) == station)
    }

    /// Whether the host chooses the scenario; to be asked where signals are tracked.
    pub fn is_paced(self) -> bool {
        self.state.with(|state| state.as_ref().is_some_and(|state| state.pace.mode == RoomMode::Paced))
    }
}

impl RoomWriter {
    /// Returns the station that the page shows.
    pub fn station(self) -> Option<StationNumber> {
        self.room.place.station()
    }

    /// Whether the page stands in a room.
    pub fn is_in_a_room(self) -> bool {
        self.room.place.is_in_a_room()
    }

    /// Publishes the room.
    pub fn state(self, state: RoomState) {
        publish(self.room.state, self.state, Some(state));
    }

    /// Publishes the seat of this browser.
    pub fn seat(self, seat: Option<Seat>) {
        publish(self.room.seat, self.seat, seat);
    }

    /// Publishes how it stands with the hub. A seat that is gone does not come back.
    pub fn connection(self, connection: Connection) {
        if !matches!(self.room.connection.get_untracked(), Connection::SeatGone { .. }) {
            publish(self.room.connection, self.connection, connection);
        }
    }

    /// Publishes what the hub read of a run.
    pub fn result(self, result: Option<MyResult>) {
        publish(self.room.result, self.result, result);
    }

    /// Publishes that the host has opened this station.
    pub fn looked_at(self, at: Millis) {
        self.looked_at.set(Some(at));
    }
}

fn publish<T: PartialEq + Send + Sync + 'static>(read: ReadSignal<T>, write: WriteSignal<T>, value: T) {
    if read.with_untracked(|published| *published != value) {
        write.set(value);
    }
}

/// Returns the room, as far as this page knows it.
pub fn use_room() -> Room {
    expect_context()
}
