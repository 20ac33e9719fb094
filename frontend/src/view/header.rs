//! The chapters, and the sentence of the one that is chosen.

use experiment::CHAPTERS;
use leptos::prelude::*;

use super::lab;
use crate::model::{RunState, Seen};
use crate::text::{ChapterText, Language, Text, text};

/// Name, chapters, language.
#[component]
pub(super) fn Header() -> impl IntoView {
    view! {
        <header class="top">
            <h1>{move || text().title}</h1>
            <nav aria-label=move || text().chapters_label>
                {CHAPTERS.map(|chapter| view! { <ChapterButton number=chapter.number /> })}
            </nav>
            <Languages />
        </header>
    }
}

/// One chapter's button. It changes only the page.
#[component]
fn ChapterButton(number: u8) -> impl IntoView {
    let lab = lab();
    let chosen = move || lab.chapter.get() == number;
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
            <span>{move || words(number).name}</span>
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
    let answered = lab.seen(|seen| seen.run == RunState::Done && seen.verdict().is_some());
    let explanation = move || text().look.explanations.get(usize::from(lab.chapter.get())).copied().unwrap_or_default();
    view! {
        <div class="sentence">
            <h2>{move || if answered.get() { words(lab.chapter.get()).sentence } else { text().look.question }}</h2>
            <p data-testid="explanation">
                {move || if answered.get() { explanation() } else { words(lab.chapter.get()).what }}
            </p>
        </div>
    }
}

fn words(chapter: u8) -> &'static ChapterText {
    words_in(text(), chapter)
}

fn words_in(text: &'static Text, chapter: u8) -> &'static ChapterText {
    let index = CHAPTERS.iter().position(|known| known.number == chapter).unwrap_or(0);
    &text.chapters[index]
}

/// A chapter's number and name.
pub(super) fn title(chapter: u8, text: &'static Text) -> String {
    format!("{chapter} {}", words_in(text, chapter).name)
}
