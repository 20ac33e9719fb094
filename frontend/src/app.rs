//! The whole page: its contexts, and what stands at its place.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

use leptos::prelude::*;
use leptos_meta::{Html, provide_meta_context};

use crate::lab_page::LabPage;
use crate::pages::{InfoPages, OpenPage};
use crate::place::Place;
use crate::presenter::{BlankScreen, PresenterView, ShortcutHelp};
use crate::room::HubPage;
use crate::room::host::HostPage;
use crate::state::{ViewMode, use_keyboard, use_live, use_presentation};
use crate::station::StationTop;
use crate::text::Language;
use crate::{arrival, location, presenter, runner, state, storage};

/// The page, wherever it stands.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let language = RwSignal::new(Language::default());
    provide_context(language);
    let place = Place::of_page();
    let writers = state::provide(place);
    let role = arrival::arrive(place, writers.room);
    let address = location::read(&writers, language);
    location::follow(language);
    let view_mode = use_presentation().view_mode;
    view! {
        <Html
            attr:lang=move || language.get().code()
            attr:data-view=move || view_mode.get().as_str()
            attr:data-place=place.name()
        />
        {match place {
            Place::Hub if storage::host_key().is_some() => view! { <HostPage /> }.into_any(),
            Place::Hub => view! { <HubPage writer=writers.room /> }.into_any(),
            Place::Lab | Place::Host | Place::Station(_) => {
                runner::start(&writers, &address, role);
                view! { <Lab /> }.into_any()
            }
        }}
    }
}

/// A lab, in either view, with the pages around its runs.
#[component]
fn Lab() -> impl IntoView {
    InfoPages::provide();
    presenter::listen();
    let (view_mode, keyboard, run) = (use_presentation().view_mode, use_keyboard(), use_live().run);
    let data_run = move || run.with(|run| run.is_alive.then(|| run.state.as_str()));
    view! {
        <Html attr:data-run=data_run />
        <StationTop />
        {move || match view_mode.get() {
            ViewMode::Page => view! { <LabPage /> }.into_any(),
            ViewMode::Projector => view! { <PresenterView /> }.into_any(),
        }}
        <OpenPage />
        <ShortcutHelp open=keyboard.help letters=keyboard.letters />
        <BlankScreen blanked=keyboard.blanked />
    }
}
