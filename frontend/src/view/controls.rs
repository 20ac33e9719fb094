//! Run, Pause, Stop, Reset, and how far it has got.

use experiment::{Pace, Phase};
use leptos::prelude::*;

use super::{lab, presenter};
use crate::dom::{El, button, checkbox, el, switch};
use crate::lab::Question;
use crate::model::RunState;
use crate::text::{Text, text};
use crate::view::seen::Seen;

/// The bar at the foot of the page.
pub(super) fn controls() -> El {
    el("footer")
        .class("controls")
        .children(buttons())
        .child(reveal_by_itself())
        .child(progress())
        .child(presenter::turns())
}

fn buttons() -> [El; 6] {
    let (text, lab) = (text(), lab());
    let may_predict = lab.seen(|seen| !seen.settings_are_locked() && !seen.is_covered());
    let may_run = lab.seen(|seen| seen.may_run);
    let covered = lab.seen(Seen::is_covered);
    let may_pause = lab.seen(|seen| matches!(seen.phase, Phase::Running | Phase::Paused));
    let paused = lab.seen(|seen| seen.run == RunState::Paused);
    let may_stop =
        lab.seen(|seen| matches!(seen.run, RunState::Running | RunState::Paused) && seen.phase != Phase::Ending);
    let may_reset = lab.seen(|seen| !seen.watching && !matches!(seen.phase, Phase::Resetting(_) | Phase::Ending));
    [
        button("predict", text.look.predict)
            .attr("title", text.look.predict_hint)
            .disabled_if(move || !may_predict.get())
            .on_click(move || lab.ask_to_predict()),
        button("run", text.run)
            .class("primary")
            .attr("title", text.run_hint)
            .disabled_if(move || !may_run.get())
            .on_click(move || lab.run()),
        button("reveal", text.look.reveal)
            .class_if("primary", move || covered.get())
            .disabled_if(move || !covered.get())
            .on_click(move || lab.reveal()),
        button("pause", "")
            .says(move || if paused.get() { text.resume } else { text.pause })
            .disabled_if(move || !may_pause.get())
            .on_click(move || lab.pause()),
        button("stop", text.stop).disabled_if(move || !may_stop.get()).on_click(move || lab.stop()),
        button("reset", text.reset)
            .attr("title", text.reset_hint)
            .disabled_if(move || !may_reset.get())
            .on_click(move || lab.question.set(Some(Question::Reset))),
    ]
}

fn reveal_by_itself() -> El {
    let lab = lab();
    let reveals = move || lab.reveals_by_itself.get();
    let input = checkbox("reveal-by-itself", reveals, move |on| lab.reveal_by_itself(on));
    switch(input, text().look.reveal_by_itself)
}

/// Settled of all, attempts, rate.
fn progress() -> El {
    let (text, lab) = (text(), lab());
    let settled = lab.seen(|seen| seen.belief.settled().to_string());
    let payments = lab.seen(|seen| seen.belief.payments());
    let attempts = lab.seen(|seen| seen.attempts);
    let quarter = lab.seen(|seen| (seen.belief.settled() * 4).checked_div(seen.belief.payments()).unwrap_or(0) * 25);
    let bar = el("progress")
        .attr("aria-label", text.progress)
        .shows("max", move || payments.get().to_string())
        .shows("value", move || settled.get());
    let numbers = el("p")
        .child(el("b").id("settled").says(move || settled.get()))
        .child(el("span").says(move || [(text.of)(payments.get()).as_str(), " ", text.settled].concat()))
        .child(el("b").id("attempts").says(move || attempts.get().to_string()))
        .child(el("span").says(move || (text.attempts_made)(attempts.get())))
        .child(el("span").class("rate").says(move || lab.seen.with(|seen| pace(seen, text))));
    let spoken = el("p")
        .class("spoken")
        .attr("aria-live", "polite")
        .says(move || if quarter.get() == 0 { String::new() } else { (text.spoken_progress)(quarter.get()) });
    let is_of_another = move || lab.elsewhere().is_some();
    el("div").class("progress").class_if("of-another", is_of_another).child(bar).child(numbers).child(spoken)
}

/// How fast it goes, or why it does not.
fn pace(seen: &Seen, text: &Text) -> String {
    let is_watchable = seen.settings.is_some_and(|settings| settings.pace == Pace::Watchable);
    match seen.phase {
        Phase::Preparing(_) | Phase::Resuming(_) => text.preparing.to_owned(),
        _ if is_watchable && seen.run == RunState::Running => text.runs.slowed_down.to_owned(),
        _ if seen.rate == 0 => String::new(),
        _ => (text.rate)(seen.rate),
    }
}
