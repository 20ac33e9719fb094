//! The bank's log, live: newest on top.

use leptos::prelude::*;
use protocol::{Decision, NoteEvent, PaymentEvent};

use crate::attempts::short;
use crate::model::{LogLine, LogRow};
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

/// One line.
#[component]
fn Row(
    /// What the bank said.
    row: LogRow,
) -> impl IntoView {
    let LogRow { number, line } = row;
    match line {
        LogLine::Payment(event) => view! { <Arrival number event /> }.into_any(),
        LogLine::Note(note) => view! { <Note number note /> }.into_any(),
    }
}

/// One arrival.
#[component]
fn Arrival(
    /// The number of its line.
    number: u64,
    /// What the bank said of it.
    event: PaymentEvent,
) -> impl IntoView {
    let text = use_text();
    let decision = event.decision;
    let (who, key) = (attempt(event.payment, event.attempt), event.key.as_deref().map(short));
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

/// What the rule noted about one.
#[component]
fn Note(
    /// The number of its line.
    number: u64,
    /// What it said.
    note: NoteEvent,
) -> impl IntoView {
    let text = use_text();
    let who = attempt(note.payment, note.attempt);
    view! {
        <li class="note">
            <span class="number">{number}</span>
            <span class="who">{move || who.clone().unwrap_or_else(|| text.get().not_numbered.to_owned())}</span>
            <q>{note.text}</q>
        </li>
    }
    .into_any()
}

/// Payment and attempt, if the attempt was numbered.
fn attempt(payment: Option<u32>, attempt: Option<u32>) -> Option<String> {
    Some(format!("#{} \u{b7} {}", payment?, attempt?))
}

fn class_of(decision: Decision) -> &'static str {
    match decision {
        Decision::Executed => "executed",
        Decision::Replayed => "replayed",
        Decision::Mismatch | Decision::RuleRefused | Decision::Refused => "refused",
    }
}
