//! What became of the payments: the grid, or in chapter 0 the one payment.

use experiment::{Phase, Scenario};
use leptos::prelude::*;

use crate::lab_page::{ByHandButtons, ByHandStory, GridLegend, Panel, PaymentGrid};
use crate::model::{Find, RunStatus};
use crate::runner::use_runner;
use crate::state::{use_live, use_selection};
use crate::text::use_text;

/// The grid and its legend.
#[component]
pub fn FatesSection(
    /// The panel that is open: a payment that is clicked opens its own.
    panel: RwSignal<Option<Panel>>,
) -> impl IntoView {
    let (live, selection, runner, text) = (use_live(), use_selection(), use_runner(), use_text());
    let fates = Signal::derive(move || live.grid.with(|grid| grid.fates.clone()));
    let title = move || (text.get().grid_title)(live.progress.get().belief.payments());
    view! {
        <section class="fates">
            <h3>{title}</h3>
            <PaymentGrid
                grid=live.grid
                filter=selection.filter
                followed=selection.payment
                on_follow=move |index| runner.follow(Find::Index(index))
                on_open=move |index| {
                    runner.follow(Find::Index(index));
                    panel.set(Some(Panel::Payment));
                }
            />
            <GridLegend fates belief=move || live.progress.get().belief filter=selection.filter />
        </section>
    }
}

/// Chapter 0: the ways to send the one payment, and its story.
#[component]
pub fn ByHandSection() -> impl IntoView {
    let (live, runner) = (use_live(), use_runner());
    let is_by_hand = move || live.run.with(|run| run.scenario == Some(Scenario::ByHand));
    let payment = move || live.payment.get().filter(|_| is_by_hand());
    view! {
        <section class="by-hand">
            <ByHandButtons
                may_send=move || live.run.with(RunStatus::may_send_by_hand)
                on_send=move |by_hand| runner.send_by_hand(by_hand)
            />
            <ByHandStory
                story=move || live.run.with(|run| run.story)
                attempts=move || payment().map(|payment| payment.attempts).unwrap_or_default()
                key=move || payment()?.key
                under_way=move || live.run.with(|run| run.phase == Phase::Between)
                on_turn=move |back| runner.turn_story(back)
                on_end=move |()| runner.stop()
            />
        </section>
    }
}
