//! Runs and attempts: `Attempt-Id: <run>/<payment>/<attempt>`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One run of the lab: 8 or more visible ASCII characters without `/`, new and random for each run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunId(String);

/// The text is not a [`RunId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunIdError;

/// Names one attempt. Payments count from 1 (0 is the warming), attempts of a payment from 1.
///
/// It is stored with the entry and never consulted: it changes no answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AttemptId {
    /// The run it belongs to.
    pub run: RunId,
    /// The payment's number, from 1; 0 is the warming.
    pub payment: u32,
    /// The attempt's number within its payment, from 1.
    pub attempt: u32,
}

/// The text is not an [`AttemptId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptIdError;

impl RunId {
    const MIN_BYTES: usize = 8;
    // What `/<payment>/<attempt>` may need of an attempt id's 100 bytes, at ten digits a number.
    const MAX_BYTES: usize = AttemptId::MAX_BYTES - 22;

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AttemptId {
    const MAX_BYTES: usize = 100;

    /// The attempt that warms the browser's CORS cache before the toxics are set: never an
    /// attempt, an arrival, a hidden repeat, an event or a refusal in any count.
    pub fn warming(run: RunId) -> Self {
        Self { run, payment: 0, attempt: 0 }
    }

    /// Whether this is the warming and not an attempt to pay.
    pub fn is_warming(&self) -> bool {
        self.payment == 0
    }
}

impl FromStr for RunId {
    type Err = RunIdError;

    fn from_str(text: &str) -> Result<Self, RunIdError> {
        let well_formed = (Self::MIN_BYTES..=Self::MAX_BYTES).contains(&text.len())
            && text.bytes().all(|byte| matches!(byte, 0x21..=0x7E) && byte != b'/');
        if well_formed { Ok(Self(text.to_owned())) } else { Err(RunIdError) }
    }
}

impl FromStr for AttemptId {
    type Err = AttemptIdError;

    fn from_str(text: &str) -> Result<Self, AttemptIdError> {
        if text.len() > Self::MAX_BYTES {
            return Err(AttemptIdError);
        }
        let mut parts = text.split('/');
        let (Some(run), Some(payment), Some(attempt), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(AttemptIdError);
        };
        Ok(Self { run: run.parse().map_err(|_| AttemptIdError)?, payment: number(payment)?, attempt: number(attempt)? })
    }
}

/// A number in its one canonical form, so that equal ids are equal texts.
fn number(text: &str) -> Result<u32, AttemptIdError> {
    let canonical = text == "0" || (!text.starts_with('0') && !text.starts_with('+'));
    if canonical { text.parse().map_err(|_| AttemptIdError) } else { Err(AttemptIdError) }
}

impl TryFrom<String> for RunId {
    type Error = RunIdError;

    fn try_from(text: String) -> Result<Self, RunIdError> {
        text.parse()
    }
}

impl TryFrom<String> for AttemptId {
    type Error = AttemptIdError;

    fn try_from(text: String) -> Result<Self, AttemptIdError> {
        text.parse()
    }
}

impl From<RunId> for String {
    fn from(run: RunId) -> Self {
        run.0
    }
}

impl From<AttemptId> for String {
    fn from(id: AttemptId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for AttemptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.run, self.payment, self.attempt)
    }
}

impl fmt::Display for RunIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a run id has 8 or more visible ASCII characters and no slash")
    }
}

impl fmt::Display for AttemptIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attempt id is <run>/<payment>/<attempt>")
    }
}

impl std::error::Error for RunIdError {}
impl std::error::Error for AttemptIdError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_id_is_read_back_as_it_was_written() {
        let id: AttemptId = "abcdefgh/417/3".parse().expect("an attempt id");
        assert_eq!((id.payment, id.attempt), (417, 3));
        assert_eq!(id.to_string(), "abcdefgh/417/3");
        assert!(!id.is_warming());
        assert!(AttemptId::warming(id.run).is_warming());
    }

    #[test]
    fn anything_else_is_malformed() {
        for text in [
            "",
            "short/1/1",
            "abcdefgh/1",
            "abcdefgh/1/1/1",
            "abcdefgh/01/1",
            "abcdefgh/+1/1",
            "abcdefgh/-1/1",
            "abcdefgh/1/",
            "abc efgh/1/1",
            "abcdefgh/4294967296/1",
        ] {
            assert!(text.parse::<AttemptId>().is_err(), "{text}");
        }
        assert!(format!("{}/1/1", "r".repeat(97)).parse::<AttemptId>().is_err());
    }
}
