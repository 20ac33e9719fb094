//! What the host sees of all stations.

use serde::{Deserialize, Serialize};

use super::reports::Counted;
use super::seats::SeatName;
use super::state::RoomState;
use super::station::StationNumber;
use crate::Total;

/// `GET /room/overview`, for the host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The room, with predictions and results whether revealed or not.
    pub room: RoomState,
    /// Six digits.
    pub code: String,
    /// The secret of the QR code.
    pub secret: String,
    /// Where participants come in, as the QR code says; null when no address is known.
    pub address: Option<String>,
    /// All addresses among which the host may choose.
    pub addresses: Vec<String>,
    /// Those of them that another device has reached already.
    pub reached: Vec<String>,
    /// Whether somebody guesses codes.
    pub guessing: bool,
    /// The stations, from 1.
    pub stations: Vec<StationOverview>,
}

/// One tile of the dashboard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StationOverview {
    /// Which.
    pub station: StationNumber,
    /// Its name.
    pub name: SeatName,
    /// What happens there.
    pub state: StationActivity,
    /// The scenario that is chosen there.
    pub scenario: Option<String>,
    /// How much of the run is settled, from 0 to 100.
    pub percent: u8,
    /// What was predicted.
    pub prediction: Option<Total>,
    /// What the station's ledger comes to.
    pub transferred: Option<Total>,
    /// How many attempts the last run made, as the page says.
    pub attempts: u64,
    /// Whether the last finished run counts.
    pub counted: Option<Counted>,
    /// Seconds since the page was last heard of.
    pub age_s: Option<f64>,
    /// The five trials of the rule.
    pub trials: [Option<bool>; 5],
}

/// What happens at a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StationActivity {
    /// Nobody has the seat.
    Free,
    /// Nothing runs.
    Predicting,
    /// A run is under way.
    Running,
    /// A run is done.
    Done,
    /// The bank does not answer.
    BankDown,
    /// The page was silent for 40 s.
    Away,
    /// Its owner has left.
    Left,
}

impl StationActivity {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Free, Self::Predicting, Self::Running, Self::Done, Self::BankDown, Self::Away, Self::Left];

    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Predicting => "predicting",
            Self::Running => "running",
            Self::Done => "done",
            Self::BankDown => "bank-down",
            Self::Away => "away",
            Self::Left => "left",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_its_name_on_the_wire() {
        for state in StationActivity::ALL {
            assert_eq!(serde_json::to_value(state).expect("JSON"), state.as_str());
        }
    }
}
