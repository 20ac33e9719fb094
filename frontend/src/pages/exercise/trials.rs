//! The five trials: how far they are, and what came of each.

use experiment::{Crash, Judgement, Trial};
use leptos::prelude::*;

use crate::attempts::Attempts;
use crate::components::ProgressBar;
use crate::model::{Interruption, Notice, PaymentDetail, TrialResult, TrialsStatus};
use crate::state::use_live;
use crate::text::{Text, said, use_text};

/// A row for each trial, and what all of them say.
#[component]
pub fn TrialList() -> impl IntoView {
    let (text, trials) = (use_text(), use_live().trials);
    let summary = move || trials.with(|trials| summary(trials, text.get()));
    let newest = move || {
        let newest = trials.with(|trials| trials.results.last().cloned());
        newest
            .map(|result| format!("{}: {}", trial_name(result.judged.trial, text.get()), outcome(&result, text.get())))
    };
    view! {
        <section class="trials" aria-labelledby="trials-title">
            <h3 id="trials-title">{said(|text| text.pages.exercise.trials_title)}</h3>
            <p>{said(|text| text.pages.exercise.trials_what)}</p>
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
    let is_under_way = Memo::new(move |_| live.trials.with(|trials| trials.trial == Some(trial)));
    let state = move || match result.get() {
        Some(result) => state_of(&result),
        None if is_under_way.get() => "running",
        None => "waiting",
    };
    let mark = move || match state() {
        "passed" => "\u{2713}",
        "failed" => "\u{2717}",
        "not-judged" => "\u{2013}",
        "running" => "\u{2026}",
        _ => "\u{a0}",
    };
    let number = move || result.get().and_then(|result| number(&result, text.get()));
    view! {
        <li data-testid=format!("trial-{}", trial.as_str()) data-result=state>
            <span class="mark" aria-hidden="true">{mark}</span>
            <p>
                <b>{move || trial_name(trial, text.get())}</b>
                " "
                <span>{move || (text.get().pages.exercise.trial_what)(trial)}</span>
            </p>
            <p class="number" data-testid=format!("trial-{}-number", trial.as_str())>{number}</p>
            <Show when=move || is_under_way.get()>
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
    let paid = (text.pages.exercise.paid)(result.judged.paid, result.payments);
    let patience = (result.judged.trial == Trial::Impatience).then(|| (text.pages.exercise.patience)(timeout, pause));
    Some([Some(paid), patience].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn outcome(result: &TrialResult, text: &Text) -> String {
    let words = &text.pages.exercise;
    match &result.judged.judgement {
        Judgement::Passed => words.passed.to_owned(),
        Judgement::Failed { payment, fault } => {
            let time_is_up = result.out_of_time.then(|| format!("{} ", words.out_of_time));
            format!("{}{}", time_is_up.unwrap_or_default(), (words.fault)(*payment, fault))
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
