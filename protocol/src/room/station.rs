//! Which station.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most stations that a room can have.
pub const MAX_STATIONS: u8 = 64;

/// A station's number, from 1; 0 is the host's own lab. Written with two digits, as in `/s/07/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StationNumber(pub u8);

impl fmt::Display for StationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// The text is no [`StationNumber`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAStation;

impl FromStr for StationNumber {
    type Err = NotAStation;

    /// Reads two digits, from `00` to `64`, and nothing else.
    fn from_str(text: &str) -> Result<Self, NotAStation> {
        let two_digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| two_digits && *number <= MAX_STATIONS);
        number.map(Self).ok_or(NotAStation)
    }
}

impl fmt::Display for NotAStation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a station is written with two digits, from 00 to {MAX_STATIONS}")
    }
}

impl std::error::Error for NotAStation {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_is_written_with_two_digits() {
        assert_eq!("07".parse(), Ok(StationNumber(7)));
        assert_eq!(StationNumber(7).to_string(), "07");
        for text in ["", "7", "007", "65", "+7", "ab", "\u{664}\u{664}"] {
            assert_eq!(text.parse::<StationNumber>(), Err(NotAStation), "{text}");
        }
    }
}
