//! The settings form: what the next run will do.

use experiment::Settings;
use leptos::prelude::*;

/// What the next run will do. A scenario that is chosen brings its own settings.
#[derive(Clone, Copy)]
pub struct SettingsForm {
    /// All of them. One field is a slice: `create_slice(form.settings, |s| s.senders, |s, senders| s.senders = senders)`.
    pub settings: RwSignal<Settings>,
}

impl SettingsForm {
    /// The settings of the first scenario.
    pub(super) fn new() -> Self {
        Self { settings: RwSignal::new(experiment::Scenario::FIRST.settings()) }
    }
}

/// Returns the settings form.
pub fn use_settings() -> SettingsForm {
    expect_context()
}
