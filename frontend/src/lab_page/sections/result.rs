//! What came of the run: totals, axis, and the place for what has to be said.

use experiment::{Exhibit, Scenario, Settings, theory};
use leptos::prelude::*;
use protocol::{Payment, Total};

use super::planned;
use crate::lab_page::{
    AxisMarks, CrashButton, CrashNews, Cure, EuroAxis, IgnoredAddress, Notices, RecordingBanner, Totals, Welcome,
};
use crate::model::{LedgerOwner, Notice, Predicting, RunState, RunStatus};
use crate::runner::use_runner;
use crate::state::{Question, use_confirmation, use_live, use_presentation, use_room, use_selection, use_settings};
use crate::station::RoomMessages;
use crate::text::said;

/// Totals and axis; below, a place of fixed height for what comes and goes.
#[component]
pub fn ResultSection() -> impl IntoView {
    let (live, scenario) = (use_live(), use_selection().scenario);
    let by_hand = Memo::new(move |_| scenario.get() == Scenario::ByHand);
    view! {
        <div class="result">
            <Totals belief=move || live.progress.get().belief totals=live.totals />
            <Show when=move || !by_hand.get()>
                <AxisSection />
            </Show>
            <MessagesSection />
        </div>
    }
}

/// The axis, to predict on and to compare.
#[component]
pub fn AxisSection() -> impl IntoView {
    let (live, selection, runner) = (use_live(), use_selection(), use_runner());
    view! {
        <EuroAxis
            marks=axis_marks()
            locked=move || !live.run.with(RunStatus::may_predict)
            prediction_asked=selection.prediction_asked
            on_predict=move |total| runner.predict(total)
        />
    }
}

/// Returns what is on the axis. Another scenario's run is no answer to what is asked here, nor is the last one when the
/// next is predicted, and a band would give the answer away before the bank is revealed.
fn axis_marks() -> Signal<AxisMarks> {
    let (live, selection, settings) = (use_live(), use_selection(), use_settings().settings);
    let planned = planned();
    let asked = Memo::new(move |_| planned.with(|payments| asked(&settings.get(), payments)));
    let marks = Memo::new(move |_| {
        let (totals, (planned, most)) = (live.totals.get(), asked.get());
        let (elsewhere, watching, is_covered) =
            live.run.with(|run| (run.is_of_another(selection.scenario.get()), run.watching, run.is_covered()));
        let prediction = selection.prediction.get();
        let for_next_run = live.run.with(|run| run.predicting == Predicting::Next);
        if elsewhere || for_next_run {
            return AxisMarks { for_next_run, ..AxisMarks::new(planned, most, prediction, None, None) };
        }
        let band = totals.band.map(|band| band.totals().1).filter(|_| !is_covered && !watching);
        let result = totals.transferred().filter(|_| totals.verdict().is_some() || watching);
        let is_judged = totals.owner == LedgerOwner::ThisRun;
        AxisMarks { is_judged, ..AxisMarks::new(totals.expected, most, prediction, band, result) }
    });
    marks.into()
}

/// Returns what is expected of payments, and what they may come to: the axis has room to predict that from the start.
fn asked(settings: &Settings, payments: &[Payment]) -> (Total, Option<Total>) {
    let expected = payments.iter().map(|payment| payment.amount).sum();
    (expected, theory::transferred(settings, payments).map(|band| band.totals().1.1))
}

/// What has to be said, in a place that is there before it is needed: nothing moves when something comes.
#[component]
pub fn MessagesSection() -> impl IntoView {
    let scenario = use_selection().scenario;
    let exhibit = Memo::new(move |_| scenario.get().exhibit());
    let run = use_live().run;
    let busy = Memo::new(move |_| run.with(RunStatus::is_busy));
    view! {
        <div class="messages" role="region" tabindex="0" aria-label=said(|text| text.lab.messages)>
            <RoomMessages />
            <WelcomeSection />
            <IgnoredAddress ignored=use_presentation().ignored />
            <NoticesSection />
            <CrashSection />
            <RecordingSection />
            // In a run it can do nothing, and its place is needed for what the run has to say.
            {move || exhibit.get().filter(|_| !busy.get()).map(|exhibit| view! { <ExhibitCure exhibit /> })}
        </div>
    }
}

/// What a stranger reads before the first run. A room has somebody who says it.
#[component]
pub fn WelcomeSection() -> impl IntoView {
    let (live, scenario, place) = (use_live(), use_selection().scenario, use_room().place);
    let nothing_was_run = Memo::new(move |_| {
        let is_at_rest = live.run.with(|run| run.is_alive && run.state == RunState::Idle && !run.watching);
        is_at_rest && scenario.get().exhibit().is_none() && live.finished_runs.with(|runs| runs.runs().is_empty())
    });
    view! {
        <Show when=move || place.station().is_none() && nothing_was_run.get()>
            <Welcome scenario />
        </Show>
    }
}

/// What is wrong, and what can be done about it.
#[component]
pub fn NoticesSection() -> impl IntoView {
    let (live, runner) = (use_live(), use_runner());
    let watching = move || live.run.with(|run| run.watching);
    let held = move || live.notices.with(|notices| notices.contains(&Notice::Watching));
    let needs_repair = move || live.lab.with(|lab| lab.needs_repair) && !watching();
    view! {
        <Notices
            notices=live.notices
            may_repair=needs_repair
            may_end_other_run=held
            on_repair=move |()| runner.repair()
            on_end_other_run=move |()| runner.end_other_run()
        />
    }
}

/// Whose run is on the page, and when it was recorded.
#[component]
pub fn RecordingSection() -> impl IntoView {
    let (live, scenario) = (use_live(), use_selection().scenario);
    let elsewhere = move || live.run.with(|run| run.elsewhere(scenario.get()));
    view! {
        <RecordingBanner
            elsewhere
            trial=move || live.run.with(|run| run.trial)
            recorded_at=move || live.run.with(|run| run.recorded_at)
        />
    }
}

/// Whether the run under way waits for a crash: then its button stands with what has to be said.
pub(super) fn waits_for_crash() -> Signal<bool> {
    let run = use_live().run;
    Memo::new(move |_| run.with(|run| run.waits_for_crash)).into()
}

/// What became of a crash; and the button, where the run needs one.
#[component]
pub fn CrashSection() -> impl IntoView {
    let (live, waits_for_crash) = (use_live(), waits_for_crash());
    view! {
        <div class="crash">
            <CrashNews
                crash=move || live.run.with(|run| run.crash.clone())
                waits_for_crash
            />
            <Show when=move || waits_for_crash.get()>
                <AskingCrashButton />
            </Show>
        </div>
    }
}

/// The button that crashes the bank, after a question.
#[component]
pub fn AskingCrashButton() -> impl IntoView {
    let (live, question) = (use_live(), use_confirmation().question);
    let is_up = |run: &RunStatus| !run.watching && !run.crash.is_under_way();
    let may_crash = move || live.run.with(is_up) && live.lab.with(|lab| lab.state.is_some());
    view! { <CrashButton may_crash on_press=move |()| question.set(Some(Question::Crash)) /> }
}

/// What cures the exhibit that is chosen.
#[component]
pub fn ExhibitCure(
    /// The exhibit.
    exhibit: Exhibit,
) -> impl IntoView {
    let (live, runner) = (use_live(), use_runner());
    view! {
        <Cure
            exhibit
            settings=use_settings().settings
            may_run=move || live.run.with(|run| run.may_run)
            on_run=move |settings| runner.run_with(settings)
        />
    }
}
