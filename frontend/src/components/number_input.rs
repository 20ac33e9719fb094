use leptos::prelude::*;

/// A field for a whole number. What is none becomes the number it was, what is out of bounds the nearest that is not.
#[component]
pub fn NumberInput(
    /// Its `data-testid`.
    #[prop(into)]
    test_id: String,
    /// What it says.
    #[prop(into)]
    label: Signal<String>,
    /// What stands behind the number; nothing by default.
    #[prop(into, optional)]
    unit: MaybeProp<String>,
    /// The least it may be.
    min: u64,
    /// The most it may be.
    max: u64,
    /// What it is.
    #[prop(into)]
    value: Signal<u64>,
    /// Hears what it was changed to.
    #[prop(into)]
    on_change: Callback<u64>,
    /// Whether it cannot be changed now; false by default.
    #[prop(into, optional)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{move || label.get()}</span>
            <input
                type="number"
                data-testid=test_id
                min=min
                max=max
                prop:value=move || value.get().to_string()
                disabled=move || disabled.get()
                on:change:target=move |event| {
                    let field = event.target();
                    let number = field.value().parse().unwrap_or(value.get_untracked()).clamp(min, max);
                    field.set_value(&number.to_string());
                    on_change.run(number);
                }
            />
            <span>{move || unit.get()}</span>
        </label>
    }
}
