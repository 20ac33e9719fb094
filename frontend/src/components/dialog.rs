use leptos::html::Dialog;
use leptos::prelude::*;

use super::{Button, ButtonKind};

/// A question that must be answered before anything else is done. It opens when it is mounted; the browser keeps the
/// focus in it, gives it back afterwards, and Escape cancels.
#[component]
pub fn AlertDialog(
    /// What is asked.
    #[prop(into)]
    title: Signal<String>,
    /// What the answer will do.
    #[prop(into)]
    body: Signal<String>,
    /// On the button that does it.
    #[prop(into)]
    confirm: Signal<String>,
    /// On the button that does not.
    #[prop(into)]
    cancel: Signal<String>,
    /// Hears that somebody is sure; the dialog is closed by then.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// Hears that the dialog was closed, whatever the answer.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            // Fails only for a dialog that is open already.
            let _ = dialog.show_modal();
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <dialog
            class="alert"
            role="alertdialog"
            aria-labelledby="alert-title"
            aria-describedby="alert-body"
            node_ref=dialog
            on:close=move |_| on_close.run(())
        >
            <h2 id="alert-title">{move || title.get()}</h2>
            <p id="alert-body">{move || body.get()}</p>
            <div class="answers">
                // The first button has the focus: the one that loses nothing.
                <Button test_id="cancel" label=cancel on_press=move |()| close() />
                <Button
                    test_id="confirm"
                    label=confirm
                    kind=ButtonKind::Dangerous
                    on_press=move |()| {
                        close();
                        on_confirm.run(());
                    }
                />
            </div>
        </dialog>
    }
}
