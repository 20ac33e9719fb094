//! What is asked before something is lost: Reset deletes the ledger, Crash kills the bank.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::lab;
use crate::lab::{Lab, Question};
use crate::text::runs::QuestionText;
use crate::text::text;

/// The question that is open, if one is. The browser keeps the focus in it, and Escape cancels.
#[component]
pub(super) fn OpenQuestion() -> impl IntoView {
    let lab = lab();
    move || lab.question.get().map(|question| view! { <Asked question /> })
}

#[component]
fn Asked(question: Question) -> impl IntoView {
    let lab = lab();
    let dialog = NodeRef::<Dialog>::new();
    dialog.on_load(|dialog| {
        // It has just been put into the page, and cannot be open yet.
        let _ = dialog.show_modal();
    });
    let words = move || words(question);
    view! {
        <dialog
            node_ref=dialog
            role="alertdialog"
            aria-labelledby="question"
            aria-describedby="question-what"
            on:close=move |_| lab.question.set(None)
        >
            <h2 id="question">{move || words().title}</h2>
            <p id="question-what">{move || words().what}</p>
            <div>
                <button data-testid="cancel" autofocus on:click=move |_| close(dialog)>
                    {move || text().runs.cancel}
                </button>
                <button class="dangerous" data-testid="confirm" on:click=move |_| {
                    close(dialog);
                    sure(lab, question);
                }>
                    {move || words().confirm}
                </button>
            </div>
        </dialog>
    }
}

/// The browser gives the focus back to the button that asked.
fn close(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}

fn sure(lab: Lab, question: Question) {
    match question {
        Question::Reset => lab.reset(),
        Question::Crash => lab.crash(),
    }
}

fn words(question: Question) -> &'static QuestionText {
    match question {
        Question::Reset => &text().runs.ask_reset,
        Question::Crash => &text().runs.ask_crash,
    }
}
