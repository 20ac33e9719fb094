//! The chart of the loss explorer: the curves, where the losses are on them, and the runs that were made.

use experiment::{FinishedRun, FinishedRuns};
use leptos::prelude::*;
use protocol::Losses;

use super::curves::{BOTTOM, Curve, HEIGHT, LEFT, WIDTH, x, y};
use crate::text::{Text, said, use_text};

/// The three curves with a point at the losses that are set, and a mark for each run.
#[component]
pub fn LossChart(
    /// The losses that are set.
    #[prop(into)]
    losses: Signal<Losses>,
    /// The runs that are over.
    #[prop(into)]
    runs: Signal<FinishedRuns>,
) -> impl IntoView {
    let text = use_text();
    let label = move || {
        let words = &text.get().pages.explorer;
        format!("{}. {}", words.title, runs.with(|runs| (words.dots)(on_a_curve(runs).count())))
    };
    let curve = move |curve: Curve| {
        let point = move || curve.point(losses.get());
        view! {
            <path class=format!("curve {}", curve.name()) d=curve.path() />
            <circle
                class=format!("here {}", curve.name())
                r="9"
                cx=move || format!("{:.1}", point().0)
                cy=move || format!("{:.1}", point().1)
            />
        }
    };
    let marks = move || runs.with(|runs| on_a_curve(runs).map(|(run, curve)| mark(run, curve, text)).collect_view());
    view! {
        <svg class="curves" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=label>
            <Axes />
            {Curve::ALL.map(curve).collect_view()}
            {marks}
        </svg>
    }
}

/// Returns the runs that ran to their end and have a curve.
pub(super) fn on_a_curve(runs: &FinishedRuns) -> impl Iterator<Item = (&FinishedRun, Curve)> {
    runs.runs().iter().filter(|run| !run.stopped).filter_map(|run| Some((run, Curve::of(&run.settings)?)))
}

/// Both axes, in counts: of 1000.
#[component]
fn Axes() -> impl IntoView {
    let share = |hundreds: u32| {
        let x = x(f64::from(hundreds) / 10.0);
        view! {
            <path d=format!("M{x:.1} {BOTTOM}v8") />
            <text x=format!("{x:.1}") y=BOTTOM + 30.0 text-anchor="middle">{hundreds * 100}</text>
        }
    };
    let multiple = |times: u32| {
        let y = y(f64::from(times));
        view! {
            <path d=format!("M{LEFT} {y:.1}h-8") />
            <text x=LEFT - 14.0 y=format!("{:.1}", y + 7.0) text-anchor="end">{times * 1_000}</text>
        }
    };
    view! {
        <g class="axes">
            <path d=format!("M{LEFT} 20V{BOTTOM}H960") />
            {[0, 3, 6, 9].map(share).collect_view()}
            {[0, 1, 2, 3, 4].map(multiple).collect_view()}
            <text x="960" y=HEIGHT - 10.0 text-anchor="end">{said(|text| text.pages.explorer.share_axis)}</text>
            <text x=LEFT + 12.0 y="36">{said(|text| text.pages.explorer.paid_axis)}</text>
        </g>
    }
}

/// A finished run, and what it came to in words.
fn mark(run: &FinishedRun, curve: Curve, text: Signal<&'static Text>) -> impl IntoView + use<> {
    let losses = run.settings.losses;
    let shape = curve.mark(x(curve.share(losses.request, losses.reply)), y(run.ratio()));
    let (transferred, expected) = (run.transferred.to_string(), run.expected.to_string());
    let words = move || {
        let words = &text.get().pages.explorer;
        (words.dot)(words.curves[curve.index()], losses.request, losses.reply, &transferred, &expected)
    };
    view! { <path class=format!("dot {}", curve.name()) d=shape><title>{words}</title></path> }
}
