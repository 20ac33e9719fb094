//! The canvas and what is on it.

use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::layout::Layout;
use super::picture::{Picture, Square, prepare_letters};
use crate::model::Cell;

/// The canvas and what is on it. It paints what has changed and nothing else.
pub(super) struct GridCanvas {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    painted: Vec<(Picture, bool)>,
    layout: Option<Layout>,
}

impl GridCanvas {
    /// Takes over a canvas; `None` in a browser that paints none.
    pub(super) fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self { canvas, context, painted: Vec::new(), layout: None })
    }

    /// Paints the cells whose picture has changed; all of them on a canvas that has another size than before.
    /// With a `filter`, the cells of all other names step back.
    pub(super) fn paint(&mut self, cells: &[Cell], filter: Option<&str>) {
        let Some(layout) = self.fit(cells.len()) else { return };
        let steps_back = |cell: Cell| filter.is_some_and(|name| cell.name() != name);
        let pictures: Vec<_> = cells.iter().map(|&cell| (Picture::from(cell), steps_back(cell))).collect();
        for (index, &(picture, steps_back)) in pictures.iter().enumerate() {
            if self.painted.get(index) != Some(&(picture, steps_back)) {
                self.context.set_global_alpha(if steps_back { 0.15 } else { 1.0 });
                self.cell(layout, index, picture);
            }
        }
        self.painted = pictures;
    }

    /// Makes one canvas pixel of each device pixel. `None` for a canvas that is not laid out: it waits until it is.
    fn fit(&mut self, cells: usize) -> Option<Layout> {
        let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        let width = f64::from(self.canvas.client_width());
        if width <= 0.0 {
            return None;
        }
        let layout = Layout::new(cells, width, ratio);
        if self.layout == Some(layout) && self.painted.len() == cells {
            return self.layout;
        }
        let (width, height) = layout.size();
        self.canvas.set_width(width);
        self.canvas.set_height(height);
        self.painted.clear();
        self.layout = Some(layout);
        self.rehearse(layout);
        self.layout
    }

    /// Paints each picture once, and takes it away. What a browser does at a first time (compile the painting, look for
    /// fonts that have the letters) takes longer than all else in a frame; it is done before there is a run.
    fn rehearse(&self, layout: Layout) {
        prepare_letters(&self.context, layout.cell(0).side);
        for picture in Picture::ALL {
            self.cell(layout, 0, picture);
        }
        // Before the payments are known nothing is painted over it.
        self.clear(layout, 0);
    }

    fn cell(&self, layout: Layout, index: usize, picture: Picture) {
        self.clear(layout, index);
        picture.paint(&self.context, layout.cell(index));
    }

    fn clear(&self, layout: Layout, index: usize) {
        let Square { x, y, .. } = layout.cell(index);
        let (margin, pitch) = (layout.gap() / 2.0, layout.pitch());
        self.context.clear_rect(x - margin, y - margin, pitch, pitch);
    }
}
