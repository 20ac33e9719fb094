//! Two ledgers, one gap: what the client believes, what was expected, what the bank transferred.

use experiment::{Belief, Verdict};
use leptos::prelude::*;

use super::lab;
use crate::model::Seen;
use crate::text::{Text, text};

/// The three columns.
#[component]
pub(super) fn Heroes() -> impl IntoView {
    view! {
        <section class="heroes">
            <ClientBelieves />
            <Expected />
            <Transferred />
        </section>
    }
}

/// One of the client's five buckets.
#[derive(Clone, Copy)]
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
#[component]
fn ClientBelieves() -> impl IntoView {
    let lab = lab();
    let bucket = move |bucket: Bucket| {
        let count = lab.seen(move |seen| (bucket.count)(&seen.belief));
        view! {
            <div class=format!("bucket {}", bucket.id)>
                <dt>{move || (bucket.label)(text())}</dt>
                <dd data-testid=bucket.id>{count}</dd>
            </div>
        }
    };
    view! {
        <div class="hero believes">
            <h3>{move || text().client_believes}</h3>
            <dl>{BUCKETS.map(bucket)}</dl>
        </div>
    }
}

/// What the payments come to.
#[component]
fn Expected() -> impl IntoView {
    let expected = lab().seen(|seen| seen.expected.to_string());
    view! {
        <div class="hero">
            <h3>{move || text().expected}</h3>
            <p class="figure">
                <b data-testid="expected">{expected}</b>
                <small>{move || text().currency}</small>
            </p>
        </div>
    }
}

/// What the ledger says, and how far it is off.
#[component]
fn Transferred() -> impl IntoView {
    let lab = lab();
    let transferred = lab.seen(|seen| seen.transferred().map(|total| total.to_string()));
    let difference = lab.seen(Seen::difference);
    let verdict = lab.seen(Seen::verdict);
    let covered = lab.seen(Seen::is_covered);
    view! {
        <div class="hero transferred" class:covered=covered class:exact=move || verdict.get() == Some(Verdict::Exact)
            class:wrong=move || verdict.get().is_some_and(|verdict| verdict != Verdict::Exact)>
            <h3>{move || text().transferred}</h3>
            <p class="figure">
                <b data-testid="transferred" data-value=transferred>
                    {move || transferred.get().unwrap_or_else(|| "?".to_owned())}
                </b>
                <small>{move || if covered.get() { text().look.covered } else { text().currency }}</small>
            </p>
            <p class="verdict">
                <b data-testid="difference" data-value=difference aria-label=move || text().difference>
                    {move || difference.get().unwrap_or_default().replace('-', "\u{2212}")}
                </b>
                <span
                    data-testid="verdict"
                    data-verdict=move || verdict.get().map_or("", Verdict::as_str)
                    aria-live="polite"
                >
                    {move || verdict.get().map_or("", text().verdict)}
                </span>
            </p>
        </div>
    }
}
