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

/// Why a header value is not an [`IdempotencyKey`]. Places are counted from 0, behind an opening quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// No bytes, or only a pair of quotes.
    Empty,
    /// More than 255 bytes.
    TooLong,
    /// A byte outside 0x21 to 0x7E, and where.
    BadByte(usize),
    /// An opening quote without a closing one.
    Unclosed,
    /// A backslash in front of something else than a quote or a backslash, and where.
    BadEscape(usize),
    /// Something else than parameters behind the closing quote.
    AfterQuotes,
}

impl IdempotencyKey {
    const MAX_BYTES: usize = 255;

    /// Reads a header's value: a raw token, or a string as RFC 9651 writes it (section 3.3.3): `"abc"` is `abc`, `\"` and
    /// `\\` are unescaped, and parameters behind it are ignored.
    pub fn from_header(value: &[u8]) -> Result<Self, KeyError> {
        match value.trim_ascii() {
            [b'"', quoted @ ..] => Self::from_bytes(&unquote(quoted)?),
            raw => Self::from_bytes(raw),
        }
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

/// Takes the string out of what follows its opening quote.
fn unquote(quoted: &[u8]) -> Result<Vec<u8>, KeyError> {
    let mut string = Vec::new();
    let mut bytes = quoted.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                let behind = quoted[at + 1..].trim_ascii_start();
                return if matches!(behind, [] | [b';', ..]) { Ok(string) } else { Err(KeyError::AfterQuotes) };
            }
            b'\\' => match bytes.next() {
                Some((_, escaped @ (b'"' | b'\\'))) => string.push(*escaped),
                Some(_) => return Err(KeyError::BadEscape(at)),
                None => return Err(KeyError::Unclosed),
            },
            0x21..=0x7E => string.push(*byte),
            _ => return Err(KeyError::BadByte(at)),
        }
    }
    Err(KeyError::Unclosed)
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
            Self::Unclosed => f.write_str("the key's closing quote is missing"),
            Self::BadEscape(at) => {
                write!(f, "the backslash at byte {at} of the key stands before neither a quote nor a backslash")
            }
            Self::AfterQuotes => {
                f.write_str("behind the key's closing quote nothing is taken but parameters, such as ;a=1")
            }
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
    }

    #[test]
    fn a_quoted_key_is_a_structured_field() {
        let read = |value: &str| IdempotencyKey::from_header(value.as_bytes()).map(|key| key.as_str().to_owned());
        assert_eq!(read(r#""abc";a=1"#).as_deref(), Ok("abc"));
        assert_eq!(read(r#""abc" ; a="x;y" ;b"#).as_deref(), Ok("abc"));
        assert_eq!(read(r#""a\"b\\c""#).as_deref(), Ok(r#"a"b\c"#));
        assert_eq!(read("abc;a=1").as_deref(), Ok("abc;a=1"), "a raw token has no parameters");
        assert_eq!(read(&format!("\"{}\"", r#"\""#.repeat(255))).as_deref(), Ok("\"".repeat(255).as_str()));
        assert_eq!(read(&format!("\"{}\"", r#"\""#.repeat(256))), Err(KeyError::TooLong));
        for (value, error) in [
            (r#""a"#, KeyError::Unclosed),
            (r#"""#, KeyError::Unclosed),
            (r#""a\"#, KeyError::Unclosed),
            (r#""a\""#, KeyError::Unclosed),
            (r#""a\b""#, KeyError::BadEscape(1)),
            (r#""a"b""#, KeyError::AfterQuotes),
            (r#""a", "b""#, KeyError::AfterQuotes),
            (r#""a b""#, KeyError::BadByte(1)),
            (r#""";a=1"#, KeyError::Empty),
        ] {
            assert_eq!(read(value), Err(error), "{value}");
        }
    }
}
