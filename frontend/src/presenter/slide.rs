use experiment::Scenario;
use leptos::prelude::*;

use super::parts::{Part, parts};
use crate::model::Slide;

/// What stands on the slide that is shown, and nothing else. What the next slide has as well is not made anew.
#[component]
pub fn SlideContent(
    /// The slide.
    #[prop(into)]
    slide: Signal<Slide>,
    /// What is chosen.
    #[prop(into)]
    scenario: Signal<Scenario>,
    /// Whether there is something to say of a crash.
    #[prop(into)]
    crash: Signal<bool>,
    /// Makes a part of it.
    #[prop(into)]
    part: Callback<Part, AnyView>,
) -> impl IntoView {
    let shown = move || parts(slide.get(), scenario.get(), crash.get());
    view! {
        <For each=shown key=|part| *part let:shown>
            {part.run(shown)}
        </For>
    }
}
