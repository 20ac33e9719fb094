use leptos::html::Dialog;
use leptos::prelude::*;

use crate::components::{Button, Checkbox};
use crate::text::{said, use_text};

/// The list of keys, and whether letters are among them.
#[component]
pub fn ShortcutHelp(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Whether single characters are shortcuts.
    letters: RwSignal<bool>,
) -> impl IntoView {
    let text = use_text();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match open.get() {
            // Fails only for a dialog that is open already.
            true if !dialog.open() => drop(dialog.show_modal()),
            false if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let keys = move || {
        let row = |(key, meaning)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{meaning}</dd></div> };
        text.get().look.keys.map(row).collect_view()
    };
    view! {
        <dialog
            class="help"
            data-testid="keys"
            aria-labelledby="help-title"
            node_ref=dialog
            on:close=move |_| open.set(false)
        >
            <h2 id="help-title">{said(|text| text.look.keys_title)}</h2>
            <dl>{keys}</dl>
            <Checkbox
                test_id="letter-shortcuts"
                label=said(|text| text.look.letter_shortcuts)
                checked=letters
                on_change=move |on| letters.set(on)
            />
            <Button test_id="close-keys" label=said(|text| text.look.close) on_press=move |()| open.set(false) />
        </dialog>
    }
}
