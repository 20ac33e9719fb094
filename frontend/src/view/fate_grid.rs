//! The fate grid: one canvas, and the frame around the chosen cell.

use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::MouseEvent;

use super::{lab, legend::Legend, table::GridTable};
use crate::grid::{Grid, Move, cell_at, columns, moved};
use crate::lab::Lab;
use crate::number;
use crate::text::text;

/// The payments, each in its own place.
#[component]
pub(super) fn FateGrid() -> impl IntoView {
    let lab = lab();
    let payments = lab.seen(|seen| seen.belief.payments());
    let canvas = NodeRef::<Canvas>::new();
    canvas.on_load(move |canvas| {
        lab.with(|inner| inner.painter.grid = Grid::new(canvas));
        lab.touch();
    });
    view! {
        <section class="fates">
            <h3>{move || (text().grid_title)(payments.get())}</h3>
            <div class="grid">
                <canvas
                    node_ref=canvas
                    data-testid="grid"
                    tabindex="0"
                    role="application"
                    aria-label=move || format!("{}. {}", (text().grid_title)(payments.get()), text().grid_help)
                    on:click=move |event| lab.select(clicked(&event, payments.get_untracked()))
                    on:keydown=move |event| {
                        if let Some(direction) = direction(&event.key()) {
                            event.prevent_default();
                            let from = lab.selected.get_untracked();
                            lab.select(moved(payments.get_untracked(), from, direction));
                        }
                    }
                ></canvas>
                <Chosen lab payments />
            </div>
            <Legend />
            <GridTable />
        </section>
    }
}

/// The frame around the chosen cell, placed in shares of the grid.
#[component]
fn Chosen(lab: Lab, payments: Memo<usize>) -> impl IntoView {
    let share = move |part: fn(usize, usize) -> usize| {
        let columns = columns(payments.get());
        let rows = payments.get().div_ceil(columns).max(1);
        (part(lab.selected.get(), columns), columns, rows)
    };
    let percent = |part: usize, whole: usize| number::percent(part as f64 * 100.0 / whole as f64);
    view! {
        <div
            class="chosen"
            style:left=move || { let (column, columns, _) = share(|at, columns| at % columns); percent(column, columns) }
            style:top=move || { let (row, _, rows) = share(|at, columns| at / columns); percent(row, rows) }
            style:width=move || { let (_, columns, _) = share(|_, _| 0); percent(1, columns) }
            style:height=move || { let (_, _, rows) = share(|_, _| 0); percent(1, rows) }
        ></div>
    }
}

/// The cell under the pointer.
fn clicked(event: &MouseEvent, payments: usize) -> usize {
    let canvas = event_target::<web_sys::HtmlCanvasElement>(event);
    let (width, height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
    cell_at(payments, f64::from(event.offset_x()) / width.max(1.0), f64::from(event.offset_y()) / height.max(1.0))
}

fn direction(key: &str) -> Option<Move> {
    Some(match key {
        "ArrowLeft" => Move::Left,
        "ArrowRight" => Move::Right,
        "ArrowUp" => Move::Up,
        "ArrowDown" => Move::Down,
        "Home" => Move::First,
        "End" => Move::Last,
        _ => return None,
    })
}
