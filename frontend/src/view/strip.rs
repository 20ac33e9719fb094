//! What the chapters came to, in each chapter's own button: a bar against what was expected, the 95 % band, and a dot
//! for each earlier run.

use experiment::{Scenario, theory};
use leptos::prelude::*;
use protocol::Total;

use super::lab;
use crate::axis::Scale;
use crate::dom::{El, el};
use crate::lab::Lab;
use crate::markup::{element, with_class};
use crate::number::{percent, total};

/// As many earlier runs as are drawn.
const DOTS: usize = 40;

/// The runs of one chapter, from 0 to 6, once there are any; chapter 6 shows the exhibit that is chosen.
pub(super) fn chapter_bar(number: u8) -> El {
    let lab = lab();
    el("span").class("strip").drawn(move || {
        let chosen = lab.scenario.get();
        let scenario = if chosen.chapter() == number { Some(chosen) } else { Scenario::of_chapter(number) };
        scenario.and_then(|scenario| bar_of(lab, scenario)).unwrap_or_else(|| with_class("i", "bar empty", ""))
    })
}

/// In percent of its width; none before the first run.
fn bar_of(lab: Lab, scenario: Scenario) -> Option<String> {
    let totals: Vec<(Total, Total)> = lab
        .history
        .with(|history| history.typical(scenario).take(DOTS).map(|run| (run.expected, run.transferred)).collect());
    let &(expected, newest) = totals.first()?;
    let band = lab.with(|inner| theory::transferred(&scenario.settings(), &inner.model.payments_in(scenario)));
    let band = band.map(|band| (total(band.usual.0), total(band.usual.1)));
    let all = totals.iter().map(|(_, transferred)| *transferred).chain(band.map(|(_, high)| high));
    let scale = Scale::around(expected, all);
    let mark = |class: &str, from: f64, width: f64| {
        format!("<i class=\"{class}\" style=\"left:{};width:{}\"></i>", percent(from), percent(width))
    };
    let at = |class: &str, at: f64| format!("<i class=\"{class}\" style=\"left:{}\"></i>", percent(at));
    let law = band.map(|(low, high)| (scale.percent(low), scale.percent(high)));
    let parts = [
        "<i class=\"bar\">".to_owned(),
        law.map(|(low, high)| mark("law", low, high - low)).unwrap_or_default(),
        mark("sum", 0.0, scale.percent(newest)),
        at("thousand", scale.percent(expected)),
        totals.iter().skip(1).map(|(_, transferred)| at("dot", scale.percent(*transferred))).collect(),
        "</i>".to_owned(),
        element("small", &newest.to_string()),
    ];
    Some(parts.concat())
}
