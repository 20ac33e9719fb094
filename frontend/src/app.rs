//! The whole page: its contexts, and the lab page or the presenter view.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

use leptos::prelude::*;
use leptos_meta::{Html, provide_meta_context};

use crate::lab_page::LabPage;
use crate::pages::{InfoPages, OpenPage};
use crate::place::Place;
use crate::presenter::{BlankScreen, PresenterView, ShortcutHelp};
use crate::room::HubPage;
use crate::room::host::HostPage;
use crate::state::{ViewMode, use_keyboard, use_live, use_presentation, use_room};
use crate::station::StationTop;
use crate::text::Language;
use crate::{arrival, location, presenter, runner, state, storage};

/// The page, in either view.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let language = RwSignal::new(Language::default());
    provide_context(language);
    let writers = state::provide();
    let role = arrival::arrive(&writers);
    let address = location::read(&writers, language);
    let runner = runner::start(&writers, &address, role);
    arrival::tell_lab_from_hub(writers.room, runner);
    location::follow(language);
    InfoPages::provide();
    presenter::listen();
    let (view_mode, keyboard, run) = (use_presentation().view_mode, use_keyboard(), use_live().run);
    let room = use_room();
    let is_hub = Memo::new(move |_| room.place.get() == Some(Place::Hub));
    let is_host = storage::host_key().is_some();
    let data_place = move || room.place.get().map_or("undecided", Place::name);
    let data_run = move || run.with(|run| run.is_alive.then(|| run.state.as_str()));
    view! {
        <Html
            attr:lang=move || language.get().code()
            attr:data-view=move || view_mode.get().as_str()
            attr:data-place=data_place
            attr:data-run=data_run
        />
        <StationTop />
        {move || match view_mode.get() {
            _ if is_hub.get() && is_host => view! { <HostPage /> }.into_any(),
            _ if is_hub.get() => view! { <HubPage writer=writers.room /> }.into_any(),
            ViewMode::Page => view! { <LabPage /> }.into_any(),
            ViewMode::Projector => view! { <PresenterView /> }.into_any(),
        }}
        <OpenPage />
        <ShortcutHelp open=keyboard.help letters=keyboard.letters />
        <BlankScreen blanked=keyboard.blanked />
    }
}
