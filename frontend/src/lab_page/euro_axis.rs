//! The euro axis: what the room predicted, what theory says, and what the bank has, on one line.

mod marks;

use leptos::html::Input;
use leptos::prelude::*;
use protocol::Total;

use crate::text::{Text, said, use_text};
pub use marks::AxisMarks;

/// Prediction, theory band and result on one axis, and their key below.
#[component]
pub fn EuroAxis(
    /// What is on the axis.
    #[prop(into)]
    marks: Signal<AxisMarks>,
    /// Whether nothing can be predicted now.
    #[prop(into)]
    locked: Signal<bool>,
    /// Counts how often somebody asked to predict: each time the handle takes the focus.
    #[prop(into)]
    prediction_asked: Signal<u32>,
    /// Hears what is predicted.
    #[prop(into)]
    on_predict: Callback<Total>,
) -> impl IntoView {
    let style = move |of: fn(&AxisMarks) -> Option<(f64, f64)>| Signal::derive(move || marks.with(of));
    view! {
        <section class="axis" aria-label=said(|text| text.look.axis)>
            <div class="line">
                <Ticks marks />
                <Mark class="band" span=style(AxisMarks::band_span) />
                <Mark class="gap" span=style(AxisMarks::gap_span) />
                <Mark class="expected-mark" span=style(|marks| Some(marks.expected_at())) />
                <Mark class="result-mark" span=style(AxisMarks::result_at) />
                <PredictionHandle marks locked prediction_asked on_predict />
            </div>
            <AxisKey marks />
        </section>
    }
}

/// The amounts under the line.
#[component]
fn Ticks(
    /// What is on the axis.
    marks: Signal<AxisMarks>,
) -> impl IntoView {
    let scale = move || marks.get().scale;
    let left = move |amount: Total| format!("{}%", scale().percent(amount));
    view! {
        <For each=move || scale().ticks() key=|amount| *amount let:amount>
            <span class="tick" style:left=move || left(amount)>{amount.to_string()}</span>
        </For>
    }
}

/// Something on the line, from left on and so wide, in percent; absent where there is nothing.
#[component]
fn Mark(
    /// Which mark it is.
    class: &'static str,
    /// Where it begins, and how wide it is.
    span: Signal<Option<(f64, f64)>>,
) -> impl IntoView {
    let left = move || span.get().map(|(left, _)| format!("{left}%"));
    // A mark that is a point has its width from its style sheet.
    let width = move || span.get().filter(|(_, width)| *width > 0.0).map(|(_, width)| format!("{width}%"));
    view! { <i class=class hidden=move || span.get().is_none() style:left=left style:width=width></i> }
}

/// The handle people predict with: a slider, so that keys move it too.
#[component]
fn PredictionHandle(
    /// What is on the axis.
    marks: Signal<AxisMarks>,
    /// Whether nothing can be predicted now.
    locked: Signal<bool>,
    /// Counts how often somebody asked to predict.
    prediction_asked: Signal<u32>,
    /// Hears what is predicted.
    on_predict: Callback<Total>,
) -> impl IntoView {
    let text = use_text();
    let handle = NodeRef::<Input>::new();
    Effect::new(move || {
        if prediction_asked.get() > 0
            && let Some(handle) = handle.get_untracked()
        {
            let _ = handle.focus();
        }
    });
    let prediction = move || marks.get().prediction;
    let spoken = move || match prediction() {
        Some(total) => format!("{total} {}", text.get().currency),
        None => text.get().look.no_prediction.to_owned(),
    };
    view! {
        <input
            type="range"
            class="handle"
            class:none=move || prediction().is_none()
            data-testid="prediction"
            aria-label=said(|text| text.look.your_prediction)
            aria-valuetext=spoken
            data-value=move || prediction().map(|total| total.to_string()).unwrap_or_default()
            min="0"
            max=move || marks.get().scale.end().cents().to_string()
            step=move || marks.get().scale.step().cents().to_string()
            prop:value=move || marks.get().handle_at().cents().to_string()
            disabled=move || locked.get()
            node_ref=handle
            on:input:target=move |event| {
                on_predict.run(Total::from_cents(event.target().value().parse().unwrap_or_default()));
            }
        />
    }
}

/// What the marks are, in words and numbers.
#[component]
fn AxisKey(
    /// What is on the axis.
    marks: Signal<AxisMarks>,
) -> impl IntoView {
    let text = use_text();
    let words = move |of: fn(&AxisMarks, &Text) -> Option<String>| {
        Signal::derive(move || marks.with(|marks| of(marks, text.get())))
    };
    let prediction = |marks: &AxisMarks, text: &Text| {
        let name = if marks.for_next_run { text.look.next_prediction } else { text.look.your_prediction };
        Some(format!("{name}: {}", marks.prediction?))
    };
    let band = |marks: &AxisMarks, text: &Text| {
        let (low, high) = marks.band?;
        Some(if low == high { (text.look.theory_certain)(low) } else { (text.look.theory)(low, high) })
    };
    let result = |marks: &AxisMarks, text: &Text| Some((text.look.result)(&marks.result?.to_string()));
    view! {
        <p class="marks">
            <KeyEntry class="mark prediction-mark" words=words(prediction) />
            <KeyEntry class="mark band-mark" words=words(band) />
            <KeyEntry class="mark result" words=words(result) />
        </p>
    }
}

/// One mark and what it is; absent where it is not on the axis.
#[component]
fn KeyEntry(
    /// How the mark looks.
    class: &'static str,
    /// What it is.
    words: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <span hidden=move || words.get().is_none()>
            <i class=class></i>
            <span>{move || words.get()}</span>
        </span>
    }
}
