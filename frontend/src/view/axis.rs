//! The euro axis: what the room predicted, what theory says, and what the bank has, on one line.

use experiment::theory;
use leptos::prelude::*;
use protocol::Total;
use web_sys::HtmlElement;

use super::lab;
use crate::axis::Scale;
use crate::dom::{El, el};
use crate::lab::Lab;
use crate::number::{percent, total};
use crate::text::{LookText, text};

/// What is on the axis now.
#[derive(Clone, PartialEq)]
struct Shown {
    scale: Scale,
    expected: Total,
    prediction: Option<Total>,
    /// Only once the bank is revealed: it would answer the question.
    band: Option<(Total, Total)>,
    result: Option<Total>,
}

/// Prediction, theory band and result.
pub(super) fn axis() -> El {
    let text = text();
    let shown = shown(lab());
    let mark = |class: &str, style: fn(&Shown) -> Option<String>| {
        el("i")
            .class(class)
            .class_if("none", move || shown.with(style).is_none())
            .shows("style", move || shown.with(style))
    };
    let ticks = el("div").class("plain").drawn(move || shown.with(|shown| ticks(shown.scale)));
    let line = el("div").class("line").child(ticks).children([
        mark("band", band_style),
        mark("gap", gap_style),
        mark("expected-mark", |shown| Some(at(shown.scale.percent(shown.expected)))),
        mark("result-mark", |shown| Some(at(shown.scale.percent(shown.result?)))),
        handle(shown),
    ]);
    el("section").class("axis").attr("aria-label", text.look.axis).child(line).child(key(shown))
}

fn shown(lab: Lab) -> Memo<Shown> {
    let asked = asked(lab);
    let known = lab.seen(|seen| {
        let revealed = !seen.is_covered() && !seen.watching;
        let band = seen.band.map(|band| (total(band.usual.0), total(band.usual.1)));
        let result = seen.transferred().filter(|_| seen.verdict().is_some() || seen.watching);
        (seen.expected, band.filter(|_| revealed), result)
    });
    Memo::new(move |_| {
        let (of_run, band, result) = known.get();
        let (planned, most) = asked.get();
        // Another place's run is no answer to what is asked here.
        let (expected, band, result) =
            if lab.elsewhere().is_some() { (planned, None, None) } else { (of_run, band, result) };
        let prediction = lab.prediction.get();
        let on_it = [most, band.map(|(_, high)| high), result, prediction];
        Shown { scale: Scale::around(expected, on_it.into_iter().flatten()), expected, prediction, band, result }
    })
}

/// What is expected of what is chosen, and what it may come to: the axis has room to predict that from the start.
fn asked(lab: Lab) -> Memo<(Total, Option<Total>)> {
    let read = Memo::new(move |_| lab.seen.with(|seen| seen.belief.payments()));
    Memo::new(move |_| {
        // They have been read by then.
        read.track();
        let (scenario, settings) = (lab.scenario.get(), lab.settings.get());
        lab.with(|inner| {
            let band = theory::transferred(&settings, &inner.model.payments_in(scenario));
            (inner.model.expected_in(scenario), band.map(|band| total(band.usual.1)))
        })
    })
}

fn band_style(shown: &Shown) -> Option<String> {
    let (low, high) = shown.band?;
    Some(between(shown.scale.percent(low), shown.scale.percent(high)))
}

fn gap_style(shown: &Shown) -> Option<String> {
    let (result, expected) = (shown.scale.percent(shown.result?), shown.scale.percent(shown.expected));
    Some(between(result.min(expected), result.max(expected)))
}

fn between(low: f64, high: f64) -> String {
    format!("left:{};width:{}", percent(low), percent(high - low))
}

fn at(scenario: f64) -> String {
    ["left:", &percent(scenario)].concat()
}

/// The amounts under the line.
fn ticks(scale: Scale) -> String {
    let tick = |amount: Total| format!("<span class=\"tick\" style=\"{}\">{amount}</span>", at(scale.percent(amount)));
    scale.ticks().into_iter().map(tick).collect()
}

/// The handle people predict with: a slider, so that keys move it too.
fn handle(shown: Memo<Shown>) -> El {
    let lab = lab();
    let locked = lab.seen(|seen| seen.settings_are_locked() || seen.is_covered());
    let cents = |amount: Total| amount.cents().to_string();
    let handle = el("input");
    let slider: HtmlElement = handle.node();
    Effect::new(move || {
        // Predict was pressed: the handle is what comes next.
        if lab.asked_to_predict.get() > 0 {
            let _ = slider.focus();
        }
    });
    handle
        .attr("type", "range")
        .class("handle")
        .class_if("none", move || shown.with(|shown| shown.prediction.is_none()))
        .id("prediction")
        .attr("aria-label", text().look.your_prediction)
        .attr("min", "0")
        .shows("max", move || shown.with(|shown| cents(shown.scale.end())))
        .shows("step", move || shown.with(|shown| cents(shown.scale.step())))
        .shows("data-value", move || shown.with(|shown| shown.prediction.map(|p| p.to_string()).unwrap_or_default()))
        .shows("aria-valuetext", move || shown.with(|shown| spoken(shown.prediction)))
        .value(move || shown.with(|shown| cents(shown.prediction.unwrap_or(shown.expected))))
        .disabled_if(move || locked.get())
        .on_input("input", move |moved| lab.predict(Total::from_cents(moved.value().parse().unwrap_or(0))))
}

fn spoken(prediction: Option<Total>) -> String {
    let text = text();
    match prediction {
        Some(total) => format!("{total} EUR"),
        None => text.look.no_prediction.to_owned(),
    }
}

/// What the marks are, in words and numbers.
fn key(shown: Memo<Shown>) -> El {
    let look = &text().look;
    let entry = |class: &str, words: fn(&Shown, &LookText) -> Option<String>| {
        let words = move || shown.with(|shown| words(shown, look));
        el("span").class_if("none", move || words().is_none()).child(el("i").class(class)).child(el("span").says(words))
    };
    el("p").class("marks").children([
        entry("mark prediction-mark", |shown, look| Some(format!("{}: {}", look.your_prediction, shown.prediction?))),
        entry("mark band-mark", |shown, look| {
            let (low, high) = shown.band?;
            Some(if low == high { (look.theory_certain)(low) } else { (look.theory)(low, high) })
        }),
        entry("mark result", |shown, look| Some((look.result)(&shown.result?.to_string()))),
    ])
}
