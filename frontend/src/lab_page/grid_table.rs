//! The grid as a table, for those who hear the page. It is filled when nothing changes any more.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::DataTable;
use crate::model::TableRow;
use crate::text::{said, use_text};

/// One row per payment; closed until somebody wants it.
#[component]
pub fn GridTable(
    /// All rows, in the order of the payments.
    #[prop(into)]
    rows: Signal<Arc<[TableRow]>>,
    /// The name of the only kind of cell that is wanted, where one was chosen.
    #[prop(into)]
    filter: Signal<Option<&'static str>>,
) -> impl IntoView {
    let text = use_text();
    let columns = move || {
        let text = text.get();
        [text.look.number, text.look.fate, text.attempts].map(str::to_owned).to_vec()
    };
    let cells =
        move |row: &TableRow| vec![row.number.to_string(), (text.get().look.cell)(row.cell), row.attempts.to_string()];
    let wanted = move |row: &&TableRow| filter.get().is_none_or(|name| row.cell.name() == name);
    let shown = Memo::new(move |_| rows.with(|rows| rows.iter().filter(wanted).map(cells).collect::<Vec<_>>()));
    view! {
        <details class="grid-table">
            <summary>{said(|text| text.look.as_a_table)}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label=said(|text| text.look.as_a_table)>
                <DataTable test_id="grid-table" columns rows=shown />
            </div>
        </details>
    }
}
