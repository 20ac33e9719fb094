//! The chapters, and the sentence of the one that is chosen.

use experiment::Scenario;
use leptos::prelude::*;
use web_sys::{Element, HtmlElement};

use super::{lab, presenter, strip};
use crate::browser;
use crate::dom::{El, el};
use crate::model::RunState;
use crate::text::{ChapterText, Language, Text, text};
use crate::view::seen::Seen;

/// Name, chapters, language.
pub(super) fn header() -> El {
    let text = text();
    let chapters = el("nav").attr("aria-label", text.chapters_label).children((0..=Scenario::EXHIBITS).map(chapter));
    el("header")
        .class("top")
        .child(el("h1").text(text.title))
        .child(chapters)
        .children(presenter::view_buttons())
        .child(languages())
}

/// One chapter's button. It changes only the page.
fn chapter(number: u8) -> El {
    let (text, lab) = (text(), lab());
    let locked = lab.seen(Seen::settings_are_locked);
    el("button")
        .class("chapter")
        .id(&format!("chapter-{number}"))
        .pressed_if(move || lab.scenario.get().chapter() == number)
        .disabled_if(move || locked.get())
        .on_click(move || lab.choose_chapter(number))
        .child(el("b").text(&number.to_string()))
        .child(el("span").class("name").text(text.chapter_name(number)))
        .child(strip::chapter_bar(number))
}

/// The languages, the chosen one pressed.
fn languages() -> El {
    let language = expect_context::<RwSignal<Language>>();
    let button = |choice: Language| {
        el("button")
            .class("quiet")
            .attr("lang", choice.code())
            .pressed_if(move || language.get() == choice)
            .on_click(move || language.set(choice))
            .text(&choice.code().to_ascii_uppercase())
    };
    el("div").class("languages").children(Language::ALL.map(button))
}

/// Whether somebody is choosing a language just now.
pub(super) fn language_has_the_focus() -> bool {
    browser::find::<Element>(".languages :focus").is_some()
}

/// Gives the focus to the language that is chosen.
pub(super) fn focus_the_language() {
    if let Some(button) = browser::find::<HtmlElement>(".languages [aria-pressed=true]") {
        let _ = button.focus();
    }
}

/// What happens in the chapter and the question; once the bank is revealed, the answer and why.
pub(super) fn sentence() -> El {
    let (text, lab) = (text(), lab());
    let scenario = lab.scenario;
    let ran = lab.seen(|seen| seen.ran.filter(|_| seen.run == RunState::Done && seen.verdict().is_some()));
    // By hand nothing is predicted, and there is nothing to give away.
    let answered = move || scenario.get() == Scenario::ByHand || ran.get() == Some(scenario.get());
    let words = move || -> ChapterText { text.of_place(scenario.get()) };
    let explanation = move || match scenario.get() {
        scenario if !answered() || scenario.exhibit().is_some() => words().what,
        scenario => text.look.explanations.get(usize::from(scenario.chapter())).copied().unwrap_or_default(),
    };
    el("div")
        .class("sentence")
        .child(el("h2").says(move || if answered() { words().sentence } else { text.look.question }))
        .child(el("p").id("explanation").says(explanation))
}

/// The number and name of a place.
pub(super) fn title(scenario: Scenario, text: &'static Text) -> String {
    format!("{} {}", scenario.chapter(), text.of_place(scenario).name)
}
