//! The words of the host's dashboard.

use protocol::Total;
use protocol::room::{Counted, StationActivity};

use super::runs::QuestionText;
use crate::state::HostQuestion;

/// The texts of one language.
pub(crate) struct HostText {
    pub(crate) title: &'static str,
    /// To the host's own lab, and to its presenter view.
    pub(crate) to_lab: &'static str,
    pub(crate) to_presenter: &'static str,
    /// While nothing is known yet, and when something is wrong.
    pub(crate) asking: &'static str,
    pub(crate) no_hub: &'static str,
    pub(crate) wrong_key: &'static str,
    pub(crate) refused: fn(&str) -> String,

    /// How people come in.
    pub(crate) join: &'static str,
    pub(crate) code: &'static str,
    pub(crate) address: &'static str,
    pub(crate) no_address: &'static str,
    pub(crate) qr: &'static str,
    pub(crate) large: &'static str,
    pub(crate) not_seen: &'static str,
    pub(crate) advice: &'static str,
    pub(crate) guessing: &'static str,
    pub(crate) wifi: &'static str,
    pub(crate) wifi_name: &'static str,
    pub(crate) wifi_password: &'static str,
    pub(crate) wifi_hint: &'static str,
    pub(crate) wifi_too_long: &'static str,

    /// Taken, seats, predicted, running.
    pub(crate) counts: fn(usize, usize, usize, usize) -> String,
    pub(crate) mode: &'static str,
    pub(crate) free: &'static str,
    pub(crate) paced: &'static str,
    pub(crate) scenario: &'static str,
    pub(crate) reveal_all: &'static str,
    pub(crate) revealed: &'static str,
    pub(crate) pause_all: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) lock: &'static str,
    pub(crate) unlock: &'static str,
    pub(crate) new_code: &'static str,
    pub(crate) is_locked: &'static str,
    pub(crate) free_left: fn(usize) -> String,
    pub(crate) export: &'static str,

    /// The drawing.
    pub(crate) chart: &'static str,
    pub(crate) predictions: &'static str,
    pub(crate) results: &'static str,
    pub(crate) covered: &'static str,
    /// So many predictions and results, and from where to where they lie.
    pub(crate) spoken_predictions: fn(usize, Option<(Total, Total)>) -> String,
    pub(crate) spoken_results: fn(usize, Option<(Total, Total)>) -> String,
    /// A bar of the histogram: how many.
    pub(crate) bar: fn(usize) -> String,
    pub(crate) usual: fn(Total, Total) -> String,
    pub(crate) almost_always: fn(Total, Total) -> String,
    pub(crate) verdicts: [&'static str; 3],
    /// So many of so many inside, and so many outside are what to expect.
    pub(crate) inside_law: fn(usize, usize, (usize, usize)) -> String,
    pub(crate) inside_certain: fn(usize, usize, Total) -> String,
    pub(crate) inside_seen: fn(usize, usize) -> String,
    /// Stations, their payments, what each is if they are alike, what was moved.
    pub(crate) pooled: fn(usize, usize, Option<Total>, Total) -> String,
    pub(crate) nobody_done: &'static str,

    /// The tiles.
    pub(crate) stations: &'static str,
    pub(crate) activity: fn(StationActivity, u8) -> String,
    /// The run of a station is no dot.
    pub(crate) not_counted: &'static str,
    /// Why it is none; nothing of one that is.
    pub(crate) why_not: fn(Counted) -> Option<&'static str>,
    pub(crate) rule: &'static str,
    pub(crate) trial: fn(usize, Option<bool>) -> String,
    pub(crate) look: fn(&str) -> String,
    pub(crate) more: fn(&str) -> String,
    pub(crate) free_seat: &'static str,
    pub(crate) reset_station: &'static str,
    pub(crate) crash_station: &'static str,
    pub(crate) move_seat: &'static str,
    /// What is asked first; of a station, by number and word.
    pub(crate) question: fn(HostQuestion) -> QuestionText,
    pub(crate) of_station: fn(&str, &str) -> String,
    pub(crate) pin: &'static str,
    pub(crate) move_hint: &'static str,
    pub(crate) move_by_pin: &'static str,
    pub(crate) close: &'static str,
}
