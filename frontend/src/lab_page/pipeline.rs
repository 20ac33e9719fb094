//! The way of a payment from client to bank, with what shapes a result where it acts, and the run in numbers.

use experiment::Settings;
use leptos::prelude::*;

use super::settings::{ClientPolicySelect, KeyPolicySelect, LossInput};
use crate::model;
use crate::pages::CounterexamplesLink;
use crate::text::{said, use_text};

/// Client, lost requests, Toxiproxy, lost replies, bank: one row, and under each how many attempts came that far.
#[component]
pub fn Pipeline(
    /// What the next run will do.
    settings: RwSignal<Settings>,
    /// Whether the settings cannot be changed now.
    #[prop(into)]
    locked: Signal<bool>,
    /// How many payments the client sends, and what they come to.
    #[prop(into)]
    sends: Signal<String>,
    /// Name and version of the network.
    #[prop(into)]
    network: Signal<String>,
    /// How many attempts came how far.
    #[prop(into)]
    counts: Signal<model::Pipeline>,
    /// Whether the bank's side is covered.
    #[prop(into)]
    covered: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    let known = move |of: fn(&model::Pipeline) -> u64| Signal::derive(move || Some(counts.with(of)));
    let told = move |of: fn(&model::Pipeline) -> Option<u64>| Signal::derive(move || counts.with(of));
    // Beside what is set per thousand, a count says of how many it is.
    let lost = move |count: fn(&model::Pipeline) -> Option<u64>, of: fn(&model::Pipeline) -> Option<u64>| {
        Signal::derive(move || match counts.with(|counts| count(counts).and(of(counts))) {
            Some(of) if of > 0 && !covered.get() => (text.get().lab.lost_of)(of),
            _ => text.get().lab.lost.to_owned(),
        })
    };
    let given_up = move || Some(counts.get().given_up).filter(|count| *count > 0 && !covered.get());
    view! {
        <section class="pipeline" aria-label=said(|text| text.lab.pipeline)>
            <div class="node client">
                <p class="who">
                    <b>{said(|text| text.client)}</b>
                    " "
                    <span>{move || sends.get()}</span>
                </p>
                <ClientPolicySelect settings locked />
                <Count test_id="pipeline-sent" label=said(|text| text.lab.sent) count=known(|c| c.sent) />
            </div>
            <div class="node loss" class:gave-up=move || given_up().is_some()>
                <LossInput test_id="request-loss" label=said(|text| text.requests_lost) settings of=|l| &mut l.request locked />
                <Count test_id="pipeline-lost-before" label=lost(|c| c.lost_before, |c| Some(c.sent)) count=told(|c| c.lost_before) covered />
                <p class="given-up" data-testid="pipeline-given-up" hidden=move || given_up().is_none()>
                    {move || given_up().map(|count| (text.get().lab.given_up)(count))}
                </p>
            </div>
            <div class="node network">
                <p class="who">
                    <b>{said(|text| text.network)}</b>
                </p>
                <p class="network-name" data-testid="network-name" title=move || network.get()>{move || network.get()}</p>
                <Count test_id="pipeline-arrived" label=said(|text| text.lab.arrived) count=told(|c| c.arrived) covered />
            </div>
            <div class="node loss">
                <LossInput test_id="reply-loss" label=said(|text| text.replies_lost) settings of=|l| &mut l.reply locked />
                <Count test_id="pipeline-lost-after" label=lost(|c| c.lost_after, |c| c.arrived) count=told(|c| c.lost_after) covered />
            </div>
            <div class="node bank">
                <p class="who">
                    <b>{said(|text| text.bank)}</b>
                    " "
                    <CounterexamplesLink />
                </p>
                <KeyPolicySelect settings locked />
                <Count test_id="pipeline-answered" label=said(|text| text.lab.answered) count=known(|c| c.answered) />
            </div>
        </section>
    }
}

/// How many attempts came this far. What only the bank knows is covered, or not known.
#[component]
fn Count(
    /// Its `data-testid`.
    test_id: &'static str,
    /// What became of them.
    label: Signal<String>,
    /// How many they are, where that is known and may be seen.
    count: Signal<Option<u64>>,
    /// Whether the bank, which alone knows, is covered; false by default.
    #[prop(optional)]
    covered: Signal<bool>,
) -> impl IntoView {
    let value = move || count.get().map(|count| count.to_string());
    let unknown = move || if covered.get() { "?" } else { "\u{2013}" };
    view! {
        <p class="count" class:covered=move || covered.get()>
            <b data-testid=test_id data-value=move || value().unwrap_or_default()>
                {move || value().unwrap_or_else(|| unknown().to_owned())}
            </b>
            <span>{label}</span>
        </p>
    }
}
