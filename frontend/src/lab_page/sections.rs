//! The sections of the page: each reads the contexts that it needs, and hands its components what they show.

mod controls;
mod fates;
mod result;
mod side;

use std::sync::Arc;

use experiment::{Exhibit, Scenario};
use leptos::prelude::*;
use protocol::Payment;

use super::story_line::Telling;
use super::{ChapterNav, ExhibitNav, Header, LanguageSwitch, Pipeline, StoryLine, ViewButtons};
use crate::model::{LedgerOwner, RunState, RunStatus};
use crate::place::Place;
use crate::runner::use_runner;
use crate::state::{ViewMode, use_keyboard, use_live, use_presentation, use_room, use_selection, use_settings};
use crate::text::{Language, said, use_text};
pub use controls::ControlsSection;
pub use fates::{ByHandSection, FatesSection};
pub use result::{
    AskingCrashButton, AxisSection, CrashSection, ExhibitCure, MessagesSection, NoticesSection, RecordingSection,
    ResultSection, WelcomeSection,
};
pub use side::SideSection;

/// Whether settings and scenarios cannot be changed now.
fn locked() -> Signal<bool> {
    let run = use_live().run;
    Signal::derive(move || run.with(RunStatus::settings_are_locked))
}

/// Whether the bank's side is covered.
fn covered() -> Signal<bool> {
    let run = use_live().run;
    Signal::derive(move || run.with(RunStatus::is_covered))
}

/// Name, chapters, view and language.
#[component]
pub fn HeaderSection() -> impl IntoView {
    let (live, runner) = (use_live(), use_runner());
    let (view_mode, keyboard) = (use_presentation().view_mode, use_keyboard());
    let toggle = move |()| {
        view_mode.update(|mode| {
            *mode = match mode {
                ViewMode::Page => ViewMode::Projector,
                ViewMode::Projector => ViewMode::Page,
            };
        });
    };
    let (language, place) = (expect_context::<RwSignal<Language>>(), use_room().place);
    view! {
        <Header>
            <ChapterNav
                chosen=use_selection().scenario
                locked=locked()
                runs=live.finished_runs
                payments=live.payments
                on_choose=move |number| runner.choose_chapter(number)
            />
            <div class="tools">
                <Show when=move || place == Place::Host>
                    <a
                        data-testid="to-the-room"
                        href=place.way_to_hub()
                        aria-label=said(|text| text.room.to_the_room)
                    >
                        {said(|text| text.room.room)}
                    </a>
                </Show>
                <ViewButtons
                    presenting=move || view_mode.get() == ViewMode::Projector
                    on_toggle=toggle
                    on_help=move |()| keyboard.help.set(true)
                />
                <LanguageSwitch language />
            </div>
        </Header>
    }
}

/// The sentence of the scenario.
#[component]
pub fn StorySection() -> impl IntoView {
    let (live, scenario, settings) = (use_live(), use_selection().scenario, use_settings().settings);
    let telling = Memo::new(move |_| {
        if scenario.get() == Scenario::ByHand {
            // Each attempt is a part of the answer.
            let is_here = live.run.with(|run| run.scenario == Some(Scenario::ByHand));
            let has_sent = is_here && live.progress.with(|progress| progress.attempts > 0);
            return if has_sent { Telling::Answer } else { Telling::Question };
        }
        let is_over = live.run.with(|run| run.state == RunState::Done && run.scenario == Some(scenario.get()));
        live.totals.with(|totals| match totals.owner {
            _ if !is_over || totals.verdict().is_none() => Telling::Question,
            LedgerOwner::StoppedRun => Telling::Stopped,
            _ => Telling::Answer,
        })
    });
    // What was told to the run that is judged; before, what the next one will be told.
    let told = move || live.run.with(|run| run.settings).filter(|_| telling.get() == Telling::Answer);
    let cured = move || {
        scenario.get().exhibit().is_some_and(|exhibit| told().unwrap_or_else(|| settings.get()) == exhibit.cure())
    };
    view! { <StoryLine scenario telling cured /> }
}

/// The exhibits of chapter 6.
#[component]
pub fn ExhibitSection(
    /// The one that is chosen.
    exhibit: Exhibit,
) -> impl IntoView {
    let runner = use_runner();
    view! { <ExhibitNav chosen=exhibit locked=locked() on_choose=move |scenario| runner.choose(scenario) /> }
}

/// The way of a payment, and what shapes it.
#[component]
pub fn PipelineSection() -> impl IntoView {
    let (live, text) = (use_live(), use_text());
    let network = move || live.lab.with(|lab| text.get().network_name(lab));
    let sends = move || {
        let (payments, expected) = (live.progress.get().belief.payments(), live.totals.get().expected);
        (text.get().sends)(payments, &expected.to_string())
    };
    view! {
        <Pipeline sends settings=use_settings().settings locked=locked() network counts=live.pipeline covered=covered() />
    }
}

/// The payments that would be sent in the scenario that is chosen.
fn planned() -> Signal<Arc<[Payment]>> {
    let (payments, scenario) = (use_live().payments, use_selection().scenario);
    Memo::new(move |_| scenario.get().payments(&payments.get())).into()
}
