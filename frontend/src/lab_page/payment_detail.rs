//! One payment, followed: its key and every attempt from both sides.

use leptos::prelude::*;

use super::bank_log::short;
use super::payment_search::PaymentSearch;
use super::sequence_diagram::SequenceDiagram;
use crate::components::DataTable;
use crate::model::{self, AttemptRow, Find};
use crate::text::{Text, said, use_text};

/// The payment that is followed.
#[component]
pub fn PaymentDetail(
    /// The payment and its attempts; `None` before the payments are known.
    #[prop(into)]
    payment: Signal<Option<model::PaymentDetail>>,
    /// Whether the latest search found nothing.
    #[prop(into)]
    nothing_found: Signal<bool>,
    /// Whether nothing has been sent yet.
    #[prop(into)]
    nothing_sent: Signal<bool>,
    /// Whether the bank's side is covered.
    #[prop(into)]
    covered: Signal<bool>,
    /// The kind of cell that stands out in the grid.
    #[prop(into)]
    filter: Signal<Option<&'static str>>,
    /// Hears which payment is to be followed instead.
    #[prop(into)]
    on_find: Callback<Find>,
) -> impl IntoView {
    let text = use_text();
    let paid = move || payment.with(|payment| payment.as_ref()?.paid);
    let tag = move || paid().map_or_else(|| text.get().look.covered.to_owned(), text.get().paid_times);
    let number = move || payment.with(|payment| payment.as_ref().map_or(1, |payment| payment.number));
    let key = move || payment.with(|payment| key(payment.as_ref(), text.get()));
    let about = move || payment.with(|payment| payment.as_ref().map(about));
    let attempts = Memo::new(move |_| payment.get().map(|payment| payment.attempts).unwrap_or_default());
    view! {
        <section class="payment" data-testid="payment-detail">
            <header>
                <h3>{move || (text.get().payment)(number())}</h3>
                <p class="tag" class:many=move || paid().is_some_and(|times| times > 1)>{tag}</p>
                <p class="about">{about}</p>
            </header>
            <PaymentSearch nothing_found nothing_sent covered filter on_find />
            <p class="key">
                <span>{said(|text| text.key)}</span>
                <code data-testid="payment-key">{key}</code>
            </p>
            <Attempts attempts />
        </section>
    }
}

/// Every attempt, or that there was none.
#[component]
fn Attempts(
    /// The attempts, the first one first.
    #[prop(into)]
    attempts: Signal<Vec<AttemptRow>>,
) -> impl IntoView {
    let text = use_text();
    let none = move || attempts.with(Vec::is_empty);
    let columns = Signal::derive(move || {
        let text = text.get();
        [text.attempt, text.key, text.client_knows, text.bank_did].map(str::to_owned).to_vec()
    });
    let rows =
        Signal::derive(move || attempts.with(|all| all.iter().map(|row| cells(row, text.get())).collect::<Vec<_>>()));
    view! {
        <p class="empty" hidden=move || !none()>{said(|text| text.no_attempt)}</p>
        <div class="scroll" tabindex="0" role="region" aria-label=said(|text| text.lab.attempts) hidden=none>
            <SequenceDiagram attempts />
            // A table is never narrower than its words: what hides it must be around it.
            <div class="spoken"><DataTable columns rows /></div>
        </div>
    }
}

fn key(payment: Option<&model::PaymentDetail>, text: &Text) -> String {
    match payment {
        Some(model::PaymentDetail { key: Some(key), .. }) => key.clone(),
        Some(payment) if payment.sends_no_key => text.no_key.to_owned(),
        _ => "\u{2013}".to_owned(),
    }
}

fn about(detail: &model::PaymentDetail) -> String {
    let payment = &detail.payment;
    format!("{} \u{2192} {}, {} EUR", payment.src, payment.dest, payment.amount)
}

fn cells(row: &AttemptRow, text: &Text) -> Vec<String> {
    let key = row.key.as_deref().map_or_else(|| text.without_key.to_owned(), short);
    let knows = match &row.outcome {
        Some(outcome) => (text.outcome)(outcome),
        None if row.sent_here => text.out.to_owned(),
        None => text.sent_elsewhere.to_owned(),
    };
    vec![row.number.to_string(), key, knows, (text.at_bank)(row.bank).to_owned()]
}
