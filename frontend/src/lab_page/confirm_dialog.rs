//! What is asked before something is lost: Reset deletes the ledger, Crash kills the bank.

use leptos::prelude::*;

use crate::components::AlertDialog;
use crate::state::Question;
use crate::text::runs::QuestionText;
use crate::text::{said, use_text};

/// The question that is open, if one is.
#[component]
pub fn ConfirmDialog(
    /// What is asked; the dialog takes it away when it is closed.
    question: RwSignal<Option<Question>>,
    /// Hears what somebody is sure of.
    #[prop(into)]
    on_confirm: Callback<Question>,
) -> impl IntoView {
    let dialog = move |asked: Question| {
        view! {
            <AlertDialog
                title=words(asked, |words| words.title)
                body=words(asked, |words| words.what)
                confirm=words(asked, |words| words.confirm)
                cancel=said(|text| text.runs.cancel)
                on_confirm=move |()| on_confirm.run(asked)
                on_close=move |()| question.set(None)
            />
        }
    };
    move || question.get().map(dialog)
}

fn words(question: Question, of: fn(&QuestionText) -> &'static str) -> Signal<String> {
    let text = use_text();
    Signal::derive(move || {
        let runs = &text.get().runs;
        of(match question {
            Question::Reset => &runs.ask_reset,
            Question::Crash => &runs.ask_crash,
        })
        .to_owned()
    })
}
