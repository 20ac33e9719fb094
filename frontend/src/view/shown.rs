//! Whose run is on the page, where that is not the one of what is chosen, and that it is a recording where it is one.

use super::lab;
use crate::browser;
use crate::dom::{El, el};
use crate::text::text;

/// A chapter's button changes only the page: the numbers are those of the latest run until the next one starts, or those
/// that were kept of the chapter's own.
pub(super) fn elsewhere() -> El {
    let (text, lab) = (text(), lab());
    let recorded_at = lab.seen(|seen| seen.recorded_at);
    let words = move || match recorded_at.get() {
        Some(at) => Some((text.runs.recorded)(&browser::wall_clock(at))),
        None => lab.elsewhere().map(text.runs.shows),
    };
    el("p")
        .class("elsewhere")
        .class_if("recorded", move || recorded_at.get().is_some())
        .attr("role", "note")
        .hidden_if(move || words().is_none())
        .says(words)
}
