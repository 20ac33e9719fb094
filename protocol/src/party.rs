//! Who pays and who is paid.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A payer or a payee: 1 to 255 bytes of UTF-8 without control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Party(String);

/// Why a text is not a [`Party`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartyError {
    /// No bytes at all.
    Empty,
    /// More than 255 bytes.
    TooLong,
    /// A control character (Unicode category Cc).
    ControlCharacter,
}

impl Party {
    const MAX_BYTES: usize = 255;

    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Party {
    type Error = PartyError;

    fn try_from(name: String) -> Result<Self, PartyError> {
        if name.is_empty() {
            Err(PartyError::Empty)
        } else if name.len() > Self::MAX_BYTES {
            Err(PartyError::TooLong)
        } else if name.chars().any(char::is_control) {
            Err(PartyError::ControlCharacter)
        } else {
            Ok(Self(name))
        }
    }
}

impl FromStr for Party {
    type Err = PartyError;

    fn from_str(name: &str) -> Result<Self, PartyError> {
        name.to_owned().try_into()
    }
}

impl From<Party> for String {
    fn from(party: Party) -> Self {
        party.0
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for PartyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "must not be empty",
            Self::TooLong => "must have at most 255 bytes",
            Self::ControlCharacter => "must not contain control characters",
        })
    }
}

impl std::error::Error for PartyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_bytes_and_control_characters_are_refused() {
        assert!("bianca".parse::<Party>().is_ok());
        assert!("ü".repeat(127).parse::<Party>().is_ok());
        assert_eq!("ü".repeat(128).parse::<Party>(), Err(PartyError::TooLong));
        assert_eq!("".parse::<Party>(), Err(PartyError::Empty));
        assert_eq!("a\u{0}".parse::<Party>(), Err(PartyError::ControlCharacter));
        assert_eq!("a\u{85}b".parse::<Party>(), Err(PartyError::ControlCharacter));
    }
}
