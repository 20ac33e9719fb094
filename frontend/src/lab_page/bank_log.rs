//! The bank's log, live: newest on top.

use leptos::prelude::*;
use protocol::{Decision, PaymentEvent};

use crate::model::LogRow;
use crate::text::{said, use_text};

/// As many rows as are shown.
const ROWS: usize = 24;

/// Arrival, key, decision of the newest attempts.
#[component]
pub fn BankLog(
    /// The rows, newest first.
    #[prop(into)]
    rows: Signal<Vec<LogRow>>,
    /// Whether the bank's side is covered, and its log with it.
    #[prop(into)]
    covered: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    let nothing = move || if covered.get() { text.get().look.log_covered } else { text.get().log_empty };
    let shown = move || rows.with(|rows| rows.iter().take(ROWS).cloned().collect::<Vec<_>>());
    view! {
        <section class="log">
            <h3>{said(|text| text.log_title)}</h3>
            <p class="empty" hidden=move || rows.with(|rows| !rows.is_empty())>{nothing}</p>
            <ol data-testid="bank-log" tabindex="0" aria-label=said(|text| text.log_title)>
                <For each=shown key=|row| row.number let:row>
                    <Row row />
                </For>
            </ol>
        </section>
    }
}

/// One arrival.
#[component]
fn Row(
    /// What the bank said of it.
    row: LogRow,
) -> impl IntoView {
    let text = use_text();
    let LogRow { number, event } = row;
    let decision = event.decision;
    let (who, key) = (attempt(&event), event.key.as_deref().map(short));
    view! {
        <li class=class_of(decision)>
            <span class="number">{number}</span>
            <span class="who">{move || who.clone().unwrap_or_else(|| text.get().not_numbered.to_owned())}</span>
            <code>{move || key.clone().unwrap_or_else(|| text.get().without_key.to_owned())}</code>
            <span class="status">{event.status}</span>
            <b>{move || (text.get().decision)(decision)}</b>
        </li>
    }
    .into_any()
}

/// Payment and attempt, if the attempt was numbered.
fn attempt(event: &PaymentEvent) -> Option<String> {
    Some(format!("#{} \u{b7} {}", event.payment?, event.attempt?))
}

/// Returns enough of a key to tell it from others.
pub(super) fn short(key: &str) -> String {
    const KEPT: usize = 13;
    // Keys are ASCII: a byte is a character.
    if key.len() <= KEPT { key.to_owned() } else { format!("{}\u{2026}", &key[..KEPT]) }
}

fn class_of(decision: Decision) -> &'static str {
    match decision {
        Decision::Executed => "executed",
        Decision::Replayed => "replayed",
        Decision::Mismatch | Decision::RuleRefused | Decision::Refused => "refused",
    }
}
