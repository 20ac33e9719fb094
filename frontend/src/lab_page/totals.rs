//! Two ledgers, one gap: what the client believes, what was expected, what the bank transferred.

use experiment::{Belief, Verdict};
use leptos::prelude::*;

use crate::components::Stat;
use crate::model::{self, LedgerOwner};
use crate::text::{said, use_text};

/// Stands for an amount that nobody has told this page yet.
const UNKNOWN: &str = "\u{2013}";

/// The three totals of the page.
#[component]
pub fn Totals(
    /// What the client believes of its payments.
    #[prop(into)]
    belief: Signal<Belief>,
    /// What was expected, and what the bank has of it.
    #[prop(into)]
    totals: Signal<model::Totals>,
) -> impl IntoView {
    let is_unknown = move || totals.get().is_unknown;
    view! {
        <section class="totals">
            <ClientBelief belief />
            <div class="total expected">
                <h3>{said(|text| text.expected)}</h3>
                <p class="figure">
                    <b data-testid="expected">
                        {move || if is_unknown() { UNKNOWN.to_owned() } else { totals.get().expected.to_string() }}
                    </b>
                    <small>{said(|text| text.currency)}</small>
                </p>
            </div>
            <Transferred totals />
        </section>
    }
}

/// What the client believes; its five counts sum to the number of payments at all times.
#[component]
fn ClientBelief(
    /// The counts.
    belief: Signal<Belief>,
) -> impl IntoView {
    let count = move |of: fn(&Belief) -> usize| Signal::derive(move || belief.with(of).to_string());
    view! {
        <div class="total believes">
            <h3>{said(|text| text.client_believes)}</h3>
            <dl>
                <Stat test_id="acknowledged" label=said(|text| text.acknowledged) value=count(|b| b.acknowledged) />
                <Stat test_id="unknown" label=said(|text| text.unknown) value=count(|b| b.unknown) />
                <Stat test_id="refused" label=said(|text| text.refused) value=count(|b| b.refused) />
                <Stat test_id="in-flight" label=said(|text| text.in_flight) value=count(|b| b.in_flight) />
                <Stat test_id="waiting" label=said(|text| text.waiting) value=count(|b| b.waiting) />
            </dl>
        </div>
    }
}

/// What the ledger says, and how far it is off; a question mark while the bank is covered. A run that was stopped is
/// neither right nor wrong.
#[component]
fn Transferred(
    /// What was expected, and what the bank has of it.
    totals: Signal<model::Totals>,
) -> impl IntoView {
    let text = use_text();
    let is_unknown = move || totals.get().is_unknown;
    let amount = move || totals.get().transferred().filter(|_| !is_unknown()).map(|total| total.to_string());
    let covered = move || totals.get().bank.is_none();
    let verdict = move || totals.get().verdict();
    let owner = move || totals.get().owner;
    let not_judged = move || match owner() {
        LedgerOwner::EarlierRun => Some(text.get().lab.earlier_run),
        LedgerOwner::Trial => Some(text.get().lab.trial),
        _ => None,
    };
    let whole = move || verdict().filter(|_| owner() == LedgerOwner::ThisRun);
    let words = move || match owner() {
        LedgerOwner::StoppedRun => verdict().map(|_| text.get().lab.stopped),
        _ => verdict().map(|verdict| (text.get().verdict)(verdict)),
    };
    let difference = move || totals.get().difference();
    view! {
        <div
            class="total transferred"
            class:covered=covered
            class:exact=move || whole() == Some(Verdict::Exact)
            class:wrong=move || whole().is_some_and(|verdict| verdict != Verdict::Exact)
        >
            <h3>{said(|text| text.transferred)}</h3>
            <p class="figure">
                <b data-testid="transferred" data-value=amount>
                    {move || amount().unwrap_or_else(|| if covered() { "?" } else { UNKNOWN }.to_owned())}
                </b>
                <small>{move || if covered() { text.get().look.covered } else { text.get().currency }}</small>
            </p>
            <p class="verdict">
                <span class="spoken">{move || difference().map(|_| text.get().difference)}</span>
                <b data-testid="difference" data-value=difference>
                    {move || difference().map(|difference| difference.replace('-', "\u{2212}"))}
                </b>
                <span
                    data-testid="verdict"
                    aria-live="polite"
                    data-verdict=move || verdict().map_or("", Verdict::as_str)
                >
                    {words}
                </span>
            </p>
            <p class="earlier-run" data-testid="earlier-run" hidden=move || not_judged().is_none()>
                {not_judged}
            </p>
        </div>
    }
}
