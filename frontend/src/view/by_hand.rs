//! Chapter 0: one payment by hand. Four ways to make the next attempt, and the story so far as a ladder.

use experiment::{ByHand, Phase, Place};
use leptos::prelude::*;

use super::lab;
use super::ladder::Ladder;
use crate::model::AttemptLine;
use crate::text::text;

/// Shown in chapter 0 only.
#[component]
pub(super) fn OnePayment() -> impl IntoView {
    let lab = lab();
    let here = Memo::new(move |_| lab.place.get() == Place::ByHand);
    view! {
        <Show when=move || here.get()>
            <section class="by-hand" aria-label=move || text().runs.ways_label>
                <div class="ways">{ByHand::ALL.map(|by_hand| view! { <Way by_hand /> })}</div>
                <Story />
            </section>
        </Show>
    }
}

/// One real attempt.
#[component]
fn Way(by_hand: ByHand) -> impl IntoView {
    let lab = lab();
    let may = lab.seen(|seen| seen.may_run || seen.phase == Phase::Between);
    view! {
        <button data-testid=by_hand.as_str() disabled=move || !may.get() on:click=move |_| lab.by_hand(by_hand)>
            <b>{move || (text().runs.way)(by_hand)}</b>
            <small>{move || (text().runs.way_hint)(by_hand)}</small>
        </button>
    }
}

/// The attempts so far, as far back as the reader has gone.
#[component]
fn Story() -> impl IntoView {
    let lab = lab();
    let story = lab.seen(|seen| seen.story);
    let key = Memo::new(move |_| lab.detail.with(|detail| detail.as_ref().and_then(|detail| detail.key.clone())));
    let shown = Memo::new(move |_| {
        let attempts: Vec<AttemptLine> = match lab.seen.with(|seen| seen.ran) {
            Some(Place::ByHand) => lab.detail.with(|d| d.as_ref().map(|d| d.attempts.clone()).unwrap_or_default()),
            _ => Vec::new(),
        };
        attempts.into_iter().take(story.get().shown()).collect::<Vec<_>>()
    });
    let under_way = lab.seen(|seen| seen.phase == Phase::Between);
    view! {
        <div class="tour" data-testid="story">
            <header>
                <button data-testid="back" disabled=move || !story.get().has_past() on:click=move |_| lab.turn_page(true)>
                    {move || text().runs.back}
                </button>
                <button data-testid="forward" disabled=move || !story.get().has_future() on:click=move |_| lab.turn_page(false)>
                    {move || text().runs.forward}
                </button>
                <span data-testid="story-shown" data-value=move || story.get().shown().to_string()>
                    {move || (text().runs.of_story)(story.get().shown(), story.get().attempts())}
                </span>
                <code>{move || key.get()}</code>
                <button disabled=move || !under_way.get() on:click=move |_| lab.stop()>{move || text().runs.end_story}</button>
            </header>
            <Ladder attempts=shown />
        </div>
    }
}
