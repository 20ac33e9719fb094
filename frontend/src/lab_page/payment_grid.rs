//! The payment grid: one canvas, one cell per payment, the same cell in every chapter.

mod canvas;
mod layout;
mod picture;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::Canvas;
use leptos::prelude::*;
use leptos_use_resize_observer::use_resize_observer;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlCanvasElement;

use crate::model::{GridData, columns};
use crate::text::use_text;
use canvas::GridCanvas;
use layout::{Move, cell_at, moved};

/// In pixels: two payments are no reason for cells as large as a hand.
const LARGEST_CELL: usize = 72;

/// The payments, each in its own place, and a frame around the one that is followed.
#[component]
pub fn PaymentGrid(
    /// The cell of each payment.
    #[prop(into)]
    grid: Signal<GridData>,
    /// The name of the only kind of cell that stands out, where one was chosen.
    #[prop(into)]
    filter: Signal<Option<&'static str>>,
    /// The index of the payment that is followed.
    #[prop(into)]
    followed: Signal<usize>,
    /// Hears which payment the arrow keys lead to.
    #[prop(into)]
    on_follow: Callback<usize>,
    /// Hears which payment somebody wants to see: it was clicked, or Enter was pressed on it.
    #[prop(into)]
    on_open: Callback<usize>,
) -> impl IntoView {
    let text = use_text();
    let canvas = NodeRef::<Canvas>::new();
    paint_when_due(canvas, grid, filter);
    let payments = Memo::new(move |_| grid.with(|grid| grid.cells.len()));
    let title = move || (text.get().grid_title)(payments.get());
    let widest = move || format!("{}px", LARGEST_CELL * columns(payments.get()));
    view! {
        <div class="grid" style:max-width=widest style:--columns=move || columns(payments.get()).to_string()>
            <canvas
                data-testid="grid"
                tabindex="0"
                role="application"
                aria-label=move || format!("{}. {}", title(), text.get().grid_help)
                node_ref=canvas
                on:click=move |event| on_open.run(clicked(&event, payments.get_untracked()))
                on:keydown=move |event| {
                    let (from, payments) = (followed.get_untracked(), payments.get_untracked());
                    if event.key() == "Enter" {
                        on_open.run(from);
                    } else if let Some(direction) = direction(&event) {
                        event.prevent_default();
                        on_follow.run(moved(payments, from, direction));
                    }
                }
            ></canvas>
            <FollowedFrame payments followed />
        </div>
    }
}

/// Names what makes the canvas paint: cells, filter, size. Whatever comes until the next animation frame is in it.
fn paint_when_due(canvas: NodeRef<Canvas>, grid: Signal<GridData>, filter: Signal<Option<&'static str>>) {
    let painter = StoredValue::new_local(None::<GridCanvas>);
    let is_due = StoredValue::new(false);
    let paint = move || {
        is_due.set_value(false);
        painter.update_value(|painter| {
            if let Some(painter) = painter {
                grid.with_untracked(|grid| painter.paint(&grid.cells, filter.get_untracked()));
            }
        });
    };
    let ask = move || {
        if !is_due.get_value() {
            is_due.set_value(true);
            request_animation_frame(move || crate::clock::measured("frame", paint));
        }
    };
    Effect::new(move || {
        grid.track();
        filter.track();
        if let Some(canvas) = canvas.get() {
            if painter.with_value(Option::is_none) {
                painter.set_value(GridCanvas::new(canvas));
            }
            ask();
        }
    });
    use_resize_observer(canvas, move |_, _| ask());
}

/// The frame around the payment that is followed, placed in shares of the grid.
#[component]
fn FollowedFrame(
    /// How many payments there are.
    #[prop(into)]
    payments: Signal<usize>,
    /// The index of the one that is followed.
    followed: Signal<usize>,
) -> impl IntoView {
    let across = move || columns(payments.get());
    let down = move || payments.get().div_ceil(across()).max(1);
    let share = |part: usize, whole: usize| format!("calc(100% * {part} / {whole})");
    view! {
        <div
            class="chosen"
            style:left=move || share(followed.get() % across(), across())
            style:top=move || share(followed.get() / across(), down())
            style:width=move || share(1, across())
            style:height=move || share(1, down())
        ></div>
    }
}

/// Returns the index of the payment under the pointer.
fn clicked(event: &MouseEvent, payments: usize) -> usize {
    let canvas: HtmlCanvasElement = event.current_target().expect("a click has a target").unchecked_into();
    let (width, height) = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
    cell_at(payments, f64::from(event.offset_x()) / width.max(1.0), f64::from(event.offset_y()) / height.max(1.0))
}

fn direction(event: &KeyboardEvent) -> Option<Move> {
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
