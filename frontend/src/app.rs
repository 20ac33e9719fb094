//! The whole page: its contexts, and the lab page or the presenter view.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

use leptos::prelude::*;
use leptos_meta::{Html, provide_meta_context};

use crate::lab_page::LabPage;
use crate::pages::{InfoPages, OpenPage};
use crate::presenter::{BlankScreen, PresenterView, ShortcutHelp};
use crate::state::{ViewMode, use_keyboard, use_live, use_presentation};
use crate::text::Language;
use crate::{location, presenter, runner, state};

/// The page, in either view.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let language = RwSignal::new(Language::default());
    provide_context(language);
    let writers = state::provide();
    let address = location::read(&writers, language);
    runner::start(&writers, &address);
    location::follow(language);
    InfoPages::provide();
    presenter::listen();
    let (view_mode, keyboard, run) = (use_presentation().view_mode, use_keyboard(), use_live().run);
    let data_run = move || run.with(|run| run.is_alive.then(|| run.state.as_str()));
    view! {
        <Html attr:lang=move || language.get().code() attr:data-view=move || view_mode.get().as_str() attr:data-run=data_run />
        {move || match view_mode.get() {
            ViewMode::Page => view! { <LabPage /> }.into_any(),
            ViewMode::Projector => view! { <PresenterView /> }.into_any(),
        }}
        <OpenPage />
        <ShortcutHelp open=keyboard.help letters=keyboard.letters />
        <BlankScreen blanked=keyboard.blanked />
    }
}
