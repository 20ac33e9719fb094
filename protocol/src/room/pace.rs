//! What the room does together, and the names of scenarios on the wire.

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

/// Who chooses the scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoomMode {
    /// Everybody.
    #[default]
    Free,
    /// The host.
    Paced,
}

/// What the room does together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Who chooses the scenario.
    pub mode: RoomMode,
    /// The scenario of the room, by its name (`by-hand`, `chapter-1` to `chapter-5`, or an exhibit's name).
    pub scenario: String,
    /// Whether the bank of that scenario is shown; for a paced room.
    pub revealed: bool,
    /// How often *Reveal all* was pressed; a page in a free room lifts its covers once for each new number.
    pub reveals: u32,
    /// Whether all runs are held.
    pub paused: bool,
}

/// `PUT /room/pace`: absent members stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaceRequest {
    /// See [`Pace::mode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<RoomMode>,
    /// See [`Pace::scenario`]; on input the number of a chapter will do. Only a different one covers the bank again.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "maybe_scenario_name")]
    pub scenario: Option<String>,
    /// See [`Pace::revealed`]. In a free room `true` counts [`Pace::reveals`] up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revealed: Option<bool>,
    /// See [`Pace::paused`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<bool>,
}

/// Reads a scenario's name, or in its place the number of a chapter from 0 to 5.
pub(super) fn scenario_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Named {
        // JSON does not tell 3 from 3.0.
        Chapter(f64),
        Name(String),
    }
    match Named::deserialize(deserializer)? {
        Named::Chapter(0.0) => Ok("by-hand".to_owned()),
        Named::Chapter(number) if number.fract() == 0.0 && (1.0..=5.0).contains(&number) => {
            Ok(format!("chapter-{number:.0}"))
        }
        Named::Chapter(number) => Err(D::Error::custom(format_args!("{number} is no chapter from 0 to 5"))),
        Named::Name(name) => Ok(name),
    }
}

/// The same where it may be absent.
fn maybe_scenario_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct Named(#[serde(deserialize_with = "scenario_name")] String);
    Ok(Option::<Named>::deserialize(deserializer)?.map(|Named(name)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_may_be_named_by_its_number() {
        let read = |json: &str| serde_json::from_str::<PaceRequest>(json).map(|request| request.scenario).ok();
        assert_eq!(read(r#"{"scenario": 3}"#), Some(Some("chapter-3".to_owned())));
        assert_eq!(read(r#"{"scenario": 4.0}"#), Some(Some("chapter-4".to_owned())));
        assert_eq!(read(r#"{"scenario": 0}"#), Some(Some("by-hand".to_owned())));
        assert_eq!(read(r#"{"scenario": "one-key"}"#), Some(Some("one-key".to_owned())));
        assert_eq!(read(r#"{"scenario": null}"#), Some(None));
        assert_eq!(read("{}"), Some(None));
        for json in [
            r#"{"scenario": -1}"#,
            r#"{"scenario": 6}"#,
            r#"{"scenario": 2.5}"#,
            r#"{"scenario": 1e300}"#,
            r#"{"scenario": []}"#,
        ] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
