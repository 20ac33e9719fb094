//! What the chapters came to, in each chapter's own button: a bar against what was expected, the 95 % band, and a dot
//! for each earlier run.

use experiment::{Place, theory};
use leptos::prelude::*;
use protocol::Total;

use super::lab;
use crate::axis::Scale;
use crate::lab::Lab;
use crate::number::percent;

/// As many earlier runs as are drawn.
const DOTS: usize = 40;

/// One chapter's bar, in percent of its width.
#[derive(Clone, PartialEq)]
struct Bar {
    sum: String,
    to: f64,
    expected: f64,
    band: Option<(f64, f64)>,
    dots: Vec<f64>,
}

/// The runs of one chapter, once there are any.
#[component]
pub(super) fn ChapterBar(
    /// From 0 to 6; chapter 6 shows the exhibit that is chosen.
    number: u8,
) -> impl IntoView {
    let lab = lab();
    let bar = Memo::new(move |_| {
        let chosen = lab.place.get();
        let place = if chosen.chapter() == number { Some(chosen) } else { Place::of_chapter(number) };
        bar_of(lab, place?)
    });
    view! {
        <span class="strip">
            {move || match bar.get() {
                None => view! { <i class="bar empty"></i> }.into_any(),
                Some(bar) => drawn(&bar).into_any(),
            }}
        </span>
    }
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

fn drawn(bar: &Bar) -> impl IntoView + use<> {
    let dot = |at: &f64| view! { <i class="dot" style=format!("left:{}", percent(*at))></i> };
    view! {
        <i class="bar">
            {bar.band.map(|(low, high)| view! { <i class="law" style=format!("left:{};width:{}", percent(low), percent(high - low))></i> })}
            <i class="sum" style=format!("width:{}", percent(bar.to))></i>
            <i class="thousand" style=format!("left:{}", percent(bar.expected))></i>
            {bar.dots.iter().map(dot).collect_view()}
        </i>
        <small>{bar.sum.clone()}</small>
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "euros of a run, never below 0")]
fn euros(euros: f64) -> Total {
    Total::from_cents((euros * 100.0).round() as u64)
}
