use leptos::prelude::*;

/// A term and what is said of it, as a group of a `<dl>`.
#[component]
pub fn Stat(
    /// The `data-testid` of what is said.
    #[prop(into)]
    test_id: String,
    /// The term.
    #[prop(into)]
    label: Signal<String>,
    /// What is said of it.
    #[prop(into)]
    value: Signal<String>,
    /// What scripts read, where that is not the text; absent by default.
    #[prop(into, optional)]
    data_value: Signal<Option<String>>,
    /// Whether there is nothing to say; false by default.
    #[prop(into, optional)]
    hidden: Signal<bool>,
) -> impl IntoView {
    let class = format!("stat {test_id}");
    view! {
        <div class=class hidden=move || hidden.get()>
            <dt>{move || label.get()}</dt>
            <dd data-testid=test_id data-value=move || data_value.get()>{move || value.get()}</dd>
        </div>
    }
}
