//! Chapter 6: the exhibits, and what cures each of them.

use experiment::{Exhibit, Scenario};
use leptos::prelude::*;

use super::lab;
use crate::dom::{El, button, el};
use crate::text::text;
use crate::view::seen::Seen;

/// A button for each exhibit, and the cure of the one that is chosen. Empty in the other chapters.
pub(super) fn exhibits() -> El {
    let scenario = lab().scenario;
    let chosen = Memo::new(move |_| scenario.get().exhibit());
    el("div").class("plain").filled(move || chosen.get().map(room).into_iter().collect())
}

fn room(exhibit: Exhibit) -> El {
    let buttons = el("nav").attr("aria-label", text().runs.exhibits_label).children(Exhibit::ALL.map(exhibit_button));
    el("section").class("exhibits").child(buttons).child(cure(exhibit))
}

/// It changes only the page.
fn exhibit_button(exhibit: Exhibit) -> El {
    let lab = lab();
    let locked = lab.seen(Seen::settings_are_locked);
    button(&format!("exhibit-{}", exhibit.as_str()), (text().runs.exhibit)(exhibit).chapter.name)
        .pressed_if(move || lab.scenario.get() == Scenario::Exhibit(exhibit))
        .disabled_if(move || locked.get())
        .on_click(move || lab.choose(Scenario::Exhibit(exhibit)))
}

/// What makes it exact again, said and run.
fn cure(exhibit: Exhibit) -> El {
    let (text, lab) = (&text().runs, lab());
    let may_run = lab.seen(|seen| seen.may_run);
    let cured = move || lab.settings.with(|settings| *settings == exhibit.cure());
    let run_cure = button("cure", text.run_cure)
        .disabled_if(move || !may_run.get())
        .on_click(move || lab.run_with(exhibit.cure()));
    let run_broken = button("broken", text.run_broken)
        .hidden_if(move || !cured())
        .disabled_if(move || !may_run.get())
        .on_click(move || lab.run_with(exhibit.settings()));
    el("p")
        .class("cure")
        .class_if("chosen-cure", cured)
        .child(el("b").text(text.cure_label))
        .child(el("span").text((text.exhibit)(exhibit).cure))
        .child(run_cure)
        .child(run_broken)
}
