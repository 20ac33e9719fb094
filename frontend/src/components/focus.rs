//! The focus, where a button would take it along.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, FocusOptions, HtmlElement};

/// Keeps the focus near a button that has it when it is disabled or taken away: it goes to the nearest element around
/// that takes it (`tabindex`), or to `<main>`. By themselves browsers drop it, and the next Tab begins at the top of the
/// page.
pub fn keep_focus(button: NodeRef<html::Button>, disabled: Signal<bool>) {
    Effect::new(move || {
        if disabled.get() {
            hand_on(button);
        }
    });
    on_cleanup(move || hand_on(button));
}

fn hand_on(button: NodeRef<html::Button>) {
    let Some(button) = button.try_get_untracked().flatten() else { return };
    let button: &Element = button.as_ref();
    if document().active_element().as_ref() != Some(button) {
        return;
    }
    let around = button.parent_element().and_then(|parent| parent.closest("[tabindex]").ok().flatten());
    let around = around.or_else(|| document().query_selector("main").ok().flatten());
    if let Some(around) = around.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let stay = FocusOptions::new();
        stay.set_prevent_scroll(true);
        // Fails for nothing that is in the document.
        let _ = around.focus_with_options(&stay);
    }
}
