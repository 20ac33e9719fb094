//! Two ledgers, one gap: what the client believes, what was expected, what the bank transferred.

use experiment::{Belief, Verdict};
use leptos::prelude::*;

use super::lab;
use crate::dom::{El, el};
use crate::text::{Text, text};
use crate::view::seen::Seen;

/// The three columns.
pub(super) fn heroes() -> El {
    el("section").class("heroes").child(client_believes()).child(expected()).child(transferred())
}

/// One of the client's five buckets.
struct Bucket {
    id: &'static str,
    label: fn(&Text) -> &'static str,
    count: fn(&Belief) -> usize,
}

const BUCKETS: [Bucket; 5] = [
    Bucket { id: "acknowledged", label: |text| text.acknowledged, count: |belief| belief.acknowledged },
    Bucket { id: "unknown", label: |text| text.unknown, count: |belief| belief.unknown },
    Bucket { id: "refused", label: |text| text.refused, count: |belief| belief.refused },
    Bucket { id: "in-flight", label: |text| text.in_flight, count: |belief| belief.in_flight },
    Bucket { id: "waiting", label: |text| text.waiting, count: |belief| belief.waiting },
];

/// The five buckets; they sum to the number of payments at all times.
fn client_believes() -> El {
    let (text, lab) = (text(), lab());
    let bucket = |Bucket { id, label, count }: Bucket| {
        let count = move || lab.seen.with(|seen| count(&seen.belief)).to_string();
        el("div").class(&["bucket ", id].concat()).child(el("dt").text(label(text))).child(el("dd").id(id).says(count))
    };
    el("div")
        .class("hero believes")
        .child(el("h3").text(text.client_believes))
        .child(el("dl").children(BUCKETS.map(bucket)))
}

/// What the payments come to.
fn expected() -> El {
    let text = text();
    let expected = lab().seen(|seen| seen.expected.to_string());
    let figure = el("p")
        .class("figure")
        .child(el("b").id("expected").says(move || expected.get()))
        .child(el("small").text(text.currency));
    el("div").class("hero").child(el("h3").text(text.expected)).child(figure)
}

/// What the ledger says, and how far it is off.
fn transferred() -> El {
    let (text, lab) = (text(), lab());
    let transferred = lab.seen(|seen| seen.transferred().map(|total| total.to_string()));
    let difference = lab.seen(Seen::difference);
    let verdict = lab.seen(Seen::verdict);
    let covered = lab.seen(Seen::is_covered);
    let figure = el("p")
        .class("figure")
        .child(
            el("b")
                .id("transferred")
                .shows("data-value", move || transferred.get())
                .says(move || transferred.get().unwrap_or_else(|| "?".to_owned())),
        )
        .child(el("small").says(move || if covered.get() { text.look.covered } else { text.currency }));
    let judged = el("p")
        .class("verdict")
        .child(
            el("b")
                .id("difference")
                .attr("aria-label", text.difference)
                .shows("data-value", move || difference.get())
                .says(move || difference.get().map(|difference| difference.replace('-', "\u{2212}"))),
        )
        .child(
            el("span")
                .id("verdict")
                .attr("aria-live", "polite")
                .shows("data-verdict", move || verdict.get().map_or("", Verdict::as_str))
                .says(move || verdict.get().map_or("", text.verdict)),
        );
    el("div")
        .class("hero transferred")
        .class_if("covered", move || covered.get())
        .class_if("exact", move || verdict.get() == Some(Verdict::Exact))
        .class_if("wrong", move || verdict.get().is_some_and(|verdict| verdict != Verdict::Exact))
        .child(el("h3").text(text.transferred))
        .child(figure)
        .child(judged)
}
