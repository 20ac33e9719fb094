//! The grid as rows of a table. They are made when nothing changes any more, never in a run.

use super::{Cell, Model};

/// As many payments as the table shows.
const ROWS: usize = 1_000;

/// One payment of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TableRow {
    /// Its number, from 1.
    pub number: usize,
    /// What the grid shows of it.
    pub cell: Cell,
    /// How many attempts this page made.
    pub attempts: usize,
}

/// Returns how many cells stand in a row of the grid: two and a half times as many as rows.
pub fn columns(cells: usize) -> usize {
    let square = (cells * 5).div_ceil(2).max(1);
    let root = square.isqrt();
    if root * root < square { root + 1 } else { root }
}

impl Model {
    /// The rows of this name, or all; `None` while something still changes.
    pub fn table(&self, filter: Option<&str>) -> Option<Vec<TableRow>> {
        if self.recording().is_none() && self.is_live() {
            return None;
        }
        let records = self.shown().run.sending().map_or(&[][..], experiment::Sending::records);
        let attempts = |index: usize| records.get(index).map_or(0, |record| record.attempts.len());
        let rows =
            (1..).zip(self.cells()).map(|(number, cell)| TableRow { number, cell, attempts: attempts(number - 1) });
        Some(rows.filter(|row| filter.is_none_or(|name| row.cell.name() == name)).take(ROWS).collect())
    }
}
