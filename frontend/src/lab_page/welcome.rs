//! What a stranger reads first.

use experiment::Scenario;
use leptos::prelude::*;

use crate::text::{said, use_text};

/// What this page is, and what to press first.
#[component]
pub fn Welcome(
    /// What is chosen.
    #[prop(into)]
    scenario: Signal<Scenario>,
) -> impl IntoView {
    let text = use_text();
    let first_step = move || match scenario.get() {
        Scenario::ByHand => text.get().lab.first_step_by_hand,
        Scenario::Chapter(_) | Scenario::Exhibit(_) => text.get().lab.first_step,
    };
    view! {
        <div class="welcome" data-testid="welcome">
            <p>{said(|text| text.lab.welcome)} " " <b>{first_step}</b></p>
        </div>
    }
}
