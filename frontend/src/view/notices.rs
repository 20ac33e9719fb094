//! What has to be said, where the user looks.

use leptos::prelude::*;

use super::lab;
use crate::text::text;

/// Sentences, the most important first, and the button that mends the proxy.
#[component]
pub(super) fn Notices() -> impl IntoView {
    let lab = lab();
    let notices = lab.seen(|seen| seen.notices.clone());
    let needs_repair = lab.seen(|seen| seen.needs_repair() && !seen.watching);
    view! {
        <div class="notices" role="alert" data-testid="notices">
            {move || {
                let say = text().notice;
                notices.get().iter().map(|notice| view! { <p>{say(notice)}</p> }).collect_view()
            }}
            <Show when=move || needs_repair.get()>
                <button data-testid="repair" on:click=move |_| lab.repair()>
                    {move || text().repair}
                </button>
            </Show>
        </div>
    }
}

/// What the address said that means nothing, until something else is chosen.
#[component]
pub(super) fn Ignored() -> impl IntoView {
    let ignored = lab().ignored;
    view! {
        <div role="status" data-testid="ignored">
            {move || {
                let say = text().look.ignored;
                ignored.with(|ignored| {
                    ignored.iter().map(|(name, value)| view! { <p class="ignored">{say(name, value)}</p> }).collect_view()
                })
            }}
        </div>
    }
}
