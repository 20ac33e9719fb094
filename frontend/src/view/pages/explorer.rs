//! The loss explorer: two losses, three curves, and a dot for each run that was really made.

mod picture;

use experiment::{FinishedRun, Scenario, Settings};
use leptos::prelude::*;

use super::super::lab;
use super::super::settings::loss;
use crate::curves::{self, Curve};
use crate::dom::{El, button, el};
use crate::lab::Lab;
use crate::model::RunState;
use crate::text::text;

/// The losses, the picture, the runs, and what is to be proven with them.
pub(super) fn explorer() -> El {
    let words = &text().pages.explorer;
    let controls = el("div")
        .class("explorer-controls")
        .child(loss("explorer-p", "explorer-loss", words.requests_lost, "0.9", |losses| &mut losses.request))
        .child(loss("explorer-q", "explorer-loss", words.replies_lost, "0.9", |losses| &mut losses.reply))
        .child(el("ul").class("curves").children(Curve::ALL.map(law)))
        .child(progress());
    el("div").class("explorer").child(el("p").text(words.what)).child(figure()).child(controls).child(challenge())
}

/// A curve's name, its law, what it comes to here, and the button that measures it.
fn law(curve: Curve) -> El {
    let (words, lab) = (&text().pages.explorer, lab());
    let may_run = lab.seen(|seen| seen.may_run);
    let name = words.curves[curve.index()];
    let comes_to = move || {
        let losses = lab.settings.with(|settings| settings.losses);
        let multiple = curve.multiple(curve.share(losses.request, losses.reply));
        if multiple.is_finite() { (words.of_a_thousand)(thousandths(multiple)) } else { words.never_ends.to_owned() }
    };
    let run_it = button(&["explore-", curve.name()].concat(), words.run_it)
        .attr("aria-label", &[name, ": ", words.run_it].concat())
        .disabled_if(move || !may_run.get())
        .on_click(move || explore(lab, curve));
    el("li")
        .class(curve.name())
        .child(el("i").attr("aria-hidden", "true"))
        .child(el("b").text(name))
        .child(el("code").text(words.laws[curve.index()]))
        .child(el("span").id(&["law-", curve.name()].concat()).says(comes_to))
        .child(run_it)
}

/// Runs with the losses that are set, in the chapter whose policies are the curve's.
fn explore(lab: Lab, curve: Curve) {
    let losses = lab.settings.with_untracked(|settings| settings.losses);
    let scenario = Scenario::Chapter(curve.chapter());
    lab.choose(scenario);
    lab.run_with(Settings { losses, ..curve.applied_to(scenario.settings()) });
    // Here nothing is predicted: the curve has said it.
    lab.reveal();
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small multiple, and not negative")]
fn thousandths(multiple: f64) -> u64 {
    (multiple * 1_000.0).round() as u64
}

/// How far the run is, and its end.
fn progress() -> El {
    let (text, lab) = (text(), lab());
    let busy = lab.seen(|seen| matches!(seen.run, RunState::Running | RunState::Paused));
    let far =
        move || lab.seen.with(|seen| (text.pages.explorer.running)(seen.belief.settled(), seen.belief.payments()));
    el("p")
        .class("explorer-progress")
        .child(button("explorer-stop", text.stop).disabled_if(move || !busy.get()).on_click(move || lab.stop()))
        .child(el("span").says(far))
}

/// The curves, and how many runs are on them.
fn figure() -> El {
    let (text, lab) = (text(), lab());
    let count = move || lab.history.with(|history| picture::on_a_curve(history).count());
    let drawn = move || {
        let losses = lab.settings.with(|settings| settings.losses);
        lab.history.with(|history| picture::drawn(losses, history, text))
    };
    let caption = el("figcaption")
        .id("explorer-dots")
        .shows("data-value", move || count().to_string())
        .says(move || (text.pages.explorer.dots)(count()));
    el("figure").child(el("div").class("plain").drawn(drawn)).child(caption)
}

/// What is to be shown with a run, and whether one has shown it.
fn challenge() -> El {
    let (words, lab) = (&text().pages.explorer, lab());
    let solved_with = move || {
        lab.history.with(|history| {
            let solves = |run: &&FinishedRun| {
                !run.stopped
                    && curves::solves_the_challenge(&run.settings, run.expected.cents(), run.transferred.cents())
            };
            history.runs().iter().rev().find(solves).map(|run| run.attempts)
        })
    };
    let hint = el("details").child(el("summary").text(words.hint_label)).child(el("p").text(words.hint));
    let solved = el("p").class("solved").attr("role", "status").says(move || solved_with().map(words.solved));
    el("section")
        .class("challenge")
        .id("challenge")
        .shows("data-solved", move || solved_with().is_some().to_string())
        .child(el("h3").text(words.challenge))
        .child(el("p").text(words.challenge_what))
        .child(hint)
        .child(solved)
}
