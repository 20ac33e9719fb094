//! The bar at the foot, and the question it may ask.

use experiment::Phase;
use leptos::prelude::*;

use crate::lab_page::{ConfirmDialog, Panel, RunActions, RunControls, RunProgress};
use crate::model::RunState;
use crate::runner::use_runner;
use crate::state::{Question, use_confirmation, use_live};

/// Run, Pause, Stop, Reset, and how far it has got.
#[component]
pub fn ControlsSection(
    /// The panel that is open: a run is watched, so it closes.
    panel: RwSignal<Option<Panel>>,
    /// What else stands in the bar; nothing by default.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (live, runner, question) = (use_live(), use_runner(), use_confirmation().question);
    let actions = RunActions {
        predict: Callback::new(move |()| {
            panel.set(None);
            runner.ask_to_predict();
        }),
        run: Callback::new(move |()| {
            panel.set(None);
            runner.run();
        }),
        reveal: Callback::new(move |()| {
            panel.set(None);
            runner.reveal();
        }),
        pause: Callback::new(move |()| runner.pause()),
        stop: Callback::new(move |()| runner.stop()),
        reset: Callback::new(move |()| question.set(Some(Question::Reset))),
    };
    let confirmed = move |question: Question| match question {
        Question::Reset => runner.reset(),
        Question::Crash => runner.crash(),
    };
    let preparing = move || live.run.with(|run| matches!(run.phase, Phase::Preparing(_) | Phase::Resuming(_)));
    view! {
        <footer class="controls">
            <RunControls run=live.run actions />
            <RunProgress
                progress=live.progress
                preparing
                running=move || live.run.with(|run| run.state == RunState::Running)
            />
            {children.map(|children| children())}
        </footer>
        <ConfirmDialog question on_confirm=confirmed />
    }
}
