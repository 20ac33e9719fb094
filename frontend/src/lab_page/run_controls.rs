//! Run, Pause, Stop, Reset, and how far it has got.

use leptos::prelude::*;

use crate::components::{Button, ButtonKind, ProgressBar};
use crate::model::{Concealment, Progress, RunStatus};
use crate::text::{said, use_text};

/// What the buttons do.
#[derive(Clone, Copy)]
pub struct RunActions {
    /// Puts the handle of the prediction on the axis.
    pub predict: Callback<()>,
    /// Starts a run.
    pub run: Callback<()>,
    /// Shows the bank's side.
    pub reveal: Callback<()>,
    /// Pauses, or resumes.
    pub pause: Callback<()>,
    /// Stops.
    pub stop: Callback<()>,
    /// Asks whether to delete the ledger.
    pub reset: Callback<()>,
}

/// The buttons in the order in which they are used.
#[component]
pub fn RunControls(
    /// Where the run is, and what may be done.
    #[prop(into)]
    run: Signal<RunStatus>,
    /// What the buttons do.
    actions: RunActions,
) -> impl IntoView {
    let text = use_text();
    let may = move |may: fn(&RunStatus) -> bool| Signal::derive(move || !run.with(may));
    let is_held = move || run.with(|run| run.held_by_page);
    let pause = move || if is_held() { text.get().resume } else { text.get().pause }.to_owned();
    let run_label =
        move || if run.with(|run| run.stopped) { text.get().look.run_again } else { text.get().run }.to_owned();
    let is_remembered = move || run.with(|run| run.concealment == Concealment::Revealing);
    let reveal = move || if is_remembered() { text.get().look.revealing } else { text.get().look.reveal }.to_owned();
    let reveals = move || if run.with(RunStatus::may_reveal) { ButtonKind::Primary } else { ButtonKind::Plain };
    view! {
        <div class="buttons" role="group" tabindex="-1" aria-label=said(|text| text.lab.controls)>
            <Button
                test_id="predict"
                label=said(|text| text.look.predict)
                hint=said(|text| text.look.predict_hint)
                on_press=actions.predict
                disabled=may(RunStatus::may_predict)
            />
            <Button
                test_id="run"
                label=Signal::derive(run_label)
                hint=said(|text| text.run_hint)
                kind=ButtonKind::Primary
                on_press=actions.run
                disabled=may(|run| run.may_run)
            />
            <Button
                test_id="reveal"
                label=Signal::derive(reveal)
                kind=Signal::derive(reveals)
                on_press=actions.reveal
                disabled=may(RunStatus::may_reveal)
            />
            <Button test_id="pause" label=Signal::derive(pause) on_press=actions.pause disabled=may(RunStatus::may_pause) />
            <Button test_id="stop" label=said(|text| text.stop) on_press=actions.stop disabled=may(RunStatus::may_stop) />
            <Button
                test_id="reset"
                label=said(|text| text.reset)
                hint=said(|text| text.reset_hint)
                on_press=actions.reset
                disabled=may(RunStatus::may_reset)
            />
        </div>
    }
}

/// Settled of all, attempts, rate; spoken at each quarter.
#[component]
pub fn RunProgress(
    /// How far the client has got.
    #[prop(into)]
    progress: Signal<Progress>,
    /// Whether the network is being set up for the run.
    #[prop(into)]
    preparing: Signal<bool>,
    /// Whether the run goes on.
    #[prop(into)]
    running: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    let settled = Signal::derive(move || progress.get().belief.settled());
    let payments = Signal::derive(move || progress.get().belief.payments());
    let attempts = move || progress.get().attempts;
    let pace = move || match progress.get() {
        _ if preparing.get() => text.get().preparing.to_owned(),
        progress if progress.slowed_down && running.get() => text.get().runs.slowed_down.to_owned(),
        progress if progress.rate == 0 => String::new(),
        progress => (text.get().rate)(progress.rate),
    };
    let quarter = Memo::new(move |_| (settled.get() * 4).checked_div(payments.get()).unwrap_or(0) * 25);
    let spoken = move || if quarter.get() == 0 { String::new() } else { (text.get().spoken_progress)(quarter.get()) };
    view! {
        <div class="progress">
            <ProgressBar label=said(|text| text.progress) value=settled max=payments />
            <p>
                <b data-testid="settled">{move || settled.get().to_string()}</b>
                <span>{move || format!("{} {}", (text.get().of)(payments.get()), text.get().settled)}</span>
                <b data-testid="attempts">{move || attempts().to_string()}</b>
                <span>{move || (text.get().attempts_made)(attempts())}</span>
                <span class="rate">{pace}</span>
            </p>
            <p class="spoken" aria-live="polite">{spoken}</p>
        </div>
    }
}
