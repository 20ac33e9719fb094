use leptos::html;
use leptos::prelude::*;

use super::keep_focus;

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// One of many.
    #[default]
    Plain,
    /// What is to be done next.
    Primary,
    /// What cannot be undone.
    Dangerous,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Primary => "primary",
            Self::Dangerous => "dangerous",
        }
    }
}

/// A button with a text. It does not take the focus along when it is disabled or goes away.
#[component]
pub fn Button(
    /// Its `data-testid`.
    #[prop(into)]
    test_id: String,
    /// What it says.
    #[prop(into)]
    label: Signal<String>,
    /// What it does.
    #[prop(into)]
    on_press: Callback<()>,
    /// What it says in more words, while the pointer rests on it.
    #[prop(into, optional)]
    hint: Option<Signal<String>>,
    /// How much it stands out; plain by default.
    #[prop(into, optional)]
    kind: Signal<ButtonKind>,
    /// Whether it cannot be pressed now; false by default.
    #[prop(into, optional)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    keep_focus(button, disabled);
    view! {
        <button
            type="button"
            node_ref=button
            data-testid=test_id
            class=move || kind.get().class()
            title=move || hint.map(|hint| hint.get())
            disabled=move || disabled.get()
            on:click=move |_| on_press.run(())
        >
            {move || label.get()}
        </button>
    }
}
