//! The fate grid: one canvas, one cell per payment, the same cell in every chapter. Hue is never
//! alone: every fate has its own shape too, so that a grey-scale picture tells them apart.

mod layout;

use experiment::{Believed, Fate};
use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::browser::window;
use crate::model::Cell;
use crate::number::fixed;
use layout::Layout;
pub(crate) use layout::{Move, cell_at, columns, moved};

// Okabe-Ito.
const BLUE: &str = "#0072b2";
const SKY: &str = "#56b4e9";
const VERMILION: &str = "#d55e00";
const BLACK: &str = "#000";
const WHITE: &str = "#fff";
const WAITING: &str = "#dcdcdc";
const IN_FLIGHT: &str = "#a6a6a6";

/// The canvas and what is on it.
pub(crate) struct Grid {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    painted: Vec<(Cell, bool)>,
    layout: Option<Layout>,
}

impl Grid {
    /// Takes over a canvas.
    pub(crate) fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self { canvas, context, painted: Vec::new(), layout: None })
    }

    /// Everything is painted again next time, in the size the canvas then has.
    pub(crate) fn forget(&mut self) {
        self.layout = None;
        self.painted.clear();
    }

    /// Paints the cells whose fate has changed.
    /// With a `filter`, the cells of all other fates step back.
    pub(crate) fn paint(&mut self, cells: Vec<Cell>, filter: Option<&str>) {
        if self.painted.len() != cells.len() {
            self.forget();
        }
        let layout = match &self.layout {
            Some(layout) => *layout,
            None => self.fit(cells.len()),
        };
        let cells: Vec<_> =
            cells.into_iter().map(|cell| (cell, filter.is_some_and(|name| cell.name() != name))).collect();
        for (index, &(cell, steps_back)) in cells.iter().enumerate() {
            if self.painted.get(index) != Some(&(cell, steps_back)) {
                self.context.set_global_alpha(if steps_back { 0.15 } else { 1.0 });
                self.cell(layout, index, cell);
            }
        }
        self.painted = cells;
    }

    /// One canvas pixel per device pixel.
    fn fit(&mut self, cells: usize) -> Layout {
        let ratio = window().device_pixel_ratio();
        let width = f64::from(self.canvas.client_width()) * ratio;
        let layout = Layout::new(cells, width);
        let (width, height) = layout.size();
        self.canvas.set_width(width);
        self.canvas.set_height(height);
        self.layout = Some(layout);
        layout
    }

    fn cell(&self, layout: Layout, index: usize, cell: Cell) {
        let (x, y, side) = layout.cell(index);
        self.context.clear_rect(x - layout.gap() / 2.0, y - layout.gap() / 2.0, layout.pitch(), layout.pitch());
        match cell {
            Cell::Fate(fate) => self.fate(fate, x, y, side),
            Cell::Believed(believed) => self.believed(believed, x, y, side),
        }
    }

    /// While the bank is covered: what the client believes, and not a hint of what the bank did.
    fn believed(&self, believed: Believed, x: f64, y: f64, side: f64) {
        match believed {
            Believed::Waiting => self.fill(WAITING, x, y, side),
            Believed::InFlight => self.in_flight(x, y, side),
            Believed::Acknowledged => {
                self.fill(SKY, x, y, side);
                self.letter("\u{2713}", BLACK, x, y, side);
            }
            Believed::Unknown => {
                self.fill(WHITE, x, y, side);
                self.frame(IN_FLIGHT, (side * 0.12).max(1.0), x, y, side);
                self.letter("?", BLACK, x, y, side);
            }
            Believed::Refused => {
                self.fill(WHITE, x, y, side);
                self.frame(BLACK, (side * 0.07).max(0.8), x, y, side);
                self.letter("\u{2013}", BLACK, x, y, side);
            }
        }
    }

    fn fate(&self, fate: Fate, x: f64, y: f64, side: f64) {
        match fate {
            Fate::Waiting => self.fill(WAITING, x, y, side),
            Fate::InFlight => self.in_flight(x, y, side),
            Fate::PaidKnown => self.fill(BLUE, x, y, side),
            Fate::PaidByAnother => self.fill(SKY, x, y, side),
            Fate::PaidNotKnown => self.not_known(x, y, side),
            Fate::NeverPaid => self.never(x, y, side),
            Fate::PaidTimes(times) => {
                self.fill(VERMILION, x, y, side);
                let digits = if times > 9 { "+".to_owned() } else { times.to_string() };
                self.letter(&digits, BLACK, x, y, side);
            }
            Fate::Caught => {
                self.fill(BLUE, x, y, side);
                self.frame(BLACK, (side * 0.17).max(1.5), x, y, side);
            }
        }
    }

    fn fill(&self, colour: &str, x: f64, y: f64, side: f64) {
        self.context.set_fill_style_str(colour);
        self.context.fill_rect(x, y, side, side);
    }

    fn frame(&self, colour: &str, width: f64, x: f64, y: f64, side: f64) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width);
        self.context.stroke_rect(x + width / 2.0, y + width / 2.0, side - width, side - width);
    }

    fn in_flight(&self, x: f64, y: f64, side: f64) {
        self.fill(IN_FLIGHT, x, y, side);
        self.context.set_fill_style_str(BLACK);
        self.context.begin_path();
        let middle = side / 2.0;
        let _ = self.context.arc(x + middle, y + middle, (side * 0.14).max(1.0), 0.0, std::f64::consts::TAU);
        self.context.fill();
    }

    fn not_known(&self, x: f64, y: f64, side: f64) {
        let context = &self.context;
        self.fill(WHITE, x, y, side);
        context.save();
        context.begin_path();
        context.rect(x, y, side, side);
        context.clip();
        context.set_stroke_style_str("#8fc1de");
        context.set_line_width((side * 0.08).max(0.7));
        context.begin_path();
        for step in [0.4, 0.8, 1.2, 1.6] {
            context.move_to(x, y + side * step);
            context.line_to(x + side * step, y);
        }
        context.stroke();
        context.restore();
        self.frame(BLUE, (side * 0.12).max(1.0), x, y, side);
        self.letter("?", "#004a75", x, y, side);
    }

    fn never(&self, x: f64, y: f64, side: f64) {
        self.fill(WHITE, x, y, side);
        self.frame(BLACK, (side * 0.07).max(0.8), x, y, side);
        let (near, far) = (side * 0.28, side * 0.72);
        self.context.set_line_width((side * 0.1).max(0.9));
        self.context.begin_path();
        self.context.move_to(x + near, y + near);
        self.context.line_to(x + far, y + far);
        self.context.move_to(x + far, y + near);
        self.context.line_to(x + near, y + far);
        self.context.stroke();
    }

    fn letter(&self, text: &str, colour: &str, x: f64, y: f64, side: f64) {
        let height = fixed(side * 0.82, 2);
        self.context.set_font(&format!("700 {height}px system-ui, sans-serif"));
        self.context.set_text_align("center");
        self.context.set_text_baseline("middle");
        self.context.set_fill_style_str(colour);
        let _ = self.context.fill_text(text, x + side / 2.0, y + side * 0.55);
    }
}
