//! The attempts of one payment, from both sides: drawn, and as a table for those who hear the page.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

mod sequence_diagram;

use leptos::prelude::*;

use crate::components::DataTable;
use crate::model::AttemptRow;
use crate::text::{Text, said, use_text};
pub use sequence_diagram::SequenceDiagram;

/// Every attempt, or that there was none.
#[component]
pub fn Attempts(
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

fn cells(row: &AttemptRow, text: &Text) -> Vec<String> {
    let key = key_of(row, text);
    let knows = match &row.outcome {
        Some(outcome) => (text.outcome)(outcome),
        None if row.sent_here => text.out.to_owned(),
        None => text.sent_elsewhere.to_owned(),
    };
    vec![row.number.to_string(), key, knows, (text.at_bank)(row.bank).to_owned()]
}

/// Returns the key of an attempt, shortened; of one that was sent elsewhere it may not be known.
fn key_of(row: &AttemptRow, text: &Text) -> String {
    match &row.key {
        Some(key) => short(key),
        None if row.sent_here => text.without_key.to_owned(),
        None => "\u{2013}".to_owned(),
    }
}

/// Returns enough of a key to tell it from others.
pub(crate) fn short(key: &str) -> String {
    const KEPT: usize = 13;
    // Keys are ASCII: a byte is a character.
    if key.len() <= KEPT { key.to_owned() } else { format!("{}\u{2026}", &key[..KEPT]) }
}
