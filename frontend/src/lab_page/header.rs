//! The head of the page: its name, the chapters, and how the page is shown.

use leptos::prelude::*;

use crate::text::{Language, said};

/// The page's name, its chapters, and what stands at their right.
#[component]
pub fn Header(
    /// The chapters, and what stands at their right.
    children: Children,
) -> impl IntoView {
    view! {
        <header class="top">
            <h1>{said(|text| text.title)}</h1>
            {children()}
        </header>
    }
}

/// Opens the presenter view, and the list of its keys.
#[component]
pub fn ViewButtons(
    /// Whether the presenter view is shown.
    #[prop(into)]
    presenting: Signal<bool>,
    /// Shows the other view.
    #[prop(into)]
    on_toggle: Callback<()>,
    /// Shows the list of keys.
    #[prop(into)]
    on_help: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="quiet"
            data-testid="view"
            aria-pressed=move || presenting.get().to_string()
            on:click=move |_| on_toggle.run(())
        >
            {said(|text| text.look.projector)}
        </button>
        <button
            type="button"
            class="quiet"
            data-testid="help"
            aria-label=said(|text| text.look.keys_title)
            on:click=move |_| on_help.run(())
        >
            "?"
        </button>
    }
}

/// A button for each language, the chosen one pressed.
#[component]
pub fn LanguageSwitch(
    /// The language of the page.
    language: RwSignal<Language>,
) -> impl IntoView {
    let button = move |choice: Language| {
        view! {
            <button
                type="button"
                class="quiet"
                lang=choice.code()
                aria-pressed=move || (language.get() == choice).to_string()
                on:click=move |_| language.set(choice)
            >
                {choice.code().to_ascii_uppercase()}
            </button>
        }
    };
    view! { <div class="languages">{Language::ALL.map(button).collect_view()}</div> }
}
