//! One payment, followed: its key and every attempt from both sides.

use leptos::prelude::*;

use super::{find, lab, ladder};
use crate::dom::{El, el};
use crate::markup::{element, table, with_class};
use crate::model::{AtBank, AttemptRow, PaymentDetail};
use crate::text::{Text, text};

/// The payment that is chosen in the grid.
pub(super) fn payment() -> El {
    let (text, lab) = (text(), lab());
    let detail = lab.detail;
    let paid = move || detail.with(|detail| detail.as_ref().and_then(|detail| detail.paid));
    let head = el("header").child(el("h3").says(move || (text.payment)(lab.selected.get() + 1))).child(
        el("p")
            .class("tag")
            .class_if("many", move || paid().is_some_and(|times| times > 1))
            .says(move || paid().map_or_else(|| text.look.covered.to_owned(), text.paid_times)),
    );
    let key = el("p")
        .class("key")
        .child(el("span").text(text.key))
        .child(el("code").id("payment-key").says(move || detail.with(|detail| key(detail.as_ref(), text))));
    let about = move || detail.with(|detail| detail.as_ref().map(about));
    el("section")
        .class("payment")
        .id("payment-detail")
        .child(head)
        .child(find::find())
        .child(el("p").class("about").says(about))
        .child(key)
        .children(attempts())
}

fn key(detail: Option<&PaymentDetail>, text: &Text) -> String {
    match detail {
        Some(PaymentDetail { key: Some(key), .. }) => key.clone(),
        Some(detail) if detail.sends_no_key => text.no_key.to_owned(),
        _ => "\u{2013}".to_owned(),
    }
}

fn about(detail: &PaymentDetail) -> String {
    let payment = &detail.payment;
    format!("{} \u{2192} {}, {} EUR", payment.src, payment.dest, payment.amount)
}

/// Every attempt, or that there was none.
fn attempts() -> [El; 2] {
    let text = text();
    let detail = lab().detail;
    let lines = Memo::new(move |_| detail.with(|d| d.as_ref().map(|d| d.attempts.clone()).unwrap_or_default()));
    let none = move || lines.with(Vec::is_empty);
    [
        el("p").class("empty").hidden_if(move || !none()).text(text.no_attempt),
        el("div")
            .class("scroll")
            .attr("tabindex", "0")
            .hidden_if(none)
            .child(ladder::ladder(lines))
            // A table is never narrower than its words: what hides it must be around it.
            .child(el("div").class("spoken").child(el("table").drawn(move || lines.with(|lines| rows(lines, text))))),
    ]
}

fn rows(lines: &[AttemptRow], text: &Text) -> String {
    let heads = [text.attempt, text.key, text.client_knows, text.bank_did];
    let rows: String = lines.iter().map(|attempt| line(attempt, text)).collect();
    table(&heads, &rows)
}

fn line(line: &AttemptRow, text: &Text) -> String {
    let key = match &line.key {
        Some(key) => element("code", &short(key)),
        None => with_class("span", "none", text.without_key),
    };
    let knows = match &line.outcome {
        Some(outcome) => (text.outcome)(outcome),
        None if line.sent_here => text.out.to_owned(),
        None => text.sent_elsewhere.to_owned(),
    };
    [
        "<tr>",
        &element("td", &line.number.to_string()),
        "<td>",
        &key,
        "</td>",
        &element("td", &knows),
        &with_class("td", class_of(line.bank), (text.at_bank)(line.bank)),
        "</tr>",
    ]
    .concat()
}

pub(super) fn class_of(bank: AtBank) -> &'static str {
    match bank {
        AtBank::Paid { again: false } => "paid",
        AtBank::Paid { again: true } => "again",
        AtBank::Recognised => "known",
        AtBank::Refused | AtBank::Nothing | AtBank::NotYetKnown | AtBank::Covered => "",
    }
}

/// Enough of a key to tell it from others.
pub(super) fn short(key: &str) -> String {
    const KEPT: usize = 13;
    if key.len() <= KEPT { key.to_owned() } else { format!("{}\u{2026}", &key[..KEPT]) }
}
