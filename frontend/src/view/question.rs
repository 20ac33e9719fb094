//! What is asked before something is lost: Reset deletes the ledger, Crash kills the bank.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlDialogElement;

use super::lab;
use crate::dom::{El, button, el};
use crate::lab::{Lab, Question};
use crate::text::runs::QuestionText;
use crate::text::text;

/// The question that is open, if one is. The browser keeps the focus in it, and Escape cancels.
pub(super) fn question() -> El {
    let lab = lab();
    el("div").class("plain").filled(move || lab.question.get().map(asked).into_iter().collect())
}

fn asked(question: Question) -> El {
    let lab = lab();
    let QuestionText { title, what, confirm } = words(question);
    let asked = el("dialog");
    let dialog: HtmlDialogElement = asked.node();
    // The browser gives the focus back to the button that asked.
    let cancel = dialog.clone();
    let sure = {
        let dialog = dialog.clone();
        move || {
            dialog.close();
            do_it(lab, question);
        }
    };
    let buttons = el("div")
        .child(button("cancel", text().runs.cancel).attr("autofocus", "").on_click(move || cancel.close()))
        .child(button("confirm", confirm).class("dangerous").on_click(sure));
    spawn_local(async move {
        // By now it has been put into the page; it cannot be open yet.
        let _ = dialog.show_modal();
    });
    asked
        .attr("role", "alertdialog")
        .attr("aria-labelledby", "question")
        .attr("aria-describedby", "question-what")
        .on("close", move |_| lab.question.set(None))
        .child(el("h2").attr("id", "question").text(title))
        .child(el("p").attr("id", "question-what").text(what))
        .child(buttons)
}

fn do_it(lab: Lab, question: Question) {
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
