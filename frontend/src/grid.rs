//! The fate grid: one canvas, one cell per payment, the same cell in every chapter.

mod layout;
mod picture;

use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::browser::{SizeWatch, window};
use crate::model::Cell;
use layout::Layout;
use picture::{Picture, Square, prepare_letters};

/// The canvas and what is on it.
pub(crate) struct Grid {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    painted: Vec<(Picture, bool)>,
    layout: Option<Layout>,
    _size: SizeWatch,
}

impl Grid {
    /// Takes over a canvas. Tells when it gets another size.
    pub(crate) fn new(canvas: HtmlCanvasElement, resized: impl Fn() + 'static) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let size = SizeWatch::new(&canvas, resized)?;
        Some(Self { canvas, context, painted: Vec::new(), layout: None, _size: size })
    }

    /// Whether it is painted in the size it has, or has none because nobody sees it.
    pub(crate) fn fits(&self) -> bool {
        let width = self.width();
        width <= 0.0 || self.layout == Some(Layout::new(self.painted.len(), width))
    }

    /// Everything is painted again next time, in the size the canvas then has.
    pub(crate) fn forget(&mut self) {
        self.layout = None;
        self.painted.clear();
    }

    /// Paints the cells whose picture has changed.
    /// With a `filter`, the cells of all other fates step back.
    pub(crate) fn paint(&mut self, cells: Vec<Cell>, filter: Option<&str>) {
        if self.painted.len() != cells.len() {
            self.forget();
        }
        let Some(layout) = self.layout.or_else(|| self.fit(cells.len())) else { return };
        let steps_back = |cell: Cell| filter.is_some_and(|name| cell.name() != name);
        let pictures: Vec<_> = cells.into_iter().map(|cell| (Picture::from(cell), steps_back(cell))).collect();
        for (index, &(picture, steps_back)) in pictures.iter().enumerate() {
            if self.painted.get(index) != Some(&(picture, steps_back)) {
                self.context.set_global_alpha(if steps_back { 0.15 } else { 1.0 });
                self.cell(layout, index, picture);
            }
        }
        self.painted = pictures;
    }

    /// In pixels of the device.
    fn width(&self) -> f64 {
        f64::from(self.canvas.client_width()) * window().device_pixel_ratio()
    }

    /// One canvas pixel per device pixel. A canvas that is not laid out waits until it is.
    fn fit(&mut self, cells: usize) -> Option<Layout> {
        let width = self.width();
        if width <= 0.0 {
            return None;
        }
        let layout = Layout::new(cells, width);
        let (width, height) = layout.size();
        self.canvas.set_width(width);
        self.canvas.set_height(height);
        self.layout = Some(layout);
        self.rehearse(layout);
        self.layout
    }

    /// Each picture once, and away again. What a browser does at a first time (compile the painting, look for fonts
    /// that have the letters) takes longer than all else in a frame; it is done before there is a run.
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
