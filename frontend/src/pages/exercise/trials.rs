//! The five trials: how far they are, and what came of each.

use experiment::{Crash, Judgement, Trial};
use leptos::prelude::*;

use super::draft::Draft;
use crate::attempts::Attempts;
use crate::components::{Button, ProgressBar};
use crate::model::{Interruption, Notice, PaymentDetail, TrialResult, TrialsStatus};
use crate::runner::use_runner;
use crate::state::use_live;
use crate::text::{Text, said, use_text};

/// How far the trials are, beside what started them: five marks, the sum, and Stop.
#[component]
pub fn InShort(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let (text, live, runner) = (use_text(), use_live(), use_runner());
    let trying = move || live.run.with(|run| run.trying);
    let is_shown = move || live.trials.with(TrialsStatus::have_begun);
    let mark = move |trial: Trial| {
        let state = use_trial_state(trial);
        let mark = move || if state.get() == "waiting" { "\u{b7}" } else { mark(state.get()) };
        view! { <span data-result=state>{mark}</span> }
    };
    let sum = move || {
        let under_way = live.trials.with(|trials| trials.trial).map(|trial| trial_name(trial, text.get()).to_owned());
        under_way.unwrap_or_else(|| live.trials.with(|trials| summary(trials, text.get())))
    };
    // The same is said by the list, which is also heard.
    view! {
        <div class="in-short" class:of-another=move || is_of_another(draft) data-testid="trials-in-short" hidden=move || !is_shown()>
            <p class="ticks" aria-hidden="true">{Trial::ALL.map(mark).collect_view()}</p>
            <p aria-hidden="true">{sum}</p>
            <Show when=trying>
                <Button test_id="rule-stop" label=said(|text| text.stop) on_press=move |()| runner.stop() />
            </Show>
        </div>
    }
}

/// Whether the trials were of another rule than the text in the editor is.
fn is_of_another(draft: Draft) -> bool {
    draft.is_saved() == Some(false)
}

/// A row for each trial, and what all of them say.
#[component]
pub fn TrialList(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let (text, trials) = (use_text(), use_live().trials);
    let is_of_another = Memo::new(move |_| is_of_another(draft) && trials.with(TrialsStatus::have_begun));
    let stale = move || is_of_another.get().then(|| text.get().pages.exercise.trials_of_another);
    let summary = move || trials.with(|trials| summary(trials, text.get()));
    let newest = move || {
        let newest = trials.with(|trials| trials.results.last().cloned());
        newest
            .map(|result| format!("{}: {}", trial_name(result.judged.trial, text.get()), outcome(&result, text.get())))
    };
    view! {
        <section class="trials" class:of-another=is_of_another aria-labelledby="trials-title">
            <h3 id="trials-title">{said(|text| text.pages.exercise.trials_title)}</h3>
            <p>{said(|text| text.pages.exercise.trials_what)}</p>
            <p class="stale" role="status" data-testid="trials-stale">{stale}</p>
            <ol data-testid="trials">{Trial::ALL.map(|trial| view! { <TrialRow trial /> }).collect_view()}</ol>
            <p class="summary" role="status" data-testid="trials-summary" class:passed=move || trials.with(TrialsStatus::have_passed)>
                {summary}
            </p>
            <p class="spoken" aria-live="polite">{newest}</p>
        </section>
    }
}

/// One trial: a tick, its number, and the payment that failed it.
#[component]
fn TrialRow(
    /// Which.
    trial: Trial,
) -> impl IntoView {
    let (text, live) = (use_text(), use_live());
    let result = Memo::new(move |_| live.trials.with(|trials| trials.result(trial).cloned()));
    let state = use_trial_state(trial);
    let number = move || result.get().and_then(|result| number(&result, text.get()));
    view! {
        <li data-testid=format!("trial-{}", trial.as_str()) data-result=state>
            <span class="mark" aria-hidden="true">{move || mark(state.get())}</span>
            <p>
                <b>{move || trial_name(trial, text.get())}</b>
                " "
                <span>{move || (text.get().pages.exercise.trial_what)(trial)}</span>
            </p>
            <p class="number" data-testid=format!("trial-{}-number", trial.as_str())>{number}</p>
            <Show when=move || state.get() == "running">
                <TrialProgress />
            </Show>
            {move || result.get().map(|result| view! { <TrialOutcome result /> })}
        </li>
    }
}

/// How many payments of the trial under way are settled.
#[component]
fn TrialProgress() -> impl IntoView {
    let live = use_live();
    let settled = move || live.progress.get().belief.settled();
    let payments = move || live.progress.get().belief.payments();
    view! { <ProgressBar label=said(|text| text.progress) value=Signal::derive(settled) max=Signal::derive(payments) /> }
}

