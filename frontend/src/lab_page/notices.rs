//! What has to be said, where the user looks.

use leptos::prelude::*;

use crate::components::Button;
use crate::model::Notice;
use crate::text::{said, use_text};

/// Sentences, the most important first, and the buttons that help. A screen reader hears them when they come.
#[component]
pub fn Notices(
    /// What is to be said.
    #[prop(into)]
    notices: Signal<Vec<Notice>>,
    /// Whether the proxy must be mended, and this page can.
    #[prop(into)]
    may_repair: Signal<bool>,
    /// Whether another page runs, whose run this one can end.
    #[prop(into)]
    may_end_other_run: Signal<bool>,
    /// Mends the proxy.
    #[prop(into)]
    on_repair: Callback<()>,
    /// Ends the run of the other page.
    #[prop(into)]
    on_end_other_run: Callback<()>,
) -> impl IntoView {
    let text = use_text();
    let sentences = move || notices.with(|notices| notices.iter().map(text.get().notice).collect::<Vec<_>>());
    let sentence = |sentence: String| view! { <p>{sentence}</p> }.into_any();
    view! {
        <div class="notices" data-testid="notices" role="alert" class:quiet=move || notices.with(Vec::is_empty)>
            {move || sentences().into_iter().map(sentence).collect_view()}
            <Show when=move || may_repair.get()>
                <Button test_id="repair" label=said(|text| text.repair) on_press=on_repair />
            </Show>
            <Show when=move || may_end_other_run.get()>
                <Button test_id="end-other-run" label=said(|text| text.lab.end_other_run) on_press=on_end_other_run />
            </Show>
        </div>
    }
}

/// What the address said that means nothing, until something else is chosen.
#[component]
pub fn IgnoredAddress(
    /// Names and values.
    #[prop(into)]
    ignored: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let text = use_text();
    let sentences = move || {
        let say =
            |(name, value): &(String, String)| view! { <p>{(text.get().look.ignored)(name, value)}</p> }.into_any();
        ignored.with(|ignored| ignored.iter().map(say).collect_view())
    };
    view! {
        <div class="ignored" data-testid="ignored" role="status" class:quiet=move || ignored.with(Vec::is_empty)>
            {sentences}
        </div>
    }
}
