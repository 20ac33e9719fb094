//! What stands behind the numbers, and the run to take away.

use leptos::prelude::*;

use super::super::lab;
use super::super::path::network_name;
use crate::browser;
use crate::dom::{El, button, el};
use crate::export::{self, Format, ReportSettings};
use crate::lab::Lab;
use crate::markup::{terms, with_class};
use crate::model::RunState;
use crate::text::{Language, Text, language, text};
use crate::view::seen::Seen;

/// Versions, settings, where the numbers come from, and the three forms of the report.
pub(super) fn about() -> El {
    let (text, lab) = (text(), lab());
    let words = &text.pages.about;
    let versions = move || lab.seen.with(|seen| versions(seen, text));
    let settings = move || {
        lab.seen.with(|seen| match &seen.settings {
            None => with_class("p", "empty", words.no_run),
            Some(settings) => settings_of(settings, text),
        })
    };
    let section = |title: &str| el("section").child(el("h3").text(title));
    el("div").class("about-run").children([
        section(words.versions).child(el("div").drawn(versions)),
        section(words.settings).child(el("div").id("about-settings").drawn(settings)),
        section(words.take).children(take_away()),
        section(words.sources).child(el("p").text(words.recordings)).child(el("dl").html(&terms(words.source_list))),
    ])
}

/// Of the lab, the network and the browser.
fn versions(seen: &Seen, text: &Text) -> String {
    let words = &text.pages.about;
    let lab = seen.lab.as_ref().map_or("", |state| &state.version);
    let (network, browser) = (network_name(seen, text), browser::user_agent());
    let list = [(words.lab, lab), (words.rows.report.network, &network), (words.browser, &browser)];
    ["<dl>", &terms(list), "</dl>"].concat()
}

/// What the latest run of this page was told to do.
fn settings_of(settings: &experiment::Settings, text: &Text) -> String {
    let rows = ReportSettings::of(settings).described(text);
    ["<dl>", &terms(rows.iter().map(|(name, value)| (*name, value.as_str()))), "</dl>"].concat()
}

/// The report, in its three forms.
fn take_away() -> [El; 2] {
    let (text, language, lab) = (text(), language(), lab());
    let words = &text.pages.about;
    let is_there = lab.seen(|seen| seen.run == RunState::Done && seen.verdict().is_some());
    let take = |format: Format| {
        button(&["take-", format.extension()].concat(), format.label(text))
            .disabled_if(move || !is_there.get())
            .on_click(move || hand_out(lab, format, language))
    };
    [
        el("p").says(move || if is_there.get() { words.take_what } else { words.nothing_to_take }),
        el("p").class("take").children(Format::ALL.map(take)),
    ]
}

fn hand_out(lab: Lab, format: Format, language: Language) {
    let ran = lab.seen.with_untracked(|seen| seen.ran).unwrap_or(lab.scenario.get_untracked());
    let chapter = super::super::header::title(ran, language.text());
    let report = lab.with(|inner| inner.model.report(chapter, browser::time_of_day()));
    if let Some(report) = report {
        // A browser that hands out no files has said so itself.
        let _ = export::download(&report, format, language);
    }
}
