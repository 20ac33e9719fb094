//! The loss explorer: two losses, three curves, and a dot for each run that was really made.

mod chart;
mod curves;

use experiment::{FinishedRun, Scenario, Settings};
use leptos::prelude::*;

use self::chart::{LossChart, on_a_curve};
use self::curves::{Curve, solves_the_challenge};
use crate::components::{Button, RangeInput};
use crate::model::RunStatus;
use crate::runner::use_runner;
use crate::state::{use_live, use_settings};
use crate::text::{said, use_text};

/// The losses, the chart, the runs, and what is to be proven with them.
#[component]
pub fn LossExplorer() -> impl IntoView {
    let (text, live, settings) = (use_text(), use_live(), use_settings().settings);
    let losses = Signal::derive(move || settings.with(|settings| settings.losses));
    let count = move || live.finished_runs.with(|runs| on_a_curve(runs).count());
    view! {
        <div class="explorer">
            <p>{said(|text| text.pages.explorer.what)}</p>
            <figure>
                <LossChart losses runs=live.finished_runs />
                <figcaption data-testid="explorer-dots" data-value=move || count().to_string()>
                    {move || (text.get().pages.explorer.dots)(count())}
                </figcaption>
            </figure>
            <div class="explorer-controls">
                <LossSliders />
                <ul class="curves">{Curve::ALL.map(|curve| view! { <Law curve losses /> }).collect_view()}</ul>
                <ExplorerProgress />
            </div>
            <Challenge />
        </div>
    }
}

/// Both losses, as the next run will have them.
#[component]
fn LossSliders() -> impl IntoView {
    /// The most that can be lost here: beyond it the curves leave the chart.
    const MOST: f64 = 0.9;
    let (text, live, settings) = (use_text(), use_live(), use_settings().settings);
    let locked = move || live.run.with(RunStatus::settings_are_locked);
    let request = Signal::derive(move || settings.with(|settings| settings.losses.request));
    let reply = Signal::derive(move || settings.with(|settings| settings.losses.reply));
    view! {
        <RangeInput
            test_id="explorer-p"
            label=said(|text| text.pages.explorer.requests_lost)
            reading=move || (text.get().of_a_thousand)(request.get())
            value=request
            on_change=move |loss| settings.update(|settings| settings.losses.request = loss)
            max=MOST
            disabled=locked
        />
        <RangeInput
            test_id="explorer-q"
            label=said(|text| text.pages.explorer.replies_lost)
            reading=move || (text.get().of_a_thousand)(reply.get())
            value=reply
            on_change=move |loss| settings.update(|settings| settings.losses.reply = loss)
            max=MOST
            disabled=locked
        />
    }
}

/// A curve's name, its law, what it comes to here, and the button that measures it.
#[component]
fn Law(
    /// The curve.
    curve: Curve,
    /// The losses that are set.
    losses: Signal<protocol::Losses>,
) -> impl IntoView {
    let (text, live, runner) = (use_text(), use_live(), use_runner());
    let words = move || &text.get().pages.explorer;
    let name = move || words().curves[curve.index()];
    let comes_to = move || match curve.of_a_thousand(losses.get()) {
        Some(count) => (words().of_a_thousand)(count),
        None => words().never_ends.to_owned(),
    };
    let run_it = move |_| {
        let losses = losses.get_untracked();
        let scenario = Scenario::Chapter(curve.chapter());
        runner.choose(scenario);
        runner.run_with(Settings { losses, ..curve.applied_to(scenario.settings()) });
        // Here nothing is predicted: the curve has said it.
        runner.reveal();
    };
    view! {
        <li class=curve.name()>
            <i aria-hidden="true"></i>
            <b>{name}</b>
            <code>{move || words().laws[curve.index()]}</code>
            <span data-testid=format!("law-{}", curve.name())>{comes_to}</span>
            <button
                type="button"
                data-testid=format!("explore-{}", curve.name())
                aria-label=move || format!("{}: {}", name(), words().run_it)
                disabled=move || !live.run.with(|run| run.may_run)
                on:click=run_it
            >
                {move || words().run_it}
            </button>
        </li>
    }
}

/// How far the run is, and its end.
#[component]
fn ExplorerProgress() -> impl IntoView {
    let (text, live, runner) = (use_text(), use_live(), use_runner());
    let progress = move || {
        let belief = live.progress.get().belief;
        (text.get().pages.explorer.running)(belief.settled(), belief.payments())
    };
    view! {
        <p class="explorer-progress">
            <Button
                test_id="explorer-stop"
                label=said(|text| text.stop)
                on_press=move |()| runner.stop()
                disabled=move || !live.run.with(RunStatus::may_stop)
            />
            <span>{progress}</span>
        </p>
    }
}

/// What is to be shown with a run, and whether one has shown it.
#[component]
fn Challenge() -> impl IntoView {
    let (text, runs) = (use_text(), use_live().finished_runs);
    let solves = |run: &&FinishedRun| {
        !run.stopped && solves_the_challenge(&run.settings, run.expected.cents(), run.transferred.cents())
    };
    let solved_with = move || runs.with(|runs| runs.runs().iter().rev().find(solves).map(|run| run.attempts));
    view! {
        <section class="challenge" data-testid="challenge" data-solved=move || solved_with().is_some().to_string()>
            <h3>{said(|text| text.pages.explorer.challenge)}</h3>
            <p>{said(|text| text.pages.explorer.challenge_what)}</p>
            <details>
                <summary>{said(|text| text.pages.explorer.hint_label)}</summary>
                <p>{said(|text| text.pages.explorer.hint)}</p>
            </details>
            <p class="solved" role="status">{move || solved_with().map(text.get().pages.explorer.solved)}</p>
        </section>
    }
}
