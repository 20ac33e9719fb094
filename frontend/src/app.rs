//! The whole page: its contexts, and the lab page or the presenter view.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

use leptos::prelude::*;

use crate::lab::Lab;
use crate::lab_page::LabPage;
use crate::pages::{InfoPages, OpenPage};
use crate::presenter::{BlankScreen, Keyboard, PresenterView, ShortcutHelp, use_keyboard};
use crate::state::{ViewMode, use_presentation};
use crate::text::Language;
use crate::{browser, location};

/// The page, in either view.
#[component]
pub fn App() -> impl IntoView {
    let lab = Lab::new();
    let language = RwSignal::new(Language::default());
    provide_context(language);
    crate::runner::start(lab);
    location::follow(lab, language);
    InfoPages::provide();
    Keyboard::provide();
    lab.mind_the_stage();
    lab.open();
    let (view_mode, keyboard) = (use_presentation().view_mode, use_keyboard());
    Effect::new(move || browser::set_language(language.get().code()));
    Effect::new(move || browser::set_view(view_mode.get() == ViewMode::Projector));
    view! {
        {move || match view_mode.get() {
            ViewMode::Page => view! { <LabPage /> }.into_any(),
            ViewMode::Projector => view! { <PresenterView /> }.into_any(),
        }}
        <OpenPage />
        <ShortcutHelp open=keyboard.help letters=keyboard.letters />
        <BlankScreen blanked=keyboard.blanked />
    }
}
