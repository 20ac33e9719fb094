//! The chapters, and the sentence of the one that is chosen.

use experiment::Place;
use leptos::prelude::*;

use super::presenter::ViewButtons;
use super::{lab, strip::ChapterBar};
use crate::model::{RunState, Seen};
use crate::text::{Language, Text, text};

/// Name, chapters, language.
#[component]
pub(super) fn Header() -> impl IntoView {
    view! {
        <header class="top">
            <h1>{move || text().title}</h1>
            <nav aria-label=move || text().chapters_label>
                {(0..=Place::EXHIBITS).map(|number| view! { <ChapterButton number /> }).collect_view()}
            </nav>
            <ViewButtons />
            <Languages />
        </header>
    }
}

/// One chapter's button. It changes only the page.
#[component]
fn ChapterButton(number: u8) -> impl IntoView {
    let lab = lab();
    let chosen = move || lab.place.get().chapter() == number;
    let locked = lab.seen(Seen::settings_are_locked);
    view! {
        <button
            class="chapter"
            data-testid=format!("chapter-{number}")
            aria-pressed=move || chosen().to_string()
            disabled=locked
            on:click=move |_| lab.choose_chapter(number)
        >
            <b>{number}</b>
            <span class="name">{move || text().chapter_name(number)}</span>
            <ChapterBar number />
        </button>
    }
}

/// The languages, the chosen one pressed.
#[component]
fn Languages() -> impl IntoView {
    let language = expect_context::<RwSignal<Language>>();
    let button = move |choice: Language| {
        view! {
            <button
                class="quiet"
                lang=choice.code()
                aria-pressed=move || (language.get() == choice).to_string()
                on:click=move |_| language.set(choice)
            >
                {choice.code().to_uppercase()}
            </button>
        }
    };
    view! { <div class="languages">{Language::ALL.map(button)}</div> }
}

/// What happens in the chapter and the question; once the bank is revealed, the answer and why.
#[component]
pub(super) fn Sentence() -> impl IntoView {
    let lab = lab();
    let place = lab.place;
    let ran = lab.seen(|seen| seen.ran.filter(|_| seen.run == RunState::Done && seen.verdict().is_some()));
    let words = move || text().of_place(place.get());
    // By hand nothing is predicted, and there is nothing to give away.
    let answered = move || place.get() == Place::ByHand || ran.get() == Some(place.get());
    let explanation = move || match place.get() {
        Place::Exhibit(_) => words().what,
        place => text().look.explanations.get(usize::from(place.chapter())).copied().unwrap_or_default(),
    };
    view! {
        <div class="sentence">
            <h2>{move || if answered() { words().sentence } else { text().look.question }}</h2>
            <p data-testid="explanation">{move || if answered() { explanation() } else { words().what }}</p>
        </div>
    }
}

/// The number and name of a place.
pub(super) fn title(place: Place, text: &'static Text) -> String {
    format!("{} {}", place.chapter(), text.of_place(place).name)
}