/// How a trial ended; where a payment failed it, its way.
#[component]
fn TrialOutcome(
    /// What came of it.
    result: TrialResult,
) -> impl IntoView {
    let text = use_text();
    let trial = result.judged.trial;
    let payment = result.payment.clone();
    let sentence = move || outcome(&result, text.get());
    match payment {
        Some(payment) => view! {
            <details class="failed" data-testid=format!("trial-{}-payment", trial.as_str())>
                <summary>{sentence}</summary>
                <FailedPayment payment />
            </details>
        }
        .into_any(),
        None => view! { <p class="outcome">{sentence}</p> }.into_any(),
    }
}

/// The payment that failed a trial: who pays whom, its key, and its attempts.
#[component]
fn FailedPayment(
    /// The payment.
    payment: PaymentDetail,
) -> impl IntoView {
    let text = use_text();
    let PaymentDetail { number, payment, key, attempts, .. } = payment;
    let about = format!("{} \u{2192} {}, {} EUR", payment.src, payment.dest, payment.amount);
    view! {
        <p>
            <b>{move || (text.get().payment)(number)}</b>
            " "
            {about}
        </p>
        <p class="key">{said(|text| text.key)}" "<code>{key}</code></p>
        <Attempts attempts=Signal::stored(attempts) />
    }
}

/// Returns how far a trial is, as its `data-result`.
fn use_trial_state(trial: Trial) -> Memo<&'static str> {
    let trials = use_live().trials;
    Memo::new(move |_| {
        trials.with(|trials| match trials.result(trial) {
            Some(result) => state_of(result),
            None if trials.trial == Some(trial) => "running",
            None => "waiting",
        })
    })
}

fn mark(state: &str) -> &'static str {
    match state {
        "passed" => "\u{2713}",
        "failed" => "\u{2717}",
        "not-judged" => "\u{2013}",
        "running" => "\u{2026}",
        _ => "\u{a0}",
    }
}

fn state_of(result: &TrialResult) -> &'static str {
    match result.judged.judgement {
        Judgement::Passed => "passed",
        Judgement::Failed { .. } => "failed",
        Judgement::NotJudged(_) => "not-judged",
    }
}

fn trial_name(trial: Trial, text: &Text) -> &'static str {
    (text.pages.exercise.trial_name)(trial)
}

/// What was paid, and how patient everybody was where that matters.
fn number(result: &TrialResult, text: &Text) -> Option<String> {
    let (timeout, pause) = result.patience?;
    let words = &text.pages.exercise;
    let refused_other = result.judged.trial == Trial::AnotherAmount
        && result.judged.judgement == Judgement::Passed
        && result.judged.paid == 1;
    let paid =
        if refused_other { words.other_refused.to_owned() } else { (words.paid)(result.judged.paid, result.payments) };
    let patience = (result.judged.trial == Trial::Impatience).then(|| (text.pages.exercise.patience)(timeout, pause));
    Some([Some(paid), patience].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn outcome(result: &TrialResult, text: &Text) -> String {
    let words = &text.pages.exercise;
    match &result.judged.judgement {
        Judgement::Passed => words.passed.to_owned(),
        Judgement::Failed { payment, fault } => {
            let time_is_up = result.out_of_time.then_some(words.out_of_time);
            let fault = (words.fault)(*payment, fault);
            let what_is_right = (result.judged.trial == Trial::AnotherAmount).then_some(words.what_is_right);
            [time_is_up, Some(fault.as_str()), what_is_right].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        Judgement::NotJudged(why) => (words.not_judged)(*why).to_owned(),
    }
}

fn summary(trials: &TrialsStatus, text: &Text) -> String {
    let words = &text.pages.exercise;
    match &trials.interruption {
        Some(Interruption::Stopped) => words.stopped.to_owned(),
        Some(Interruption::Changed) => words.changed.to_owned(),
        Some(Interruption::Failed(failure)) => (text.notice)(&Notice::Failed(failure.clone())),
        Some(Interruption::NotCrashed(error)) => {
            (text.runs.crash_state)(&Crash::Refused(error.clone())).unwrap_or_default()
        }
        Some(Interruption::BankIsSilent) => (text.notice)(&Notice::BankIsSilent),
        None if trials.have_passed() => words.all_passed.to_owned(),
        None if trials.under_way || trials.results.is_empty() => String::new(),
        None => {
            let passed = trials.ticks().into_iter().filter(|tick| *tick == Some(true)).count();
            (words.some_passed)(passed)
        }
    }
}
