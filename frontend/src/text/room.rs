//! The words of a participant in a room.

use experiment::Scenario;
use protocol::Total;
use protocol::room::{Counted, SeatName};

use crate::api::room::Refusal;
use crate::state::SeatGone;

/// The texts of one language.
pub(crate) struct RoomText {
    /// Of a seat.
    pub(crate) name: fn(&SeatName) -> &str,

    pub(crate) join_title: &'static str,
    /// How many seats are taken, of how many.
    pub(crate) seats: fn(u8, u8) -> String,
    pub(crate) code: &'static str,
    pub(crate) code_hint: &'static str,
    pub(crate) join: &'static str,
    pub(crate) join_again: &'static str,
    /// Joining is what the lab teaches.
    pub(crate) idempotent: &'static str,
    pub(crate) asking: &'static str,
    pub(crate) code_waits: &'static str,
    pub(crate) pin_waits: &'static str,
    pub(crate) is_locked: &'static str,
    pub(crate) no_answer: &'static str,
    pub(crate) no_storage: &'static str,
    pub(crate) refused: fn(&Refusal) -> String,
    pub(crate) secret_refused: &'static str,

    pub(crate) have_station: &'static str,
    pub(crate) station_number: &'static str,
    pub(crate) pin: &'static str,
    pub(crate) take_over: &'static str,
    pub(crate) pin_refused: &'static str,
    pub(crate) back_to_code: &'static str,

    pub(crate) watch: &'static str,
    pub(crate) watcher: &'static str,
    pub(crate) covered: &'static str,
    pub(crate) nothing_yet: &'static str,
    /// How many predictions there are, the least and the most.
    pub(crate) predictions: fn(usize, Total, Total) -> String,
    /// How many stations have a result, and what they moved together.
    pub(crate) results: fn(usize, Total) -> String,
    pub(crate) scenario: fn(Scenario) -> String,

    pub(crate) station: &'static str,
    pub(crate) host_sees: &'static str,
    /// When the host has opened this station.
    pub(crate) host_looked: fn(&str) -> String,
    pub(crate) menu: &'static str,
    pub(crate) your_pin: &'static str,
    pub(crate) pin_use: &'static str,
    pub(crate) leave: &'static str,
    pub(crate) ask_leave: &'static str,
    pub(crate) leave_what: &'static str,
    pub(crate) hub_lost: &'static str,
    /// Why, and whether a run was stopped.
    pub(crate) seat_gone: fn(SeatGone, bool) -> String,
    pub(crate) type_code: &'static str,
    pub(crate) counted: fn(Counted) -> &'static str,

    pub(crate) steps: [&'static str; 4],
    pub(crate) step_label: &'static str,
    /// What is to be done in each step.
    pub(crate) step_hints: [&'static str; 4],
    pub(crate) host_reveals: &'static str,
    pub(crate) run_again: &'static str,
    pub(crate) go_on: &'static str,

    pub(crate) bank_down: &'static str,
    pub(crate) onlooker: &'static str,
    pub(crate) host_looks: &'static str,
    pub(crate) forgotten_covered: &'static str,
    pub(crate) to_the_room: &'static str,
    /// The same, where there is little room.
    pub(crate) room: &'static str,
    pub(crate) held_by_host: &'static str,
    pub(crate) turns_soon: &'static str,
    /// Whether a run was stopped.
    pub(crate) reset_by_host: fn(bool) -> &'static str,
}
