//! Crashing the bank: the button, and what became of the latest crash.

use experiment::Crash;
use leptos::prelude::*;

use super::lab;
use crate::lab::Question;
use crate::text::text;

/// Asks first.
#[component]
pub(super) fn CrashButton() -> impl IntoView {
    let lab = lab();
    let may_crash = lab.seen(|seen| !seen.watching && seen.lab.is_some() && !seen.crash.is_under_way());
    view! {
        <button
            class="dangerous"
            data-testid="crash"
            disabled=move || !may_crash.get()
            on:click=move |_| lab.question.set(Some(Question::Crash))
        >
            {move || text().runs.crash}
        </button>
    }
}

/// That the run waits for a crash, that the bank is down, that it is back.
#[component]
pub(super) fn CrashNews() -> impl IntoView {
    let lab = lab();
    let crash = lab.seen(|seen| seen.crash.clone());
    let awaited = lab.seen(|seen| seen.waits_for_crash && !seen.crash.is_under_way());
    let news = move || crash.with(|crash| (text().runs.crash_state)(crash));
    view! {
        <div class="crash-news" role="status" data-testid="crash-news" class:bad=move || crash.with(Crash::is_under_way)>
            {move || {
                if awaited.get() {
                    view! { <p>{move || text().runs.crash_now}</p> }.into_any()
                } else {
                    news().map(|news| view! { <p>{news}</p> }).into_any()
                }
            }}
        </div>
    }
}
