//! The editor: a plain text field, above a copy of its text in colours.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::draft::Draft;
use crate::api::lab::SaveError;
use crate::components::Checkbox;
use crate::pages::code::{Piece, coloured, pieces};
use crate::text::{said, use_text};

/// What phones hide behind other keys.
const KEYS: [&str; 9] = ["(", ")", "{", "}", ".", ";", "=", "!", "\""];
/// What Tab types, where it does.
const INDENT: &str = "    ";

/// The text field. Tab leaves it, unless it was switched to indent.
#[component]
pub fn RuleEditor(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let (text, indents) = (use_text(), RwSignal::new(false));
    let key_down = move |event: KeyboardEvent| {
        let alone = !event.shift_key() && !event.ctrl_key() && !event.alt_key() && !event.meta_key();
        if event.key() == "Tab" && indents.get_untracked() && alone {
            event.prevent_default();
            draft.insert(INDENT);
        }
    };
    let is_wrong = move || draft.error.with(|error| matches!(error, Some(SaveError::Rule(_))));
    view! {
        <label class="rule-label" for="rule-text">{said(|text| text.pages.exercise.rule)}</label>
        <KeyRow draft />
        <div class="editor">
            <Colours draft />
            <textarea
                id="rule-text"
                data-testid="rule-text"
                node_ref=draft.field
                autocapitalize="off"
                {..custom_attribute("autocorrect", "off")}
                autocomplete="off"
                spellcheck="false"
                aria-invalid=move || is_wrong().to_string()
                aria-describedby="rule-error rule-status"
                prop:value=move || draft.text()
                on:input:target=move |event| draft.typed(event.target().value())
                on:keydown=key_down
            ></textarea>
        </div>
        <p class="straightened" role="status" data-testid="rule-straightened">
            {move || draft.straightened.get().then(|| text.get().pages.exercise.straightened)}
        </p>
        <Checkbox
            test_id="tab-indents"
            label=said(|text| text.pages.exercise.tab_indents)
            checked=indents
            on_change=move |on| indents.set(on)
        />
    }
}

/// The same text in colours, behind the field; it also gives the field its height.
#[component]
fn Colours(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let wrong = move || {
        draft.error.with(|error| match error {
            Some(SaveError::Rule(error)) => error.line,
            _ => None,
        })
    };
    let lines = Memo::new(move |_| coloured(&draft.text()));
    let line = move |(number, line): (u32, Vec<Piece>)| {
        view! {
            <code class="code-line" class:wrong=move || wrong() == Some(number)>
                {pieces(&line)}
                "\n"
            </code>
        }
    };
    view! { <pre class="code" aria-hidden="true">{move || (1..).zip(lines.get()).map(line).collect_view()}</pre> }
}

/// The characters that are hard to reach on a phone.
#[component]
fn KeyRow(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let key = |what: &'static str| {
        view! {
            <button
                type="button"
                // The field keeps the focus, and the phone its keyboard.
                on:pointerdown=|event| event.prevent_default()
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| draft.insert(what)
            >
                {what}
            </button>
        }
    };
    view! {
        <div class="key-row" role="group" aria-label=said(|text| text.pages.exercise.keys)>
            {KEYS.map(key).collect_view()}
        </div>
    }
}
