//! Whose run is on the page, where that is not the one of what is chosen, and that it is a recording where it is one.

use experiment::{Millis, Scenario, Trial};
use leptos::prelude::*;

use crate::clock;
use crate::text::use_text;

/// A chapter's button changes only the page: the numbers are those of the latest run until the next one starts, or those
/// that were recorded of the chapter's own.
#[component]
pub fn RecordingBanner(
    /// The scenario of the run on the page, where that is not the chosen one.
    #[prop(into)]
    elsewhere: Signal<Option<Scenario>>,
    /// The trial that the run on the page is, if it is one.
    #[prop(into)]
    trial: Signal<Option<Trial>>,
    /// When the run on the page was recorded, where it is a recording.
    #[prop(into)]
    recorded_at: Signal<Option<Millis>>,
) -> impl IntoView {
    let text = use_text();
    let words = move || match recorded_at.get() {
        Some(at) => Some((text.get().runs.recorded)(&clock::on_the_wall(at))),
        None => match trial.get() {
            Some(trial) => Some((text.get().pages.exercise.shows_trial)(trial)),
            None => elsewhere.get().map(text.get().runs.shows),
        },
    };
    view! {
        <p
            class="elsewhere"
            data-testid="recording-banner"
            role="note"
            class:recorded=move || recorded_at.get().is_some()
            hidden=move || words().is_none()
        >
            {words}
        </p>
    }
}
