//! A payment, and how the body of `POST /payments/` becomes one.

use std::collections::HashSet;
use std::fmt;

use serde::Serialize;
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::{Amount, Party};

/// What is to be paid. Two payments are *the same payment* (the fingerprint of the contract) when
/// all three members are equal: `1`, `1.0` and `"1"` are one amount, whatever the bytes were.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Payment {
    /// Who pays.
    pub src: Party,
    /// Who is paid; may equal `src`.
    pub dest: Party,
    /// How much.
    pub amount: Amount,
}

/// Why a body is not a payment: a sentence that names the member or the byte, and nothing of the payload's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyError(String);

impl Payment {
    /// Reads the body of `POST /payments/`: one JSON object with `src`, `dest` and `amount`.
    /// Unknown members are ignored; a member given twice, known or not, is an error.
    pub fn from_json(body: &[u8]) -> Result<Self, BodyError> {
        let body = text_of(body)?;
        // What is no object at all would be quoted by serde's own error.
        if body.trim_ascii_start().bytes().next().is_some_and(|first| first != b'{') {
            return Err(BodyError(format!("the body must be {EXPECTED}")));
        }
        serde_json::from_str(body).map_err(|error| BodyError(error.to_string()))
    }

    /// The first member in which two payments differ, for the sentence of a `422`.
    pub fn first_difference(&self, other: &Self) -> Option<&'static str> {
        if self.src != other.src {
            Some("src")
        } else if self.dest != other.dest {
            Some("dest")
        } else if self.amount != other.amount {
            Some("amount")
        } else {
            None
        }
    }
}

impl<'de> Deserialize<'de> for Payment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

const EXPECTED: &str = "an object with src, dest and amount";

/// Collects the members of one payment.
struct Members;

/// A party as JSON. Serde's own error for another type would quote the value.
struct PartyValue(Party);

impl<'de> Visitor<'de> for Members {
    type Value = Payment;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Payment, A::Error> {
        let mut seen = HashSet::new();
        let (mut src, mut dest, mut amount) = (None, None, None);
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "src" => src = Some(member::<PartyValue, _>(&mut map, "src")?.0),
                "dest" => dest = Some(member::<PartyValue, _>(&mut map, "dest")?.0),
                "amount" => amount = Some(member(&mut map, "amount")?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            if let Some(twice) = seen.replace(name) {
                return Err(given_twice(&twice));
            }
        }
        Ok(Payment {
            src: src.ok_or_else(|| de::Error::missing_field("src"))?,
            dest: dest.ok_or_else(|| de::Error::missing_field("dest"))?,
            amount: amount.ok_or_else(|| de::Error::missing_field("amount"))?,
        })
    }
}

/// Other names than the payment's own are the client's, and not repeated: the error has their place.
fn given_twice<E: de::Error>(name: &str) -> E {
    match name {
        "src" | "dest" | "amount" => E::custom(format_args!("{name} is given twice")),
        _ => E::custom("a member is given twice"),
    }
}

impl<'de> Deserialize<'de> for PartyValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if !raw.get().starts_with('"') {
            return Err(de::Error::custom("must be a string"));
        }
        let name: String = serde_json::from_str(raw.get()).map_err(de::Error::custom)?;
        name.try_into().map(Self).map_err(de::Error::custom)
    }
}

/// The value of the member just read; its error names the member.
fn member<'de, T: Deserialize<'de>, A: MapAccess<'de>>(map: &mut A, name: &str) -> Result<T, A::Error> {
    map.next_value().map_err(|error| de::Error::custom(format_args!("{name}: {error}")))
}

/// Returns the text of a JSON body. JSON is UTF-8 (RFC 8259, section 8.1), and serde does not look into members that it
/// ignores.
pub fn text_of(body: &[u8]) -> Result<&str, BodyError> {
    std::str::from_utf8(body)
        .map_err(|error| BodyError(format!("byte {} of the body is no UTF-8", error.valid_up_to())))
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BodyError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Payment, String> {
        Payment::from_json(body.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_fingerprint_is_the_value_not_the_bytes() {
        let one = read(r#"{"src":"bianca","dest":"marc","amount":1}"#).expect("a payment");
        let same = read(r#" {"amount":"1.00","note":[1,{}],"dest":"m\u0061rc","src":"bianca"} "#).expect("a payment");
        assert_eq!(one, same);
        let other = read(r#"{"src":"bianca","dest":"marc","amount":2}"#).expect("a payment");
        assert_eq!(one.first_difference(&other), Some("amount"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, part) in [
            (r#"{"dest":"marc","amount":1}"#, "missing field `src`"),
            (r#"{"src":"b","dest":"m"}"#, "missing field `amount`"),
            (r#"{"src":"b","dest":"m","amount":-0}"#, "amount: must be above 0"),
            (r#"{"src":"b","dest":"m","amount":1e999999999}"#, "amount: must be at most"),
            (r#"{"src":"","dest":"m","amount":1}"#, "src: must not be empty"),
            (r#"{"src":"b","src":"b","dest":"m","amount":1}"#, "src is given twice at line 1 column"),
            (r#"{"src":"b","dest":"m","amount":1,"x":1,"x":2}"#, "a member is given twice at line 1 column"),
            (r#"{"src":5,"dest":"m","amount":1}"#, "src: must be a string"),
            (r#"{"src":"b","dest":"m","amount":1"#, "line 1 column"),
            (r#"{"src":"b","dest":"m","amount":1} x"#, "trailing characters"),
            ("[]", "an object with src, dest and amount"),
            ("", "EOF"),
        ] {
            let error = read(body).expect_err(body);
            assert!(error.contains(part), "{body} says {error}");
        }
    }

    #[test]
    fn a_body_is_utf_8_also_in_members_that_are_ignored() {
        let error =
            Payment::from_json(b"{\"src\":\"b\",\"dest\":\"m\",\"amount\":1,\"x\":\"\xFF\"}").expect_err("no JSON");
        assert_eq!(error.to_string(), "byte 38 of the body is no UTF-8");
    }

    #[test]
    fn what_is_wrong_is_said_without_a_word_of_the_payload() {
        for body in [
            r#""secret""#,
            r#"["secret"]"#,
            r#"{"src":["secret"],"dest":"m","amount":1}"#,
            r#"{"src":"secret\u0000","dest":"m","amount":1}"#,
            r#"{"src":"b","dest":{"secret":1},"amount":1}"#,
            r#"{"src":"b","dest":"m","amount":"secret"}"#,
            r#"{"src":"b","dest":"m","amount":{"secret":1}}"#,
            r#"{"src":"b","dest":"m","amount":1,"secret":1,"secret":2}"#,
            r#"{"src":"b","dest":"secret","amount":1"#,
            r#"{"src":"secret\ud800","dest":"m","amount":1}"#,
            "secret",
        ] {
            let error = read(body).expect_err(body);
            assert!(!error.contains("secret"), "{body} says {error}");
        }
    }
}
