//! A payment's way, drawn: client, Toxiproxy and bank are lanes, each attempt is a rung that goes as far as it got.
//!
//! Across, everything lies in shares of the width, down in lines of text: the drawing fits a phone and a projector.

use leptos::prelude::*;

use crate::model::{AttemptLine, Journey};
use crate::number::{fixed, percent};
use crate::text::text;

/// Where client, Toxiproxy and bank stand, in percent of the width.
const CLIENT: f64 = 9.0;
const NETWORK: f64 = 50.0;
const BANK: f64 = 91.0;
/// Lines of text that one attempt takes, and those above the first one.
const ROW: f64 = 6.2;
const TOP: f64 = 2.0;
// Not written into the views: what never changes Leptos makes by way of HTML, where a `tspan` is nothing.
const CROSS: &str = "\u{d7}";
const QUESTION: &str = "?";

/// The attempts of one payment.
#[component]
pub(super) fn Ladder(
    /// The first one first.
    #[prop(into)]
    attempts: Signal<Vec<AttemptLine>>,
) -> impl IntoView {
    let height = move || TOP + ROW * attempts.with(Vec::len) as f64;
    view! {
        // The table beside it says the same.
        <svg class="ladder" aria-hidden="true" style:height=move || em(height())>
            <Lane at=CLIENT name=|| text().client />
            <Lane at=NETWORK name=|| text().network />
            <Lane at=BANK name=|| text().bank />
            {move || (0..).zip(attempts.get()).map(|(row, attempt)| rung(TOP + ROW * f64::from(row), &attempt)).collect_view()}
        </svg>
    }
}

#[component]
fn Lane(at: f64, name: fn() -> &'static str) -> impl IntoView {
    let x = percent(at);
    let anchor = if at < 30.0 {
        "start"
    } else if at > 70.0 {
        "end"
    } else {
        "middle"
    };
    let name_at = if at < 30.0 {
        "0%".to_owned()
    } else if at > 70.0 {
        "100%".to_owned()
    } else {
        x.clone()
    };
    view! {
        <text class="lane" x=name_at y="1em" text-anchor=anchor>{name}</text>
        <line class="post" x1=x.clone() x2=x y1="1.5em" y2="100%" />
    }
}

/// One attempt: there, and back as far as the reply came.
fn rung(top: f64, attempt: &AttemptLine) -> impl IntoView + use<> {
    let (there, back, words) = (top + 1.6, top + 3.3, top + 4.9);
    let journey = attempt.journey();
    let key = attempt.key.as_deref().map(super::payment::short);
    let reached = if journey.reached_the_bank() { BANK } else { NETWORK };
    let number = format!("{}", attempt.number);
    let status = attempt.status();
    let outcome = attempt.outcome.clone();
    let did = attempt.bank;
    view! {
        <text class="number" x="0%" y=em(there + 0.35)>{number}</text>
        <text x="29%" y=em(there - 0.4) text-anchor="middle">
            <tspan class="on-the-way">{move || key.clone().unwrap_or_else(|| text().without_key.to_owned())}</tspan>
        </text>
        {arrow(CLIENT, reached, there)}
        {attempt.direct.then(|| view! {
            <text x=percent(NETWORK) y=em(there - 0.4) text-anchor="middle">
                <tspan class="on-the-way">{move || text().runs.past}</tspan>
            </text>
        })}
        {(journey == Journey::RequestLost).then(|| cross(there))}
        {matches!(journey, Journey::Out | Journey::NotSeen).then(|| question(there))}
        {(journey == Journey::ReplyLost).then(|| view! { {arrow(BANK, NETWORK, back)} {cross(back)} })}
        {(journey == Journey::Answered).then(|| view! {
            {arrow(BANK, CLIENT, back)}
            <text x="29%" y=em(back - 0.4) text-anchor="middle"><tspan class="on-the-way">{status}</tspan></text>
        })}
        <text x="0%" y=em(words)>
            <tspan class="words">{move || match &outcome {
                Some(outcome) => (text().look.knows)(outcome).to_owned(),
                None => text().out.to_owned(),
            }}</tspan>
        </text>
        <text x="100%" y=em(words) text-anchor="end">
            <tspan class=format!("words {}", super::payment::class_of(did))>{move || (text().at_bank)(did)}</tspan>
        </text>
    }
}

fn arrow(from: f64, to: f64, y: f64) -> impl IntoView {
    // The head is drawn in pixels, at the place where the line ends.
    let head = if to > from { "M0 0l-11 -6v12z" } else { "M0 0l11 -6v12z" };
    view! {
        <line class="way" x1=percent(from) x2=percent(to) y1=em(y) y2=em(y) />
        <svg x=percent(to) y=em(y) overflow="visible"><path class="head" d=head /></svg>
    }
}

fn cross(y: f64) -> impl IntoView {
    view! {
        <text x=percent(NETWORK) y=em(y + 0.6) text-anchor="middle"><tspan class="cross">{CROSS}</tspan></text>
    }
}

fn question(y: f64) -> impl IntoView {
    view! { <text x="56%" y=em(y + 0.4) text-anchor="middle"><tspan class="question">{QUESTION}</tspan></text> }
}

fn em(lines: f64) -> String {
    fixed(lines, 2) + "em"
}
