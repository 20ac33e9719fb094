use leptos::prelude::*;

/// A slider for a share from 0 to 1, in hundredths. It says what it stands at in words.
#[component]
pub fn RangeInput(
    /// Its `data-testid`.
    #[prop(into)]
    test_id: String,
    /// What it says.
    #[prop(into)]
    label: Signal<String>,
    /// What it stands at, in words.
    #[prop(into)]
    reading: Signal<String>,
    /// What it stands at.
    #[prop(into)]
    value: Signal<f64>,
    /// Hears where it was moved.
    #[prop(into)]
    on_change: Callback<f64>,
    /// The most it may be; 1 by default.
    #[prop(default = 1.0)]
    max: f64,
    /// Whether it cannot be moved now; false by default.
    #[prop(into, optional)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="range">
            <span>{move || label.get()}</span>
            <output>{move || reading.get()}</output>
            <input
                type="range"
                data-testid=test_id
                min="0"
                max=max
                step="0.01"
                prop:value=move || value.get().to_string()
                aria-valuetext=move || reading.get()
                disabled=move || disabled.get()
                on:input:target=move |event| on_change.run(event.target().value().parse().unwrap_or_default())
            />
        </label>
    }
}
