//! One payment, followed: its key and every attempt from both sides.

use leptos::prelude::*;

use super::payment_search::PaymentSearch;
use crate::attempts::Attempts;
use crate::model::{self, Find};
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
