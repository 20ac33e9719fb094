use leptos::prelude::*;

use crate::text::use_text;

/// A dark screen over everything, with a line that says how to get back.
#[component]
pub fn BlankScreen(
    /// Whether it is there.
    blanked: RwSignal<bool>,
) -> impl IntoView {
    let text = use_text();
    view! {
        <div
            class="blank"
            class:none=move || !blanked.get()
            data-testid="blank"
            role="status"
            on:click=move |_| blanked.set(false)
        >
            {move || blanked.get().then(|| text.get().look.blanked)}
        </div>
    }
}
