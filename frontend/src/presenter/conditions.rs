use experiment::Settings;
use leptos::prelude::*;

use crate::text::{Text, use_text};

/// Everything that shapes the result, as one line: a projector has no room for the controls.
#[component]
pub fn RunConditions(
    /// What the next run will do.
    #[prop(into)]
    settings: Signal<Settings>,
) -> impl IntoView {
    let text = use_text();
    let items = move || conditions(&settings.get(), text.get()).map(|item| view! { <li>{item}</li> }).collect_view();
    view! { <ul class="conditions">{items}</ul> }
}

/// Returns who does what, and what the network loses.
fn conditions(settings: &Settings, text: &Text) -> [String; 4] {
    [
        format!("{} {}", text.client, (text.client_policies)(settings.client_policy)),
        format!("{}: {}", text.requests_lost, (text.of_a_thousand)(settings.losses.request)),
        format!("{}: {}", text.replies_lost, (text.of_a_thousand)(settings.losses.reply)),
        format!("{} {}", text.bank, (text.key_policies)(settings.key_policy)),
    ]
}
