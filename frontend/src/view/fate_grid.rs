//! The fate grid: one canvas, and the frame around the chosen cell.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlCanvasElement, KeyboardEvent, MouseEvent};

use super::{lab, legend, table};
use crate::dom::{El, el};
use crate::grid::{Grid, Move, cell_at, columns, moved};
use crate::text::text;

/// In pixels: two payments are no reason for cells as large as a hand.
const LARGEST_CELL: usize = 72;

/// The payments, each in its own place.
pub(super) fn fate_grid() -> El {
    let (text, lab) = (text(), lab());
    let payments = lab.seen(|seen| seen.belief.payments());
    let widest = move || ["max-width:", &(LARGEST_CELL * columns(payments.get())).to_string(), "px"].concat();
    let title = move || (text.grid_title)(payments.get());
    let canvas = el("canvas")
        .id("grid")
        .attr("tabindex", "0")
        .attr("role", "application")
        .shows("aria-label", move || [&title(), ". ", text.grid_help].concat())
        .on("click", move |event| lab.select(clicked(event, payments.get_untracked())))
        .on("keydown", move |event| {
            if let Some(direction) = direction(event) {
                event.prevent_default();
                let from = lab.selected.get_untracked();
                lab.select(moved(payments.get_untracked(), from, direction));
            }
        });
    lab.with(|inner| inner.painter.grid = Grid::new(canvas.node(), move || lab.refit()));
    lab.touch();
    el("section")
        .class("fates")
        .child(el("h3").says(title))
        .child(el("div").class("grid").shows("style", widest).child(canvas).child(chosen()))
        .child(legend::legend())
        .child(table::grid_table())
}

/// The frame around the chosen cell, placed in shares of the grid.
fn chosen() -> El {
    let lab = lab();
    let payments = lab.seen(|seen| seen.belief.payments());
    let style = move || {
        let (payments, selected) = (payments.get(), lab.selected.get());
        let columns = columns(payments);
        let rows = payments.div_ceil(columns).max(1);
        let (column, row) = (selected % columns, selected / columns);
        let share = |part: usize, whole: usize| format!("calc(100% * {part} / {whole})");
        let (left, top) = (share(column, columns), share(row, rows));
        format!("left:{left};top:{top};width:{};height:{}", share(1, columns), share(1, rows))
    };
    el("div").class("chosen").shows("style", style)
}

/// The cell under the pointer.
fn clicked(event: &Event, payments: usize) -> usize {
    let event: &MouseEvent = event.unchecked_ref();
    let canvas: HtmlCanvasElement = event.current_target().expect("a click has a target").unchecked_into();
    let (width, height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
    cell_at(payments, f64::from(event.offset_x()) / width.max(1.0), f64::from(event.offset_y()) / height.max(1.0))
}

fn direction(event: &Event) -> Option<Move> {
    let event: &KeyboardEvent = event.unchecked_ref();
    Some(match event.key().as_str() {
        "ArrowLeft" => Move::Left,
        "ArrowRight" => Move::Right,
        "ArrowUp" => Move::Up,
        "ArrowDown" => Move::Down,
        "Home" => Move::First,
        "End" => Move::Last,
        _ => return None,
    })
}
