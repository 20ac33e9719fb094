//! The picture of the loss explorer: the curves, where the losses are on them, and the runs that were made.

use experiment::{FinishedRun, FinishedRuns};
use protocol::Losses;

use crate::curves::{self, BOTTOM, Curve, HEIGHT, LEFT, WIDTH};
use crate::markup::escaped;
use crate::text::Text;

/// The whole picture.
pub(super) fn drawn(losses: Losses, history: &FinishedRuns, text: &Text) -> String {
    let words = &text.pages.explorer;
    let label = format!("{}. {}", words.title, (words.dots)(on_a_curve(history).count()));
    let dots = on_a_curve(history).map(|(run, curve)| dot(run, curve, text));
    [
        format!(
            r#"<svg class="curves" viewBox="0 0 {} {}" role="img" aria-label="{label}">"#,
            whole(WIDTH),
            whole(HEIGHT)
        ),
        axes(text),
        Curve::ALL.map(|curve| here(curve, losses)).concat(),
        dots.collect(),
        "</svg>".to_owned(),
    ]
    .concat()
}

/// The runs that ran to their end and have a curve.
pub(super) fn on_a_curve(history: &FinishedRuns) -> impl Iterator<Item = (&FinishedRun, Curve)> {
    history.runs().iter().filter(|run| !run.stopped).filter_map(|run| Some((run, Curve::of(&run.settings)?)))
}

/// Counts, not percentages: of 1000.
fn axes(text: &Text) -> String {
    let words = &text.pages.explorer;
    let share = |hundreds: u32| {
        let x = whole(curves::x(f64::from(hundreds) / 10.0));
        let y = whole(BOTTOM);
        format!(r#"<path d="M{x} {y}v8"/><text x="{x}" y="{}" text-anchor="middle">{}</text>"#, y + 30, hundreds * 100)
    };
    let multiple = |times: u32| {
        let (x, y) = (whole(LEFT), whole(curves::y(f64::from(times))));
        let (left, below) = (x - 14, y + 7);
        format!(r#"<path d="M{x} {y}h-8"/><text x="{left}" y="{below}" text-anchor="end">{}</text>"#, times * 1_000)
    };
    let (left, bottom) = (whole(LEFT), whole(BOTTOM));
    [
        format!(r#"<g class="axes"><path d="M{left} 20V{bottom}H960"/>"#),
        [0, 3, 6, 9].map(share).concat(),
        [0, 1, 2, 3, 4].map(multiple).concat(),
        format!(r#"<text x="960" y="{}" text-anchor="end">{}</text>"#, whole(HEIGHT) - 10, words.share_axis),
        format!(r#"<text x="{}" y="36">{}</text></g>"#, left + 12, words.paid_axis),
    ]
    .concat()
}

/// A curve, and the point of the losses that are set.
fn here(curve: Curve, losses: Losses) -> String {
    let share = curve.share(losses.request, losses.reply);
    let (x, y) = (whole(curves::x(share)), whole(curves::y(curve.multiple(share))));
    let (name, path) = (curve.name(), curve.path());
    format!(r#"<path class="curve {name}" d="{path}"/><circle class="here {name}" r="9" cx="{x}" cy="{y}"/>"#)
}

/// A finished run.
fn dot(run: &FinishedRun, curve: Curve, text: &Text) -> String {
    let words = &text.pages.explorer;
    let losses = run.settings.losses;
    let mark = curve.mark(curves::x(curve.share(losses.request, losses.reply)), curves::y(run.ratio()));
    let (name, transferred, expected) =
        (words.curves[curve.index()], run.transferred.to_string(), run.expected.to_string());
    let says = (words.dot)(name, losses.request, losses.reply, &transferred, &expected);
    format!(r#"<path class="dot {}" d="{mark}"><title>{}</title></path>"#, curve.name(), escaped(&says))
}

/// In whole units of the picture.
#[expect(clippy::cast_possible_truncation, reason = "a place in the picture")]
fn whole(scenario: f64) -> i32 {
    scenario.round() as i32
}
