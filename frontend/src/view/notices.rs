//! What has to be said, where the user looks.

use leptos::prelude::*;

use super::lab;
use crate::dom::{El, button, el};
use crate::markup::{element, with_class};
use crate::text::text;

/// Sentences, the most important first, and the button that mends the proxy.
pub(super) fn notices() -> El {
    let (text, lab) = (text(), lab());
    let needs_repair = lab.seen(|seen| seen.needs_repair() && !seen.watching);
    let sentences = move || {
        lab.seen.with(|seen| seen.notices.iter().map(|notice| element("p", &(text.notice)(notice))).collect::<String>())
    };
    el("div")
        .class("notices")
        .id("notices")
        .attr("role", "alert")
        .child(el("div").class("plain").drawn(sentences))
        .child(button("repair", text.repair).hidden_if(move || !needs_repair.get()).on_click(move || lab.repair()))
}

/// What the address said that means nothing, until something else is chosen.
pub(super) fn ignored() -> El {
    let (text, ignored) = (text(), lab().ignored);
    let say = move |(name, value): &(String, String)| with_class("p", "ignored", &(text.look.ignored)(name, value));
    let sentences = move || ignored.with(|ignored| ignored.iter().map(say).collect::<String>());
    el("div").id("ignored").attr("role", "status").drawn(sentences)
}
