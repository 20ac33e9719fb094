//! The bank's log, live: a fixed number of lines whose text changes, newest on top.

use leptos::prelude::*;
use protocol::{Decision, PaymentEvent};

use super::{lab, payment::short};
use crate::model::{LogRow, Seen};
use crate::text::text;

/// As many lines as are shown.
const LINES: usize = 24;

/// Arrival, key, decision.
#[component]
pub(super) fn BankLog() -> impl IntoView {
    let log = lab().log;
    let covered = lab().seen(Seen::is_covered);
    let empty = Memo::new(move |_| log.with(Vec::is_empty));
    view! {
        <section class="log">
            <h3>{move || text().log_title}</h3>
            <Show when=move || empty.get()>
                <p class="empty">{move || if covered.get() { text().look.log_covered } else { text().log_empty }}</p>
            </Show>
            <ol data-testid="bank-log" tabindex="0" aria-label=move || text().log_title>
                {(0..LINES).map(|index| view! { <Line index /> }).collect_view()}
            </ol>
        </section>
    }
}

/// The line at this place, whatever has got there.
#[component]
fn Line(index: usize) -> impl IntoView {
    let lab = lab();
    let row = Memo::new(move |_| lab.log.with(|rows| rows.get(index).cloned()));
    let event = move |read: fn(&PaymentEvent) -> String| row.with(|row| row.as_ref().map(|row| read(&row.event)));
    let decision = move || row.with(|row| row.as_ref().map(|row| row.event.decision));
    view! {
        <li class=move || decision().map_or("absent", class_of)>
            <span class="number">{move || row.with(|row| row.as_ref().map(|row: &LogRow| row.number))}</span>
            <span class="who">{move || event(who).map(|who| if who.is_empty() { text().not_numbered.to_owned() } else { who })}</span>
            <code>{move || row.with(|row| row.as_ref().map(|row| match &row.event.key {
                Some(key) => short(key),
                None => text().without_key.to_owned(),
            }))}</code>
            <span class="status">{move || event(|event| event.status.to_string())}</span>
            <b>{move || decision().map(text().decision)}</b>
        </li>
    }
}

/// Payment and attempt, or nothing when the attempt was not numbered.
fn who(event: &PaymentEvent) -> String {
    match (event.payment, event.attempt) {
        (Some(payment), Some(attempt)) => format!("#{payment} \u{b7} {attempt}"),
        _ => String::new(),
    }
}

fn class_of(decision: Decision) -> &'static str {
    match decision {
        Decision::Executed => "executed",
        Decision::Replayed => "replayed",
        Decision::Mismatch | Decision::Refused => "refused",
    }
}
