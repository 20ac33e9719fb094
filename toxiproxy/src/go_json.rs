//! JSON as Go's decoder reads it, because Toxiproxy's clients lean on its leniency.
//!
//! Keys match in any case; unknown ones are ignored; `null` leaves the default; of a body only the first value
//! is read. A member of the wrong type is an error, but the members beside it are still taken: a refused update
//! of a toxic has an effect in the original, and so it has here.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::Error;

/// Reads the first JSON value of a body; what follows it is ignored.
pub(crate) fn first_value(body: &[u8]) -> Result<Box<RawValue>, Error> {
    let text = String::from_utf8_lossy(body);
    match serde_json::Deserializer::from_str(&text).into_iter::<Box<RawValue>>().next() {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) if error.is_eof() => Err(Error::BadRequestBody("unexpected EOF".into())),
        Some(Err(error)) => Err(Error::BadRequestBody(error.to_string())),
        None => Err(Error::BadRequestBody("EOF".into())),
    }
}

/// Decodes values and remembers the first that had the wrong type.
#[derive(Default)]
pub(crate) struct Decoder {
    first_error: Option<Error>,
}

impl Decoder {
    /// Returns the members of an object in their order, duplicates included, their keys in lower case; none for `null`.
    pub(crate) fn members(&mut self, value: &RawValue) -> Vec<(String, Box<RawValue>)> {
        self.read::<Members>(value, "object").map_or_else(Vec::new, |members| members.0)
    }

    /// Returns the elements of an array; none for `null`.
    pub(crate) fn elements(&mut self, value: &RawValue) -> Vec<Box<RawValue>> {
        self.read(value, "array").unwrap_or_default()
    }

    /// Puts a string into `target`.
    pub(crate) fn string(&mut self, value: &RawValue, target: &mut String) {
        if let Some(text) = self.read(value, "string") {
            *target = text;
        }
    }

    /// Puts `true` or `false` into `target`.
    pub(crate) fn bool(&mut self, value: &RawValue, target: &mut bool) {
        if let Some(flag) = self.read(value, "bool") {
            *target = flag;
        }
    }

    /// Puts an integer into `target`; only a literal integer is one: `1.0` and `1e3` are not.
    pub(crate) fn integer(&mut self, value: &RawValue, target: &mut i64) {
        if value.get() == "null" {
            return;
        }
        match value.get().parse() {
            Ok(number) => *target = number,
            Err(_) => self.refuse(value, "int64"),
        }
    }

    /// Puts a number that fits 32 bits into `target`; it may lose digits.
    pub(crate) fn float(&mut self, value: &RawValue, target: &mut f32) {
        if value.get() == "null" {
            return;
        }
        // Rust's parser also reads `inf` and `nan`, but those are no JSON and never get here.
        match value.get().parse::<f32>() {
            Ok(number) if number.is_finite() => *target = number,
            _ => self.refuse(value, "float32"),
        }
    }

    /// Returns the error of the first value of a wrong type, if there was one.
    pub(crate) fn finish(self) -> Result<(), Error> {
        self.first_error.map_or(Ok(()), Err)
    }

    fn read<T: for<'de> Deserialize<'de>>(&mut self, value: &RawValue, wanted: &str) -> Option<T> {
        let parsed = serde_json::from_str::<Option<T>>(value.get());
        parsed.unwrap_or_else(|_| {
            self.refuse(value, wanted);
            None
        })
    }

    fn refuse(&mut self, value: &RawValue, wanted: &str) {
        let found = match value.get().as_bytes()[0] {
            b'{' => "object",
            b'[' => "array",
            b'"' => "string",
            b't' | b'f' => "bool",
            _ => "number",
        };
        let text = format!("json: cannot unmarshal {found} into Go value of type {wanted}");
        self.first_error.get_or_insert(Error::BadRequestBody(text));
    }
}

struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    members.push((key.to_lowercase(), value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Box<RawValue> {
        first_value(text.as_bytes()).unwrap()
    }

    #[test]
    fn only_the_first_value_of_a_body_is_read() {
        assert_eq!(first_value(br#" {"a":1} and more"#).unwrap().get(), r#"{"a":1}"#);
        assert_eq!(first_value(b"").unwrap_err(), Error::BadRequestBody("EOF".into()));
        assert_eq!(first_value(b"{").unwrap_err(), Error::BadRequestBody("unexpected EOF".into()));
        assert!(first_value(b"nonsense").is_err());
    }

    #[test]
    fn keys_come_in_lower_case_and_in_order_with_duplicates() {
        let members = Decoder::default().members(&value(r#"{"Name":1,"b":2,"NAME":3}"#));
        let seen: Vec<_> = members.iter().map(|(key, value)| (key.as_str(), value.get())).collect();
        assert_eq!(seen, [("name", "1"), ("b", "2"), ("name", "3")]);
    }

    #[test]
    fn null_leaves_the_default_and_a_wrong_type_is_remembered() {
        let mut decoder = Decoder::default();
        let (mut text, mut number, mut flag, mut share) = ("old".to_owned(), 7, true, 0.5);
        decoder.string(&value("null"), &mut text);
        decoder.integer(&value("null"), &mut number);
        decoder.bool(&value("null"), &mut flag);
        decoder.float(&value("null"), &mut share);
        assert_eq!((text.as_str(), number, flag, share), ("old", 7, true, 0.5));
        decoder.integer(&value("\"x\""), &mut number);
        decoder.integer(&value("8"), &mut number);
        assert_eq!(number, 8, "what comes after an error is still taken");
        assert!(decoder.finish().is_err());
    }

    #[test]
    fn integers_are_literal_integers() {
        for (text, expected) in [("12", Some(12)), ("-3", Some(-3)), ("-0", Some(0))] {
            let mut number = 99;
            Decoder::default().integer(&value(text), &mut number);
            assert_eq!(Some(number), expected, "{text}");
        }
        for text in ["1.0", "1e3", "\"100\"", "true", "9223372036854775808", "[]"] {
            let mut decoder = Decoder::default();
            decoder.integer(&value(text), &mut 0);
            assert!(decoder.finish().is_err(), "{text}");
        }
    }

    #[test]
    fn toxicity_keeps_thirty_two_bits_and_refuses_more() {
        let mut share = 0.0;
        Decoder::default().float(&value("0.123456789"), &mut share);
        assert_eq!(share.to_string(), "0.12345679");
        let mut decoder = Decoder::default();
        decoder.float(&value("1e40"), &mut share);
        assert!(decoder.finish().is_err());
    }
}
