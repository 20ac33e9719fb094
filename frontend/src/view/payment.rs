//! One payment, followed: its key and every attempt from both sides.

use leptos::prelude::*;

use super::{find, lab, ladder::Ladder};
use crate::model::{AtBank, AttemptLine};
use crate::text::text;

/// The payment that is chosen in the grid.
#[component]
pub(super) fn Payment() -> impl IntoView {
    let lab = lab();
    let detail = lab.detail;
    let key = Memo::new(move |_| detail.with(|detail| detail.as_ref().and_then(|detail| detail.key.clone())));
    let keyless = Memo::new(move |_| detail.with(|detail| detail.as_ref().is_some_and(|detail| detail.sends_no_key)));
    let paid = Memo::new(move |_| detail.with(|detail| detail.as_ref().and_then(|detail| detail.paid)));
    let about = Memo::new(move |_| {
        detail.with(|detail| {
            let payment = &detail.as_ref()?.payment;
            Some(format!("{} \u{2192} {}, {} EUR", payment.src, payment.dest, payment.amount))
        })
    });
    view! {
        <section class="payment" data-testid="payment-detail">
            <header>
                <h3>{move || (text().payment)(lab.selected.get() + 1)}</h3>
                <p class="tag" class:many=move || paid.get().is_some_and(|times| times > 1)>
                    {move || paid.get().map_or_else(|| text().look.covered.to_owned(), text().paid_times)}
                </p>
            </header>
            <find::Find />
            <p class="about">{about}</p>
            <p class="key">
                <span>{move || text().key}</span>
                <code data-testid="payment-key">
                    {move || match key.get() {
                        Some(key) => key,
                        None if keyless.get() => text().no_key.to_owned(),
                        None => "\u{2013}".to_owned(),
                    }}
                </code>
            </p>
            <Attempts />
        </section>
    }
}

/// Every attempt, or that there was none.
#[component]
fn Attempts() -> impl IntoView {
    let detail = lab().detail;
    let lines = Memo::new(move |_| detail.with(|d| d.as_ref().map(|d| d.attempts.clone()).unwrap_or_default()));
    view! {
        <Show
            when=move || lines.with(|lines| !lines.is_empty())
            fallback=|| view! { <p class="empty">{move || text().no_attempt}</p> }
        >
            <div class="scroll" tabindex="0">
                <Ladder attempts=lines />
                <table class="spoken">
                    <thead>
                        <tr>
                            <th scope="col">{move || text().attempt}</th>
                            <th scope="col">{move || text().key}</th>
                            <th scope="col">{move || text().client_knows}</th>
                            <th scope="col">{move || text().bank_did}</th>
                        </tr>
                    </thead>
                    <tbody>{move || lines.get().into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
        </Show>
    }
}

fn line(line: AttemptLine) -> impl IntoView {
    let AttemptLine { number, key, outcome, sent_here, bank, .. } = line;
    let knows = move || match &outcome {
        Some(outcome) => (text().outcome)(outcome),
        None if sent_here => text().out.to_owned(),
        None => text().sent_elsewhere.to_owned(),
    };
    view! {
        <tr>
            <td>{number}</td>
            <td>
                {match key {
                    Some(key) => view! { <code>{short(&key)}</code> }.into_any(),
                    None => view! { <span class="none">{move || text().without_key}</span> }.into_any(),
                }}
            </td>
            <td>{knows}</td>
            <td class=class_of(bank)>{move || (text().at_bank)(bank)}</td>
        </tr>
    }
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
