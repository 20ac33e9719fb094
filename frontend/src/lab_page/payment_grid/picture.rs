//! What a cell looks like. Hue is never alone: every fate has its own shape too, so that a grey-scale picture tells
//! them apart.

use experiment::{Believed, Fate};
use web_sys::CanvasRenderingContext2d;

use crate::model::Cell;

// Okabe-Ito.
const BLUE: &str = "#0072b2";
const SKY: &str = "#56b4e9";
const VERMILION: &str = "#d55e00";
const BLACK: &str = "#000";
const WHITE: &str = "#fff";
const WAITING: &str = "#dcdcdc";
const IN_FLIGHT: &str = "#a6a6a6";

/// One picture for all cells that look alike: what has not been sent yet looks the same with and without a cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Picture {
    Waiting,
    InFlight,
    // While the bank is covered: what the client believes, and not a hint of what the bank did.
    Acknowledged,
    Unknown,
    Refused,
    PaidKnown,
    PaidByAnother,
    PaidNotKnown,
    NeverPaid,
    PaidTimes(u32),
    Caught,
}

/// Left and top of a cell, and its side, in pixels of the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Square {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) side: f64,
    /// Whether a letter in it can be read.
    pub(super) is_legible: bool,
}

impl From<Cell> for Picture {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Fate(Fate::Waiting) | Cell::Believed(Believed::Waiting) => Self::Waiting,
            Cell::Fate(Fate::InFlight) | Cell::Believed(Believed::InFlight) => Self::InFlight,
            Cell::Believed(Believed::Acknowledged) => Self::Acknowledged,
            Cell::Believed(Believed::Unknown) => Self::Unknown,
            Cell::Believed(Believed::Refused) => Self::Refused,
            Cell::Fate(Fate::PaidKnown) => Self::PaidKnown,
            Cell::Fate(Fate::PaidByAnother) => Self::PaidByAnother,
            Cell::Fate(Fate::PaidNotKnown) => Self::PaidNotKnown,
            Cell::Fate(Fate::NeverPaid) => Self::NeverPaid,
            Cell::Fate(Fate::PaidTimes(times)) => Self::PaidTimes(times),
            Cell::Fate(Fate::Caught) => Self::Caught,
        }
    }
}

impl Picture {
    /// One of each.
    pub(super) const ALL: [Self; 11] = [
        Self::Waiting,
        Self::InFlight,
        Self::Acknowledged,
        Self::Unknown,
        Self::Refused,
        Self::PaidKnown,
        Self::PaidByAnother,
        Self::PaidNotKnown,
        Self::NeverPaid,
        Self::PaidTimes(2),
        Self::Caught,
    ];

    pub(super) fn paint(self, on: &CanvasRenderingContext2d, at: Square) {
        match self {
            Self::Waiting => at.fill(on, WAITING),
            Self::InFlight => in_flight(on, at),
            Self::Acknowledged => {
                at.fill(on, SKY);
                at.letter(on, BLACK, "\u{2713}");
            }
            Self::Unknown => {
                at.fill(on, WHITE);
                at.frame(on, IN_FLIGHT, (at.side * 0.12).max(1.0));
                at.letter(on, BLACK, "?");
            }
            Self::Refused => {
                at.fill(on, WHITE);
                at.frame(on, BLACK, (at.side * 0.07).max(0.8));
                at.letter(on, BLACK, "\u{2013}");
            }
            Self::PaidKnown => at.fill(on, BLUE),
            Self::PaidByAnother => at.fill(on, SKY),
            Self::PaidNotKnown => not_known(on, at),
            Self::NeverPaid => never(on, at),
            Self::PaidTimes(times) => {
                at.fill(on, VERMILION);
                let digits = if times > 9 { "+".to_owned() } else { times.to_string() };
                at.letter(on, BLACK, &digits);
            }
            Self::Caught => {
                at.fill(on, BLUE);
                at.frame(on, BLACK, (at.side * 0.17).max(1.5));
            }
        }
    }
}

impl Square {
    fn fill(self, on: &CanvasRenderingContext2d, colour: &str) {
        on.set_fill_style_str(colour);
        on.fill_rect(self.x, self.y, self.side, self.side);
    }

    fn frame(self, on: &CanvasRenderingContext2d, colour: &str, width: f64) {
        on.set_stroke_style_str(colour);
        on.set_line_width(width);
        on.stroke_rect(self.x + width / 2.0, self.y + width / 2.0, self.side - width, self.side - width);
    }

    fn letter(self, on: &CanvasRenderingContext2d, colour: &str, letter: &str) {
        if !self.is_legible {
            return;
        }
        on.set_fill_style_str(colour);
        let _ = on.fill_text(letter, self.x + self.side / 2.0, self.y + self.side * 0.55);
    }
}

/// What all letters share; a canvas forgets it with its size.
pub(super) fn prepare_letters(on: &CanvasRenderingContext2d, side: f64) {
    on.set_font(&format!("700 {:.2}px system-ui, sans-serif", side * 0.82));
    on.set_text_align("center");
    on.set_text_baseline("middle");
}

fn in_flight(on: &CanvasRenderingContext2d, at: Square) {
    at.fill(on, IN_FLIGHT);
    on.set_fill_style_str(BLACK);
    on.begin_path();
    let middle = at.side / 2.0;
    let _ = on.arc(at.x + middle, at.y + middle, (at.side * 0.14).max(1.0), 0.0, std::f64::consts::TAU);
    on.fill();
}

fn not_known(on: &CanvasRenderingContext2d, at: Square) {
    let Square { x, y, side, .. } = at;
    at.fill(on, WHITE);
    on.save();
    on.begin_path();
    on.rect(x, y, side, side);
    on.clip();
    on.set_stroke_style_str("#8fc1de");
    on.set_line_width((side * 0.08).max(0.7));
    on.begin_path();
    for step in [0.4, 0.8, 1.2, 1.6] {
        on.move_to(x, y + side * step);
        on.line_to(x + side * step, y);
    }
    on.stroke();
    on.restore();
    at.frame(on, BLUE, (side * 0.12).max(1.0));
    at.letter(on, "#004a75", "?");
}

fn never(on: &CanvasRenderingContext2d, at: Square) {
    let Square { x, y, side, .. } = at;
    at.fill(on, WHITE);
    at.frame(on, BLACK, (side * 0.07).max(0.8));
    let (near, far) = (side * 0.28, side * 0.72);
    on.set_line_width((side * 0.1).max(0.9));
    on.begin_path();
    on.move_to(x + near, y + near);
    on.line_to(x + far, y + far);
    on.move_to(x + far, y + near);
    on.line_to(x + near, y + far);
    on.stroke();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cover_over_what_was_not_sent_yet_paints_nothing_anew() {
        let alike = |fate, believed| Picture::from(Cell::Fate(fate)) == Picture::from(Cell::Believed(believed));
        assert!(alike(Fate::Waiting, Believed::Waiting));
        assert!(alike(Fate::InFlight, Believed::InFlight));
        assert!(!alike(Fate::PaidKnown, Believed::Acknowledged));
    }
}
