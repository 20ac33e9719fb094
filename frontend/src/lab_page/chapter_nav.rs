//! The chapters, each with what its runs came to.

mod chapter_result;

use std::sync::Arc;

use experiment::{FinishedRuns, Scenario};
use leptos::html;
use leptos::prelude::*;
use protocol::Payment;

use crate::components::keep_focus;
use crate::text::{said, use_text};
pub use chapter_result::ChapterResult;

/// A button for each chapter, from 0 to 6. It changes only the page. On a phone the buttons are numbers, until the list of
/// their names is opened.
#[component]
pub fn ChapterNav(
    /// What is chosen.
    #[prop(into)]
    chosen: Signal<Scenario>,
    /// Whether nothing else can be chosen now.
    #[prop(into)]
    locked: Signal<bool>,
    /// The runs that are over and may be told of.
    #[prop(into)]
    runs: Signal<FinishedRuns>,
    /// The whole file of payments.
    #[prop(into)]
    payments: Signal<Arc<[Payment]>>,
    /// Hears the number of the chapter that is chosen.
    #[prop(into)]
    on_choose: Callback<u8>,
) -> impl IntoView {
    let is_listed = RwSignal::new(false);
    let on_choose = Callback::new(move |number| {
        is_listed.set(false);
        on_choose.run(number);
    });
    let chapter = move |number: u8| {
        let result = Memo::new(move |_| {
            let chosen = chosen.get();
            let scenario = if chosen.chapter() == number { Some(chosen) } else { Scenario::of_chapter(number) }?;
            ChapterResult::of(&runs.get(), scenario, &scenario.payments(&payments.get()))
        });
        view! { <ChapterButton number chosen locked result on_choose /> }.into_any()
    };
    view! {
        <nav class="chapters" class:listed=move || is_listed.get() aria-label=said(|text| text.chapters_label)>
            <ChapterListButton chosen is_listed />
            {(0..=Scenario::EXHIBITS).map(chapter).collect_view()}
            <a class="chapter-exercise" href="#exercise" data-testid="chapter-exercise">
                {said(|text| text.pages.exercise.name)}
            </a>
        </nav>
    }
}

/// The names of the chapter that is chosen and of the next, on a phone; opens the list of all.
#[component]
fn ChapterListButton(
    /// What is chosen.
    chosen: Signal<Scenario>,
    /// Whether the list is open.
    is_listed: RwSignal<bool>,
) -> impl IntoView {
    let text = use_text();
    let name = move || text.get().chapter_name(chosen.get().chapter());
    let next = move || {
        let text = text.get();
        let next = chosen.get().chapter() + 1;
        // What comes after all chapters is to write the bank's rule.
        let name = if next > Scenario::EXHIBITS { text.pages.exercise.name } else { text.chapter_name(next) };
        (text.lab.then)(name)
    };
    view! {
        <button
            type="button"
            class="chapter-list"
            data-testid="chapter-list"
            aria-expanded=move || is_listed.get().to_string()
            on:click=move |_| is_listed.update(|listed| *listed = !*listed)
        >
            <b>{name}</b>
            <span>{next}</span>
        </button>
    }
}

/// One chapter; chapter 6 shows the result of the exhibit that is chosen.
#[component]
fn ChapterButton(
    /// Its number.
    number: u8,
    /// What is chosen.
    chosen: Signal<Scenario>,
    /// Whether nothing else can be chosen now.
    locked: Signal<bool>,
    /// What its runs came to, once there are any.
    #[prop(into)]
    result: Signal<Option<ChapterResult>>,
    /// Hears that it is chosen.
    on_choose: Callback<u8>,
) -> impl IntoView {
    let text = use_text();
    let button = NodeRef::<html::Button>::new();
    keep_focus(button, locked);
    view! {
        <button
            type="button"
            node_ref=button
            class="chapter"
            data-testid=format!("chapter-{number}")
            aria-pressed=move || (chosen.get().chapter() == number).to_string()
            disabled=move || locked.get()
            on:click=move |_| on_choose.run(number)
        >
            <b>{number}</b>
            <span class="name">{move || text.get().chapter_name(number)}</span>
            <ResultBar result />
        </button>
    }
}

/// A bar against what was expected, the band in which 95 of 100 runs end, and a dot for each earlier run.
#[component]
fn ResultBar(
    /// What the runs came to; an empty bar before the first, and as wide.
    result: Signal<Option<ChapterResult>>,
) -> impl IntoView {
    let bar = move || match result.get() {
        None => view! { <i class="bar empty"></i><small></small> }.into_any(),
        Some(result) => {
            let percent = |at: f64| format!("{at}%");
            let band = result.band.map(|(left, width)| {
                view! { <i class="law" style:left=percent(left) style:width=percent(width)></i> }
            });
            let dot = |at: f64| view! { <i class="dot" style:left=percent(at)></i> };
            view! {
                <i class="bar">
                    {band}
                    <i class="sum" style:width=percent(result.newest)></i>
                    <i class="thousand" style:left=percent(result.expected)></i>
                    {result.earlier.into_iter().map(dot).collect_view()}
                </i>
                <small>{result.transferred.to_string()}</small>
            }
            .into_any()
        }
    };
    view! { <span class="strip">{bar}</span> }
}
