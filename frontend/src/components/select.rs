use leptos::prelude::*;

/// One of a few values.
#[component]
pub fn Select(
    /// Its `data-testid`.
    #[prop(into)]
    test_id: String,
    /// What is chosen, for those who hear the page.
    #[prop(into)]
    label: Signal<String>,
    /// The values there are.
    options: Vec<&'static str>,
    /// What each of them is called, in the same order.
    #[prop(into)]
    names: Signal<Vec<String>>,
    /// The value that is chosen.
    #[prop(into)]
    value: Signal<&'static str>,
    /// Hears what was chosen instead.
    #[prop(into)]
    on_change: Callback<String>,
    /// Whether nothing else can be chosen now; false by default.
    #[prop(into, optional)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let option = move |(index, option): (usize, &'static str)| {
        let name = move || names.with(|names| names.get(index).cloned());
        // Chosen by each option, because a select takes no value before it has options.
        view! { <option value=option prop:selected=move || value.get() == option>{name}</option> }
    };
    view! {
        <select
            data-testid=test_id
            aria-label=move || label.get()
            disabled=move || disabled.get()
            on:change:target=move |event| on_change.run(event.target().value())
        >
            {options.into_iter().enumerate().map(option).collect_view()}
        </select>
    }
}
