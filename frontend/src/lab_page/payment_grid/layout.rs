//! Where the cells lie: 50 columns for 1000 payments, and the same shape for any other number.

use crate::model::columns;

use super::picture::Square;

/// The place of every cell, in pixels of the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Layout {
    columns: usize,
    rows: usize,
    pitch: f64,
    ratio: f64,
}

/// In CSS pixels: a letter in a smaller cell cannot be read.
const LEGIBLE: f64 = 10.0;

/// Which way a key moves the choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Left,
    Right,
    Up,
    Down,
    First,
    Last,
}

impl Layout {
    /// Lays out so many cells on a canvas of this width in CSS pixels, each of which is `ratio` pixels of the canvas.
    pub(super) fn new(cells: usize, width: f64, ratio: f64) -> Self {
        let columns = columns(cells);
        let pitch = (width * ratio / columns as f64).max(1.0);
        Self { columns, rows: cells.div_ceil(columns).max(1), pitch, ratio }
    }

    /// Width and height of the canvas.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a canvas is a few thousand pixels")]
    pub(super) fn size(self) -> (u32, u32) {
        ((self.columns as f64 * self.pitch).round() as u32, (self.rows as f64 * self.pitch).round() as u32)
    }

    /// A cell without the gap around it.
    pub(super) fn cell(self, index: usize) -> Square {
        let (column, row) = (index % self.columns, index / self.columns);
        let gap = self.gap();
        Square {
            x: column as f64 * self.pitch + gap / 2.0,
            y: row as f64 * self.pitch + gap / 2.0,
            side: self.pitch - gap,
            is_legible: self.pitch >= LEGIBLE * self.ratio,
        }
    }

    /// From one cell to the next.
    pub(super) fn pitch(self) -> f64 {
        self.pitch
    }

    /// Between two cells.
    pub(super) fn gap(self) -> f64 {
        (self.pitch * 0.12).clamp(0.5, 4.0)
    }
}

/// The cell at a point given as shares of the grid's width and height.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the grid")]
pub(super) fn cell_at(cells: usize, x: f64, y: f64) -> usize {
    let columns = columns(cells);
    let rows = cells.div_ceil(columns).max(1);
    let at = |share: f64, count: usize| ((share.clamp(0.0, 1.0) * count as f64) as usize).min(count - 1);
    (at(y, rows) * columns + at(x, columns)).min(cells.saturating_sub(1))
}

/// The cell a key leads to. Nothing leads out of the grid.
pub(super) fn moved(cells: usize, from: usize, key: Move) -> usize {
    let columns = columns(cells);
    let last = cells.saturating_sub(1);
    match key {
        Move::Left => from.saturating_sub(1),
        Move::Right => (from + 1).min(last),
        Move::Up => from.checked_sub(columns).unwrap_or(from),
        Move::Down => Some(from + columns).filter(|&to| to <= last).unwrap_or(from),
        Move::First => 0,
        Move::Last => last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_payments_are_50_by_20_and_other_numbers_keep_the_shape() {
        assert_eq!(columns(1_000), 50);
        assert_eq!(Layout::new(1_000, 500.0, 2.0).size(), (1_000, 400));
        assert_eq!(columns(10_000), 159);
        assert_eq!((columns(0), columns(1)), (1, 2));
    }

    #[test]
    fn a_cell_under_ten_pixels_of_the_screen_has_no_letter() {
        assert!(!Layout::new(1_000, 366.0, 3.0).cell(0).is_legible);
        assert!(Layout::new(1_000, 700.0, 1.0).cell(0).is_legible);
    }

    #[test]
    fn a_point_and_a_key_choose_a_cell_and_never_leave_the_grid() {
        assert_eq!(cell_at(1_000, 0.0, 0.0), 0);
        assert_eq!(cell_at(1_000, 1.0, 1.0), 999);
        assert_eq!(cell_at(1_000, 0.999, 0.001), 49);
        assert_eq!(cell_at(999, 1.0, 1.0), 998);
        assert_eq!(moved(1_000, 0, Move::Up), 0);
        assert_eq!(moved(1_000, 999, Move::Down), 999);
        assert_eq!(moved(1_000, 10, Move::Down), 60);
        assert_eq!(moved(1_000, 999, Move::Right), 999);
        assert_eq!(moved(1_000, 5, Move::Last), 999);
    }
}
