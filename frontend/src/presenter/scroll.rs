//! A slide that is longer than the screen.

use leptos::prelude::*;
use web_sys::Element;

/// What is less than this many pixels is nothing that was missed.
const NOTHING: i32 = 8;

/// Scrolls the slide on by most of what it shows, or back; `false` if there is next to nothing left.
pub(super) fn scroll(forward: bool) -> bool {
    let Some(slide) = slide() else { return false };
    let (before, step) = (slide.scroll_top(), slide.client_height() * 4 / 5);
    slide.set_scroll_top(if forward { before + step } else { before - step });
    (slide.scroll_top() - before).abs() > NOTHING
}

/// Shows the slide from its top.
pub(super) fn scroll_to_top() {
    if let Some(slide) = slide() {
        slide.set_scroll_top(0);
    }
}

fn slide() -> Option<Element> {
    document().query_selector("main").ok().flatten()
}
