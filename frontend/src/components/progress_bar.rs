use leptos::prelude::*;

/// How much of something is done.
#[component]
pub fn ProgressBar(
    /// What it is the progress of, for those who hear the page.
    #[prop(into)]
    label: Signal<String>,
    /// How much is done.
    #[prop(into)]
    value: Signal<usize>,
    /// How much there is to do.
    #[prop(into)]
    max: Signal<usize>,
) -> impl IntoView {
    view! {
        <progress
            aria-label=move || label.get()
            max=move || max.get().to_string()
            value=move || value.get().to_string()
        ></progress>
    }
}
