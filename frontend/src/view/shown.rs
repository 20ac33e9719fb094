//! Whose run is on the page, where that is not the one of what is chosen.

use leptos::prelude::*;

use super::lab;
use crate::dom::{El, el};
use crate::text::text;

/// A chapter's button changes only the page: the numbers are those of the latest run until the next one starts.
pub(super) fn elsewhere() -> El {
    let (text, lab) = (text(), lab());
    let ran = lab.seen(|seen| seen.ran);
    let elsewhere = move || ran.get().filter(|ran| *ran != lab.place.get());
    el("p")
        .class("elsewhere")
        .attr("role", "note")
        .hidden_if(move || elsewhere().is_none())
        .says(move || elsewhere().map(text.runs.shows))
}
