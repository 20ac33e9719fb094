//! The grid as a table, for those who hear the page. It is filled when nothing changes any more.

use leptos::prelude::*;

use super::lab;
use crate::dom::{El, el};
use crate::markup;
use crate::model::TableRow;
use crate::text::{Text, text};

/// Closed until somebody wants it.
pub(super) fn grid_table() -> El {
    let (text, rows) = (text(), lab().table);
    let rows = el("table").id("grid-table").drawn(move || rows.with(|rows| filled(rows, text)));
    let scrolled = el("div")
        .class("scroll")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", text.look.as_a_table)
        .child(rows);
    el("details").class("grid-table").child(el("summary").text(text.look.as_a_table)).child(scrolled)
}

fn filled(rows: &[TableRow], text: &Text) -> String {
    let heads = [text.look.number, text.look.fate, text.attempts];
    let body: String = rows.iter().map(|row| line(row, text)).collect();
    markup::table(&heads, &body)
}

fn line(row: &TableRow, text: &Text) -> String {
    let (number, cell) = (row.number, (text.look.cell)(row.cell));
    format!("<tr><th scope=\"row\">{number}</th><td>{cell}</td><td>{}</td></tr>", row.attempts)
}
