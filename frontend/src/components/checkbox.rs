use leptos::prelude::*;

/// A checkbox with its words behind it.
#[component]
pub fn Checkbox(
    /// Its `data-testid`.
    #[prop(into)]
    test_id: String,
    /// What it says.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is checked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Hears what it was changed to.
    #[prop(into)]
    on_change: Callback<bool>,
    /// Whether it cannot be changed now; false by default.
    #[prop(into, optional)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                data-testid=test_id
                prop:checked=move || checked.get()
                disabled=move || disabled.get()
                on:change:target=move |event| on_change.run(event.target().checked())
            />
            <span>{move || label.get()}</span>
        </label>
    }
}
