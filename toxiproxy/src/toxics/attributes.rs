//! The attributes of each type of toxic, as they stand in JSON.

use serde::Serialize;

/// A toxic's type with its attributes, all of them whole numbers that default to 0 and are not checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Attributes {
    /// Milliseconds.
    Latency { latency: i64, jitter: i64 },
    /// Thousands of bytes per second.
    Bandwidth { rate: i64 },
    /// Milliseconds.
    SlowClose { delay: i64 },
    /// Milliseconds.
    Timeout { timeout: i64 },
    /// Bytes, bytes, microseconds.
    Slicer { average_size: i64, size_variation: i64, delay: i64 },
    /// Bytes.
    LimitData { bytes: i64 },
    /// Milliseconds.
    ResetPeer { timeout: i64 },
    /// Nothing to set.
    Noop {},
}

impl Attributes {
    /// Returns the attributes of a type, each at its default; `None` for a type that does not exist.
    pub(crate) fn of_type(name: &str) -> Option<Self> {
        Some(match name {
            "latency" => Self::Latency { latency: 0, jitter: 0 },
            "bandwidth" => Self::Bandwidth { rate: 0 },
            "slow_close" => Self::SlowClose { delay: 0 },
            "timeout" => Self::Timeout { timeout: 0 },
            "slicer" => Self::Slicer { average_size: 0, size_variation: 0, delay: 0 },
            "limit_data" => Self::LimitData { bytes: 0 },
            "reset_peer" => Self::ResetPeer { timeout: 0 },
            "noop" => Self::Noop {},
            _ => return None,
        })
    }

    /// Returns the type's name.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::Bandwidth { .. } => "bandwidth",
            Self::SlowClose { .. } => "slow_close",
            Self::Timeout { .. } => "timeout",
            Self::Slicer { .. } => "slicer",
            Self::LimitData { .. } => "limit_data",
            Self::ResetPeer { .. } => "reset_peer",
            Self::Noop {} => "noop",
        }
    }

    /// Returns the attribute of that name, in lower case.
    pub(crate) fn attribute(&mut self, name: &str) -> Option<&mut i64> {
        match (self, name) {
            (Self::Latency { latency: value, .. }, "latency")
            | (Self::Latency { jitter: value, .. }, "jitter")
            | (Self::Bandwidth { rate: value }, "rate")
            | (Self::SlowClose { delay: value } | Self::Slicer { delay: value, .. }, "delay")
            | (Self::Timeout { timeout: value } | Self::ResetPeer { timeout: value }, "timeout")
            | (Self::Slicer { average_size: value, .. }, "average_size")
            | (Self::Slicer { size_variation: value, .. }, "size_variation")
            | (Self::LimitData { bytes: value }, "bytes") => Some(value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_known_by_its_own_name_and_writes_all_its_attributes() {
        let attributes = [
            ("latency", r#"{"latency":0,"jitter":0}"#),
            ("bandwidth", r#"{"rate":0}"#),
            ("slow_close", r#"{"delay":0}"#),
            ("timeout", r#"{"timeout":0}"#),
            ("slicer", r#"{"average_size":0,"size_variation":0,"delay":0}"#),
            ("limit_data", r#"{"bytes":0}"#),
            ("reset_peer", r#"{"timeout":0}"#),
            ("noop", "{}"),
        ];
        for (name, json) in attributes {
            let attributes = Attributes::of_type(name).unwrap();
            assert_eq!(attributes.type_name(), name);
            assert_eq!(serde_json::to_string(&attributes).unwrap(), json);
        }
        assert_eq!(Attributes::of_type("Latency"), None);
    }
}
