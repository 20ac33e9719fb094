//! The idempotency key.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Names one payment, so that repeating a request for it is harmless: 1 to 255 bytes of 0x21 to
/// 0x7E, case-sensitive, never truncated. (The IETF draft `draft-ietf-httpapi-idempotency-key-header`
/// writes it as a quoted string; the workshop sends a raw token. Both are read.)
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdempotencyKey(String);

/// Why a header value is not an [`IdempotencyKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// No bytes, or only a pair of quotes.
    Empty,
    /// More than 255 bytes.
    TooLong,
    /// A byte outside 0x21 to 0x7E; where, counted from 0 behind the opening quote.
    BadByte(usize),
    /// A quote or a backslash inside a quoted string, or a quote that is not closed.
    BadQuotes,
}

impl IdempotencyKey {
    const MAX_BYTES: usize = 255;

    /// Reads a header's value: a raw token, or a quoted string (`"abc"` is `abc`).
    pub fn from_header(value: &[u8]) -> Result<Self, KeyError> {
        let value = value.trim_ascii();
        let key = match value {
            [b'"', inner @ .., b'"'] => {
                if inner.iter().any(|byte| matches!(byte, b'"' | b'\\')) {
                    return Err(KeyError::BadQuotes);
                }
                inner
            }
            [b'"', ..] => return Err(KeyError::BadQuotes),
            raw => raw,
        };
        Self::from_bytes(key)
    }

    fn from_bytes(key: &[u8]) -> Result<Self, KeyError> {
        if key.is_empty() {
            return Err(KeyError::Empty);
        }
        if key.len() > Self::MAX_BYTES {
            return Err(KeyError::TooLong);
        }
        if let Some(at) = key.iter().position(|byte| !(0x21..=0x7E).contains(byte)) {
            return Err(KeyError::BadByte(at));
        }
        Ok(Self(key.iter().map(|&byte| char::from(byte)).collect()))
    }

    /// The key without quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = KeyError;

    /// The key itself, not a header's value: quotes are part of it.
    fn from_str(key: &str) -> Result<Self, KeyError> {
        Self::from_bytes(key.as_bytes())
    }
}

impl TryFrom<String> for IdempotencyKey {
    type Error = KeyError;

    fn try_from(key: String) -> Result<Self, KeyError> {
        key.parse()
    }
}

impl From<IdempotencyKey> for String {
    fn from(key: IdempotencyKey) -> Self {
        key.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the key is empty"),
            Self::TooLong => f.write_str("the key has more than 255 bytes"),
            Self::BadByte(at) => write!(f, "byte {at} of the key is not a visible ASCII character"),
            Self::BadQuotes => f.write_str("the key's quotes do not match"),
        }
    }
}

impl std::error::Error for KeyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_key_is_the_key_without_its_quotes() {
        let quoted = IdempotencyKey::from_header(b"\"abc\"").expect("a key");
        assert_eq!(quoted, IdempotencyKey::from_header(b" abc ").expect("a key"));
        assert_eq!(quoted.as_str(), "abc");
    }

    #[test]
    fn a_key_is_never_truncated_or_mended() {
        let longest = "k".repeat(255);
        assert!(IdempotencyKey::from_header(longest.as_bytes()).is_ok());
        assert!(IdempotencyKey::from_header(format!("\"{longest}\"").as_bytes()).is_ok());
        assert_eq!(IdempotencyKey::from_header(&[b'k'; 256]), Err(KeyError::TooLong));
        assert_eq!(IdempotencyKey::from_header(b"a b"), Err(KeyError::BadByte(1)));
        assert_eq!(IdempotencyKey::from_header("ü".as_bytes()), Err(KeyError::BadByte(0)));
        assert_eq!(IdempotencyKey::from_header(b""), Err(KeyError::Empty));
        assert_eq!(IdempotencyKey::from_header(b"\"\""), Err(KeyError::Empty));
        assert_eq!(IdempotencyKey::from_header(b"\"a"), Err(KeyError::BadQuotes));
        assert_eq!(IdempotencyKey::from_header(b"\"a\"b\""), Err(KeyError::BadQuotes));
        assert_eq!(IdempotencyKey::from_header(b"\""), Err(KeyError::BadQuotes));
    }
}
