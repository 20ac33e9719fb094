//! The euro axis: what the room predicted, what theory says, and what the bank has, on one line.

use leptos::html::Input;
use leptos::prelude::*;
use protocol::Total;

use super::lab;
use crate::axis::Scale;
use crate::lab::Lab;
use crate::number;
use crate::text::text;

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
#[component]
pub(super) fn Axis() -> impl IntoView {
    let lab = lab();
    let shown = shown(lab);
    let percent = move |amount: fn(&Shown) -> Option<Total>| {
        shown.with(|shown| amount(shown).map(|amount| shown.scale.percent(amount)))
    };
    view! {
        <section class="axis" aria-label=move || text().look.axis>
            <div class="line">
                <Ticks shown />
                <i class="band" class:none=move || shown.with(|s| s.band.is_none()) style=move || shown.with(band_style)></i>
                <i class="gap" class:none=move || shown.with(|s| s.result.is_none()) style=move || shown.with(gap_style)></i>
                <i class="expected-mark" style:left=move || number::percent(percent(|s| Some(s.expected)).unwrap_or(50.0))></i>
                <i
                    class="result-mark"
                    class:none=move || shown.with(|s| s.result.is_none())
                    style:left=move || number::percent(percent(|s| s.result).unwrap_or(0.0))
                ></i>
                <Handle shown />
            </div>
            <Key shown />
        </section>
    }
}

fn shown(lab: Lab) -> Memo<Shown> {
    let known = lab.seen(|seen| {
        let revealed = !seen.is_covered() && !seen.watching;
        let band = seen.band.filter(|_| revealed).map(|band| (total(band.usual.0), total(band.usual.1)));
        let result = seen.transferred().filter(|_| seen.verdict().is_some() || seen.watching);
        (seen.expected, band, result)
    });
    Memo::new(move |_| {
        let (expected, band, result) = known.get();
        let prediction = lab.prediction.get();
        let most = band.map(|(_, high)| high);
        let scale = Scale::around(expected, [most, result, prediction].into_iter().flatten());
        Shown { scale, expected, prediction, band, result }
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "euros of a run, never below 0")]
fn total(euros: f64) -> Total {
    Total::from_cents((euros * 100.0).round() as u64)
}

fn band_style(shown: &Shown) -> String {
    let Some((low, high)) = shown.band else { return String::new() };
    between(shown.scale.percent(low), shown.scale.percent(high))
}

fn gap_style(shown: &Shown) -> String {
    let Some(result) = shown.result else { return String::new() };
    let (result, expected) = (shown.scale.percent(result), shown.scale.percent(shown.expected));
    between(result.min(expected), result.max(expected))
}

fn between(low: f64, high: f64) -> String {
    format!("left:{};width:{}", number::percent(low), number::percent(high - low))
}

/// The amounts under the line.
#[component]
fn Ticks(shown: Memo<Shown>) -> impl IntoView {
    let scale = Memo::new(move |_| shown.with(|shown| shown.scale));
    move || {
        let scale = scale.get();
        let tick = |amount: Total| {
            view! { <span class="tick" style:left=number::percent(scale.percent(amount))>{amount.to_string()}</span> }
        };
        scale.ticks().into_iter().map(tick).collect_view()
    }
}

/// The handle people predict with: a slider, so that keys move it too.
#[component]
fn Handle(shown: Memo<Shown>) -> impl IntoView {
    let lab = lab();
    let locked = lab.seen(|seen| seen.settings_are_locked() || seen.is_covered());
    let slider = NodeRef::<Input>::new();
    let cents = move |amount: Total| amount.cents().to_string();
    Effect::new(move || {
        // Predict was pressed: the handle is what comes next.
        if lab.asked_to_predict.get() > 0
            && let Some(slider) = slider.get_untracked()
        {
            let _ = slider.focus();
        }
    });
    view! {
        <input
            node_ref=slider
            type="range"
            class="handle"
            class:none=move || shown.with(|shown| shown.prediction.is_none())
            data-testid="prediction"
            data-value=move || shown.with(|shown| shown.prediction.map(|p| p.to_string()).unwrap_or_default())
            min="0"
            max=move || shown.with(|shown| cents(shown.scale.end()))
            step=move || shown.with(|shown| cents(shown.scale.step()))
            disabled=locked
            aria-label=move || text().look.your_prediction
            aria-valuetext=move || shown.with(|shown| spoken(shown.prediction))
            prop:value=move || shown.with(|shown| cents(shown.prediction.unwrap_or(shown.expected)))
            on:input:target=move |event| {
                let cents = event.target().value().parse().unwrap_or(0);
                lab.predict(Total::from_cents(cents));
            }
        />
    }
}

fn spoken(prediction: Option<Total>) -> String {
    match prediction {
        Some(total) => format!("{total} EUR"),
        None => text().look.no_prediction.to_owned(),
    }
}

/// What the marks are, in words and numbers.
#[component]
fn Key(shown: Memo<Shown>) -> impl IntoView {
    let prediction = move || shown.with(|shown| shown.prediction.map(|total| total.to_string()));
    let band = move || {
        shown.with(|shown| {
            let (low, high) = shown.band?;
            Some(if low == high { (text().look.theory_certain)(low) } else { (text().look.theory)(low, high) })
        })
    };
    let result = move || shown.with(|shown| Some((text().look.result)(&shown.result?.to_string())));
    view! {
        <p class="marks">
            <span class:none=move || prediction().is_none()>
                <i class="mark prediction-mark"></i>
                {move || format!("{}: {}", text().look.your_prediction, prediction().unwrap_or_default())}
            </span>
            <span class:none=move || band().is_none()>
                <i class="mark band-mark"></i>
                {move || band().unwrap_or_default()}
            </span>
            <span class:none=move || result().is_none()>
                <i class="mark result"></i>
                {move || result().unwrap_or_default()}
            </span>
        </p>
    }
}
