//! Crashing the bank: the button, and what became of the latest crash.

use leptos::prelude::*;

use super::lab;
use crate::dom::{El, button, el};
use crate::lab::Question;
use crate::text::text;

/// Asks first.
pub(super) fn crash_button() -> El {
    let lab = lab();
    let may_crash = lab.seen(|seen| !seen.watching && seen.lab.is_some() && !seen.crash.is_under_way());
    button("crash", text().runs.crash)
        .class("dangerous")
        .disabled_if(move || !may_crash.get())
        .on_click(move || lab.question.set(Some(Question::Crash)))
}

/// That the run waits for a crash, that the bank is down, that it is back.
pub(super) fn crash_news() -> El {
    let (text, lab) = (text(), lab());
    let down = lab.seen(|seen| seen.crash.is_under_way());
    let news = move || {
        lab.seen.with(|seen| {
            if seen.waits_for_crash && !seen.crash.is_under_way() {
                text.runs.crash_now.to_owned()
            } else {
                (text.runs.crash_state)(&seen.crash).unwrap_or_default()
            }
        })
    };
    el("div")
        .class("crash-news")
        .id("crash-news")
        .attr("role", "status")
        .class_if("bad", move || down.get())
        .child(el("p").hidden_if(move || news().is_empty()).says(news))
}
