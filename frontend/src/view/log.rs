//! The bank's log, live: newest on top.

use leptos::prelude::*;
use protocol::{Decision, PaymentEvent};

use super::{lab, payment::short};
use crate::dom::{El, el};
use crate::markup::{element, with_class};
use crate::model::LogRow;
use crate::text::{Text, text};
use crate::view::seen::Seen;

/// As many lines as are shown.
const LINES: usize = 24;

/// Arrival, key, decision.
pub(super) fn bank_log() -> El {
    let (text, log) = (text(), lab().log);
    let covered = lab().seen(Seen::is_covered);
    let nothing = move || match log.with(Vec::is_empty) {
        false => "",
        true if covered.get() => text.look.log_covered,
        true => text.log_empty,
    };
    let lines = move || log.with(|rows| rows.iter().take(LINES).map(|row| line(row, text)).collect::<String>());
    el("section")
        .class("log")
        .child(el("h3").text(text.log_title))
        .child(el("p").class("empty").hidden_if(move || nothing().is_empty()).says(nothing))
        .child(el("ol").id("bank-log").attr("tabindex", "0").attr("aria-label", text.log_title).drawn(lines))
}

fn line(row: &LogRow, text: &Text) -> String {
    let event = &row.event;
    let key = event.key.as_deref().map_or_else(|| text.without_key.to_owned(), short);
    [
        "<li class=\"",
        class_of(event.decision),
        "\">",
        &with_class("span", "number", &row.number.to_string()),
        &with_class("span", "who", &who(event).unwrap_or_else(|| text.not_numbered.to_owned())),
        &element("code", &key),
        &with_class("span", "status", &event.status.to_string()),
        &element("b", (text.decision)(event.decision)),
        "</li>",
    ]
    .concat()
}

/// Payment and attempt, if the attempt was numbered.
fn who(event: &PaymentEvent) -> Option<String> {
    Some(format!("#{} \u{b7} {}", event.payment?, event.attempt?))
}

fn class_of(decision: Decision) -> &'static str {
    match decision {
        Decision::Executed => "executed",
        Decision::Replayed => "replayed",
        Decision::Mismatch | Decision::Refused => "refused",
    }
}
