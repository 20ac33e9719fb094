//! The bank's real code for a key policy, with what is new in it lit.

use leptos::prelude::*;
use protocol::KeyPolicy;

use super::super::lab;
use super::Open;
use crate::code::{Line, before, lines};
use crate::dom::{El, el};
use crate::markup::{escaped, with_class};
use crate::text::pages::CodeText;
use crate::text::text;

/// The code of the policy in force, or of the one the next run puts in force.
pub(super) fn server_code() -> El {
    let (words, lab) = (&text().pages.code, lab());
    let open = expect_context::<Open>();
    let in_force = lab.seen(|seen| seen.lab.as_ref().map(|state| state.key_policy));
    let watching = lab.seen(|seen| seen.watching);
    let chosen = Memo::new(move |_| match in_force.get() {
        Some(policy) if watching.get() => policy,
        _ => lab.settings.with(|settings| settings.key_policy),
    });
    let chosen = move || chosen.get();
    let place = move || open.code_of(chosen()).map(|code| (words.place)(&code.file, code.first_line));
    let when = move || if in_force.get() == Some(chosen()) { words.in_force } else { words.from_the_next_run };
    let policy = el("p")
        .class("policy")
        .child(el("b").id("server-code-policy").says(move || chosen().as_str()))
        .child(el("span").says(when))
        .child(el("span").class("place").says(place));
    let lit = move || before(chosen()).map(|before| (words.lit)(before.as_str()));
    el("div")
        .class("server-code")
        .child(policy)
        .child(el("div").id("server-code").children(code(chosen)))
        .child(el("p").class("lit-says").says(lit))
}

/// The deciding functions of a policy, line by line.
pub(super) fn code(policy: impl Fn() -> KeyPolicy + Send + Sync + 'static) -> [El; 2] {
    let words = &text().pages.code;
    let open = expect_context::<Open>();
    let code = Memo::new(move |_| {
        let lines = open.codes.with(|codes| lines(codes, policy()));
        lines.iter().map(|shown| line(shown, words)).collect::<String>()
    });
    let none = move || code.with(String::is_empty);
    [
        el("p").class("empty").hidden_if(move || !none()).text(words.unknown),
        el("pre")
            .class("code")
            .attr("tabindex", "0")
            .attr("aria-label", words.title)
            .hidden_if(none)
            .drawn(move || code.get()),
    ]
}

fn line(line: &Line, words: &CodeText) -> String {
    let (class, lit) = if line.changed {
        ("code-line lit", with_class("span", "spoken", &[words.changed, ": "].concat()))
    } else {
        ("code-line", String::new())
    };
    let (number, code) = (line.number, escaped(&line.text));
    format!("<code class=\"{class}\"><i aria-hidden=\"true\">{number}</i>{lit}{code}\n</code>")
}
