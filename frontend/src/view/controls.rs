//! Run, Pause, Stop, Reset, and how far it has got.

use experiment::{Pace, Phase};
use leptos::prelude::*;

use super::{lab, presenter::Turns};
use crate::lab::Question;
use crate::model::{RunState, Seen};
use crate::text::text;

/// The bar at the foot of the page.
#[component]
pub(super) fn Controls() -> impl IntoView {
    let lab = lab();
    let may_run = lab.seen(|seen| seen.may_run);
    let may_predict = lab.seen(|seen| !seen.settings_are_locked() && !seen.is_covered());
    let covered = lab.seen(Seen::is_covered);
    let may_pause = lab.seen(|seen| matches!(seen.phase, Phase::Running | Phase::Paused));
    let may_stop =
        lab.seen(|seen| matches!(seen.run, RunState::Running | RunState::Paused) && seen.phase != Phase::Ending);
    let may_reset = lab.seen(|seen| !seen.watching && !matches!(seen.phase, Phase::Resetting(_) | Phase::Ending));
    let paused = lab.seen(|seen| seen.run == RunState::Paused);
    view! {
        <footer class="controls">
            <button
                data-testid="predict"
                title=move || text().look.predict_hint
                disabled=move || !may_predict.get()
                on:click=move |_| lab.ask_to_predict()
            >
                {move || text().look.predict}
            </button>
            <button
                class="primary"
                data-testid="run"
                title=move || text().run_hint
                disabled=move || !may_run.get()
                on:click=move |_| lab.run()
            >
                {move || text().run}
            </button>
            <button
                class:primary=covered
                data-testid="reveal"
                disabled=move || !covered.get()
                on:click=move |_| lab.reveal()
            >
                {move || text().look.reveal}
            </button>
            <button data-testid="pause" disabled=move || !may_pause.get() on:click=move |_| lab.pause()>
                {move || if paused.get() { text().resume } else { text().pause }}
            </button>
            <button data-testid="stop" disabled=move || !may_stop.get() on:click=move |_| lab.stop()>
                {move || text().stop}
            </button>
            <button
                data-testid="reset"
                title=move || text().reset_hint
                disabled=move || !may_reset.get()
                on:click=move |_| lab.question.set(Some(Question::Reset))
            >
                {move || text().reset}
            </button>
            <label class="switch">
                <input
                    type="checkbox"
                    data-testid="reveal-by-itself"
                    prop:checked=lab.reveals_by_itself
                    on:change:target=move |event| lab.reveal_by_itself(event.target().checked())
                />
                <span>{move || text().look.reveal_by_itself}</span>
            </label>
            <Progress />
            <Turns />
        </footer>
    }
}

/// Settled of all, attempts, rate.
#[component]
fn Progress() -> impl IntoView {
    let lab = lab();
    let settled = lab.seen(|seen| seen.belief.settled());
    let payments = lab.seen(|seen| seen.belief.payments());
    let attempts = lab.seen(|seen| seen.attempts);
    let rate = lab.seen(|seen| seen.rate);
    let preparing = lab.seen(|seen| matches!(seen.phase, Phase::Preparing(_) | Phase::Resuming(_)));
    let slowed =
        lab.seen(|seen| seen.settings.is_some_and(|s| s.pace == Pace::Watchable) && seen.run == RunState::Running);
    let quarter = lab.seen(|seen| (seen.belief.settled() * 4).checked_div(seen.belief.payments()).unwrap_or(0) * 25);
    view! {
        <div class="progress">
            <progress aria-label=move || text().progress max=payments prop:value=move || settled.get().to_string()></progress>
            <p>
                <b data-testid="settled">{settled}</b>
                <span>{move || format!("{} {}", (text().of)(payments.get()), text().settled)}</span>
                <b data-testid="attempts">{attempts}</b>
                <span>{move || text().attempts}</span>
                <span class="rate">
                    {move || match rate.get() {
                        _ if preparing.get() => text().preparing.to_owned(),
                        _ if slowed.get() => text().runs.slowed_down.to_owned(),
                        0 => String::new(),
                        rate => (text().rate)(rate),
                    }}
                </span>
            </p>
            <p class="spoken" aria-live="polite">
                {move || if quarter.get() == 0 { String::new() } else { (text().spoken_progress)(quarter.get()) }}
            </p>
        </div>
    }
}
