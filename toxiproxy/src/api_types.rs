//! The bodies of the control API: proxies and toxics as JSON.

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::error::Error;
use crate::go_json::{Decoder, first_value};
use crate::toxics::Attributes;

/// A proxy in a response.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ProxyView {
    pub(crate) name: String,
    /// The bound address, or while the proxy has never been enabled the one it was given.
    pub(crate) listen: String,
    pub(crate) upstream: String,
    pub(crate) enabled: bool,
    /// Upstream ones first.
    pub(crate) toxics: Vec<ToxicView>,
}

/// A toxic in a response.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ToxicView {
    pub(crate) attributes: Attributes,
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// As it was given, in whatever case.
    pub(crate) stream: String,
    #[serde(serialize_with = "whole_if_whole")]
    pub(crate) toxicity: f32,
}

/// Writes `1` and not `1.0`, and other whole numbers too as Go does: their digits and no exponent up to 21 of them.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn whole_if_whole<S: Serializer>(number: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    if number.fract() == 0.0 && number.abs() < 1e21 {
        RawValue::from_string(number.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    } else {
        serializer.serialize_f32(*number)
    }
}

/// A proxy in a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ProxyInput {
    pub(crate) name: String,
    pub(crate) listen: String,
    pub(crate) upstream: String,
    pub(crate) enabled: bool,
}

impl Default for ProxyInput {
    fn default() -> Self {
        Self { name: String::new(), listen: String::new(), upstream: String::new(), enabled: true }
    }
}

impl ProxyInput {
    /// Reads a proxy to create.
    pub(crate) fn create(body: &[u8]) -> Result<Self, Error> {
        let mut input = Self::default();
        input.merge(body)?;
        input.require_name_and_upstream("")?;
        Ok(input)
    }

    /// Reads a list of proxies; it is checked as a whole before anything is done about it.
    pub(crate) fn list(body: &[u8]) -> Result<Vec<Self>, Error> {
        let mut decoder = Decoder::default();
        let mut inputs = Vec::new();
        for element in decoder.elements(&first_value(body)?) {
            let mut input = Self::default();
            input.decode(&mut decoder, &element);
            inputs.push(input);
        }
        decoder.finish()?;
        for (index, input) in inputs.iter().enumerate() {
            input.require_name_and_upstream(&format!(" at proxy {}", index + 1))?;
        }
        Ok(inputs)
    }

    /// Overwrites the members that the body has.
    pub(crate) fn merge(&mut self, body: &[u8]) -> Result<(), Error> {
        let mut decoder = Decoder::default();
        self.decode(&mut decoder, &first_value(body)?);
        decoder.finish()
    }

    fn decode(&mut self, decoder: &mut Decoder, value: &RawValue) {
        for (key, value) in decoder.members(value) {
            match key.as_str() {
                "name" => decoder.string(&value, &mut self.name),
                "listen" => decoder.string(&value, &mut self.listen),
                "upstream" => decoder.string(&value, &mut self.upstream),
                "enabled" => decoder.bool(&value, &mut self.enabled),
                _ => {}
            }
        }
    }

    fn require_name_and_upstream(&self, at: &str) -> Result<(), Error> {
        for (field, value) in [("name", &self.name), ("upstream", &self.upstream)] {
            if value.is_empty() {
                return Err(Error::MissingField { field, at: at.to_owned() });
            }
        }
        Ok(())
    }
}

/// A toxic in a request, its attributes still unread: what they may be depends on the type.
#[derive(Debug)]
pub(crate) struct ToxicInput {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) stream: String,
    pub(crate) toxicity: f32,
    attributes: RawAttributes,
}

impl ToxicInput {
    /// Reads a toxic to create.
    pub(crate) fn create(body: &[u8]) -> Result<Self, Error> {
        let mut decoder = Decoder::default();
        let mut input = Self {
            name: String::new(),
            kind: String::new(),
            stream: "downstream".to_owned(),
            toxicity: 1.0,
            attributes: RawAttributes::default(),
        };
        for (key, value) in decoder.members(&first_value(body)?) {
            match key.as_str() {
                "name" => decoder.string(&value, &mut input.name),
                "type" => decoder.string(&value, &mut input.kind),
                "stream" => decoder.string(&value, &mut input.stream),
                "toxicity" => decoder.float(&value, &mut input.toxicity),
                "attributes" => input.attributes.extend(&mut decoder, &value),
                _ => {}
            }
        }
        decoder.finish()?;
        if input.name.is_empty() {
            input.name = format!("{}_{}", input.kind, input.stream);
        }
        Ok(input)
    }

    /// Returns the attributes in the request, over `defaults`.
    pub(crate) fn attributes(&self, mut defaults: Attributes) -> Result<Attributes, Error> {
        let mut decoder = Decoder::default();
        self.attributes.apply(&mut decoder, &mut defaults);
        decoder.finish().map(|()| defaults)
    }
}

/// Changes `attributes` and `toxicity` as the body says. What could be read is changed even when an error comes
/// out: the attributes always, the toxicity only when all was well. That is the original's way.
pub(crate) fn update_toxic(body: &[u8], attributes: &mut Attributes, toxicity: &mut f32) -> Result<(), Error> {
    let mut decoder = Decoder::default();
    let mut new_toxicity = *toxicity;
    for (key, value) in decoder.members(&first_value(body)?) {
        match key.as_str() {
            "attributes" => {
                let mut raw = RawAttributes::default();
                raw.extend(&mut decoder, &value);
                raw.apply(&mut decoder, attributes);
            }
            "toxicity" => decoder.float(&value, &mut new_toxicity),
            _ => {}
        }
    }
    decoder.finish()?;
    *toxicity = new_toxicity;
    Ok(())
}

/// The members of one or more `attributes` objects, before their types are checked.
#[derive(Debug, Default)]
struct RawAttributes(Vec<(String, Box<RawValue>)>);

impl RawAttributes {
    fn extend(&mut self, decoder: &mut Decoder, value: &RawValue) {
        self.0.extend(decoder.members(value));
    }

    fn apply(&self, decoder: &mut Decoder, attributes: &mut Attributes) {
        for (key, value) in &self.0 {
            if let Some(attribute) = attributes.attribute(key) {
                decoder.integer(value, attribute);
            }
        }
    }
}
