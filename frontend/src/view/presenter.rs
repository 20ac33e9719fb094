//! What a host needs beside the page: keys, the list of them, a blank screen, and Back and Next.

use experiment::Settings;
use leptos::prelude::*;
use web_sys::{Element, HtmlDialogElement, KeyboardEvent};

use super::lab;
use crate::browser;
use crate::dom::{El, button, checkbox, el, switch};
use crate::lab::Lab;
use crate::markup::element;
use crate::presenter::shortcuts::{Focus, KeyPress, Shortcut, presses_again, shortcut};
use crate::state::ViewMode;
use crate::text::text;

/// What the keys do, and what they show.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    letters: RwSignal<bool>,
    blank: RwSignal<bool>,
}

impl Keys {
    /// Listens from now on.
    pub(super) fn new(lab: Lab) -> Self {
        let keys = Self { letters: RwSignal::new(true), blank: RwSignal::new(false) };
        let pressed = window_event_listener(leptos::ev::keydown, move |event| keys.pressed(lab, &event));
        // It lives as long as the page.
        std::mem::forget(pressed);
        keys
    }

    fn pressed(self, lab: Lab, event: &KeyboardEvent) {
        let (key, code) = (event.key(), event.code());
        let press = KeyPress { key: &key, code: &code, shift: event.shift_key(), repeat: event.repeat() };
        if presses_again(press, focus()) {
            event.prevent_default();
        }
        if lab.look.get_untracked() != ViewMode::Projector || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let letters = self.letters.get_untracked();
        if let Some(asked) = shortcut(press, focus(), letters).filter(|_| !a_dialog_is_open()) {
            // Escape also means something to the browser, and does no harm.
            event.prevent_default();
            self.do_as_asked(lab, asked);
        }
    }

    fn do_as_asked(self, lab: Lab, asked: Shortcut) {
        match asked {
            Shortcut::Next => lab.turn(true),
            Shortcut::Previous => lab.turn(false),
            Shortcut::ScrollDown => drop(crate::present::scroll(true)),
            Shortcut::ScrollUp => drop(crate::present::scroll(false)),
            Shortcut::Blank => self.blank.update(|blank| *blank = !*blank),
            Shortcut::Dismiss => self.blank.set(false),
            Shortcut::Help => show_help(),
            Shortcut::Ignore => {}
        }
    }
}

/// What the keys of the presenter view ask for: a blank screen, and the list of them.
pub(super) fn presenter() -> [El; 2] {
    let text = text();
    let keys = expect_context::<Keys>();
    let blank = el("div")
        .class("blank")
        .id("blank")
        .attr("role", "status")
        .class_if("none", move || !keys.blank.get())
        .says(move || if keys.blank.get() { text.look.blanked } else { "" })
        .on_click(move || keys.blank.set(false));
    [blank, help(keys)]
}

/// Which keys there are.
fn help(keys: Keys) -> El {
    let look = &text().look;
    let row = |(key, meaning): &(&str, &str)| {
        let (key, meaning) = (element("kbd", key), element("dd", meaning));
        format!("<div><dt>{key}</dt>{meaning}</div>")
    };
    let list: String = look.keys.iter().map(row).collect();
    let letters = checkbox("letter-shortcuts", move || keys.letters.get(), move |on| keys.letters.set(on));
    el("dialog")
        .class("help")
        .id("keys")
        .attr("aria-labelledby", "help-title")
        .child(el("h2").attr("id", "help-title").text(look.keys_title))
        .child(el("dl").html(&list))
        .child(switch(letters, look.letter_shortcuts))
        .child(el("button").text(look.close).on_click(hide_help))
}

/// Opens the list of keys, and the other view.
pub(super) fn view_buttons() -> [El; 2] {
    let (look, lab) = (&text().look, lab());
    let other = move || if lab.look.get_untracked() == ViewMode::Page { ViewMode::Projector } else { ViewMode::Page };
    [
        button("view", look.projector)
            .class("quiet")
            .pressed_if(move || lab.look.get() == ViewMode::Projector)
            .on_click(move || lab.look.set(other())),
        button("help", "?").class("quiet").attr("aria-label", look.keys_title).on_click(show_help),
    ]
}

/// Back and Next, for those without a remote.
pub(super) fn turns() -> El {
    let (look, lab) = (&text().look, lab());
    el("div").class("turns").hidden_if(move || lab.look.get() != ViewMode::Projector).children([
        button("previous-screen", look.back).on_click(move || lab.turn(false)),
        button("next-screen", look.next).on_click(move || lab.turn(true)),
    ])
}

/// Everything that shapes the result, as one line: a projector has no room for the controls.
pub(super) fn conditions() -> El {
    let (text, settings) = (text(), lab().settings);
    let conditions = move |settings: &Settings| {
        [
            format!("{} {}", text.client, (text.client_policies)(settings.client_policy)),
            format!("{}: {}", text.requests_lost, (text.of_a_thousand)(settings.losses.request)),
            format!("{}: {}", text.replies_lost, (text.of_a_thousand)(settings.losses.reply)),
            format!("{} {}", text.bank, (text.key_policies)(settings.key_policy)),
        ]
        .map(|condition| element("li", &condition))
        .concat()
    };
    el("ul").class("conditions").drawn(move || settings.with(conditions))
}

fn help_dialog() -> Option<HtmlDialogElement> {
    browser::find("dialog.help")
}

pub(crate) fn show_help() {
    if let Some(help) = help_dialog().filter(|help| !help.open()) {
        let _ = help.show_modal();
    }
}

fn hide_help() {
    if let Some(help) = help_dialog() {
        help.close();
    }
}

fn a_dialog_is_open() -> bool {
    browser::find::<Element>("dialog[open]").is_some()
}

fn focus() -> Focus {
    browser::document().active_element().map_or(Focus::Free, |element| wants(&element))
}

fn wants(element: &Element) -> Focus {
    match element.tag_name().as_str() {
        "INPUT" if element.get_attribute("type").as_deref() == Some("range") => Focus::Arrows,
        "INPUT" if element.get_attribute("type").as_deref() == Some("checkbox") => Focus::Button,
        "INPUT" | "SELECT" | "TEXTAREA" => Focus::Field,
        "CANVAS" => Focus::Arrows,
        "BUTTON" | "A" | "SUMMARY" => Focus::Button,
        _ => Focus::Free,
    }
}
