use leptos::prelude::*;
use web_sys::PointerEvent;

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
    // Browsers move a slider as soon as a finger touches it, also one that scrolls across.
    let touched = StoredValue::new(None);
    let touch = move |event: PointerEvent| {
        touched.set_value((event.pointer_type() == "touch").then(|| (value.get_untracked(), at(&event))));
    };
    let leave = move |event: PointerEvent| {
        if let Some((before, (x, y))) = touched.get_value() {
            let (across, along) = ((at(&event).0 - x).abs(), (at(&event).1 - y).abs());
            if event.type_() == "pointercancel" || along > across.max(10) {
                on_change.run(before);
            }
        }
    };
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
                on:pointerdown=touch
                on:pointerup=leave
                on:pointercancel=leave
                on:input:target=move |event| on_change.run(event.target().value().parse().unwrap_or_default())
            />
        </label>
    }
}

fn at(event: &PointerEvent) -> (i32, i32) {
    (event.client_x(), event.client_y())
}
