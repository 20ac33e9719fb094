//! What the chapters came to, in each chapter's own button: a bar against what was expected, the 95 % band, and a dot
//! for each earlier run.

use experiment::{Place, theory};
use leptos::prelude::*;
use protocol::Total;

use super::lab;
use crate::axis::Scale;
use crate::dom::{El, el};
use crate::lab::Lab;
use crate::markup::{element, with_class};
use crate::number::percent;

/// As many earlier runs as are drawn.
const DOTS: usize = 40;

/// One chapter's bar, in percent of its width.
struct Bar {
    sum: String,
    to: f64,
    expected: f64,
    band: Option<(f64, f64)>,
    dots: Vec<f64>,
}

/// The runs of one chapter, from 0 to 6, once there are any; chapter 6 shows the exhibit that is chosen.
pub(super) fn chapter_bar(number: u8) -> El {
    let lab = lab();
    el("span").class("strip").drawn(move || {
        let chosen = lab.place.get();
        let place = if chosen.chapter() == number { Some(chosen) } else { Place::of_chapter(number) };
        let bar = place.and_then(|place| bar_of(lab, place));
        bar.map_or_else(|| with_class("i", "bar empty", ""), |bar| drawn(&bar))
    })
}

fn bar_of(lab: Lab, place: Place) -> Option<Bar> {
    let totals: Vec<(Total, Total)> = lab
        .history
        .with(|history| history.typical(place).take(DOTS).map(|run| (run.expected, run.transferred)).collect());
    let &(expected, newest) = totals.first()?;
    let band = lab.with(|inner| theory::transferred(&place.settings(), &inner.model.payments_in(place)));
    let band = band.map(|band| (euros(band.usual.0), euros(band.usual.1)));
    let all = totals.iter().map(|(_, transferred)| *transferred).chain(band.map(|(_, high)| high));
    let scale = Scale::around(expected, all);
    Some(Bar {
        sum: newest.to_string(),
        to: scale.percent(newest),
        expected: scale.percent(expected),
        band: band.map(|(low, high)| (scale.percent(low), scale.percent(high))),
        dots: totals.iter().skip(1).map(|(_, transferred)| scale.percent(*transferred)).collect(),
    })
}

fn drawn(bar: &Bar) -> String {
    let mark = |class: &str, from: f64, width: f64| {
        format!("<i class=\"{class}\" style=\"left:{};width:{}\"></i>", percent(from), percent(width))
    };
    let at = |class: &str, at: f64| format!("<i class=\"{class}\" style=\"left:{}\"></i>", percent(at));
    [
        "<i class=\"bar\">".to_owned(),
        bar.band.map(|(low, high)| mark("law", low, high - low)).unwrap_or_default(),
        mark("sum", 0.0, bar.to),
        at("thousand", bar.expected),
        bar.dots.iter().map(|dot| at("dot", *dot)).collect(),
        "</i>".to_owned(),
        element("small", &bar.sum),
    ]
    .concat()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "euros of a run, never below 0")]
fn euros(euros: f64) -> Total {
    Total::from_cents((euros * 100.0).round() as u64)
}
