//! The grid as a table, for those who hear the page. It is filled when nothing changes any more.

use leptos::prelude::*;

use super::lab;
use crate::model::TableRow;
use crate::text::text;

/// Closed until somebody wants it.
#[component]
pub(super) fn GridTable() -> impl IntoView {
    let lab = lab();
    let rows = lab.table;
    view! {
        <details class="grid-table">
            <summary>{move || text().look.as_a_table}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label=move || text().look.as_a_table>
                <table data-testid="grid-table">
                    <thead>
                        <tr>
                            <th scope="col">{move || text().look.number}</th>
                            <th scope="col">{move || text().look.fate}</th>
                            <th scope="col">{move || text().attempts}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || rows.get() key=|row| *row let:row>
                            <Row row />
                        </For>
                    </tbody>
                </table>
            </div>
        </details>
    }
}

#[component]
fn Row(row: TableRow) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{row.number}</th>
            <td>{move || (text().look.cell)(row.cell)}</td>
            <td>{row.attempts}</td>
        </tr>
    }
}
