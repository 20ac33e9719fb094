//! Crashing the bank: the button, and what became of the latest crash.

use experiment::Crash;
use leptos::prelude::*;

use crate::components::{Button, ButtonKind};
use crate::text::{said, use_text};

/// Crashes the bank, after a question.
#[component]
pub fn CrashButton(
    /// Whether the bank can be crashed now.
    #[prop(into)]
    may_crash: Signal<bool>,
    /// Hears that somebody wants to crash it, and is to be asked first.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <Button
            test_id="crash"
            label=said(|text| text.runs.crash)
            kind=ButtonKind::Dangerous
            on_press
            disabled=move || !may_crash.get()
        />
    }
}

/// That the run waits for a crash, that the bank is down, that it is back. Empty where there is no news.
#[component]
pub fn CrashNews(
    /// What became of the latest crash.
    #[prop(into)]
    crash: Signal<Crash>,
    /// Whether nothing is sent until the bank has been crashed.
    #[prop(into)]
    waits_for_crash: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    let news = move || {
        let crash = crash.get();
        if waits_for_crash.get() && !crash.is_under_way() {
            return Some(text.get().runs.crash_now.to_owned());
        }
        (text.get().runs.crash_state)(&crash)
    };
    view! {
        <div class="crash-news" data-testid="crash-news" role="status" class:quiet=move || news().is_none()>
            <p hidden=move || news().is_none()>{news}</p>
        </div>
    }
}
