//! JSON without serde, whose readers and errors made a tenth of the page: the browser reads it, and what the page
//! writes is a few objects of texts and numbers.

use std::fmt::Write as _;
use std::str::FromStr;

use wasm_bindgen::JsValue;

/// A value that the browser has read.
pub(crate) struct Json(JsValue);

impl Json {
    /// `None` for what is no JSON.
    pub(crate) fn read(text: &str) -> Option<Self> {
        js_sys::JSON::parse(text).ok().map(Self)
    }

    /// The member of an object; none of the readers below finds anything in one that is not there.
    pub(crate) fn member(&self, name: &str) -> Self {
        Self(js_sys::Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::UNDEFINED))
    }

    /// The elements of a list.
    pub(crate) fn elements(&self) -> Option<impl Iterator<Item = Self>> {
        js_sys::Array::is_array(&self.0).then(|| js_sys::Array::from(&self.0).into_iter().map(Self))
    }

    /// The text that it is.
    pub(crate) fn as_text(&self) -> Option<String> {
        self.0.as_string()
    }

    /// The member as a text; `None` where it is null.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.member(name).as_text()
    }

    /// The member as what its text says.
    pub(crate) fn parsed<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }

    /// The member as a number.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.member(name).0.as_f64()
    }

    /// The member as a whole number.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and not negative")]
    pub(crate) fn count<T: TryFrom<u64>>(&self, name: &str) -> Option<T> {
        let number = self.number(name).filter(|number| *number >= 0.0 && number.fract() == 0.0)?;
        T::try_from(number as u64).ok()
    }

    /// The member as yes or no.
    pub(crate) fn is(&self, name: &str) -> Option<bool> {
        self.member(name).0.as_bool()
    }
}

/// An object that is being written, member by member.
#[derive(Default)]
pub(crate) struct Object(String);

impl Object {
    /// With a member whose value is JSON already.
    pub(crate) fn json(mut self, name: &str, json: &str) -> Self {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0 += &quoted(name);
        self.0.push(':');
        self.0 += json;
        self
    }

    /// With a text.
    pub(crate) fn text(self, name: &str, text: &str) -> Self {
        self.json(name, &quoted(text))
    }

    /// With a text, or null.
    pub(crate) fn text_or_null(self, name: &str, text: Option<&str>) -> Self {
        self.json(name, &text.map_or_else(|| NULL.to_owned(), quoted))
    }

    /// With a whole number.
    pub(crate) fn count(self, name: &str, count: u64) -> Self {
        self.json(name, &count.to_string())
    }

    /// All of it.
    pub(crate) fn written(self) -> String {
        self.0 + "}"
    }
}

/// What is not there.
pub(crate) const NULL: &str = "null";

/// A text as JSON (RFC 8259, section 7).
fn quoted(text: &str) -> String {
    let mut json = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\0'..' ' => write!(json, "\\u{:04x}", u32::from(character)).expect("a string takes all"),
            _ => json.push(character),
        }
    }
    json + "\""
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_is_written_says_what_it_should() {
        let hostile = "a \"quote\", a \\, a\nline, \u{1}, \u{7f}, \u{fc} and \u{1f4b6}";
        let written = Object::default()
            .text("text", hostile)
            .text_or_null("nothing", None)
            .text_or_null("\"name\"", Some(""))
            .count("count", 3)
            .json("object", &Object::default().count("inner", 0).written())
            .written();
        let expected =
            json!({ "text": hostile, "nothing": null, "\"name\"": "", "count": 3, "object": { "inner": 0 } });
        assert_eq!(serde_json::from_str::<Value>(&written).expect("JSON"), expected);
    }
}
