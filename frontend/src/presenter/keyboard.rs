//! Listens to keys, in either view, and does what they ask for.

use leptos::prelude::*;
use web_sys::{Element, KeyboardEvent};

use super::scroll::scroll;
use super::shortcuts::{Focus, KeyPress, Shortcut, presses_again, shortcut};
use crate::runner::{RunnerHandle, use_runner};
use crate::state::{Keyboard, ViewMode, use_keyboard, use_presentation};

/// Listens to keys from now on.
pub fn listen() {
    let (keyboard, runner, view_mode) = (use_keyboard(), use_runner(), use_presentation().view_mode);
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        pressed(keyboard, &event, view_mode.get_untracked(), runner);
    });
    on_cleanup(move || listener.remove());
}

fn pressed(keyboard: Keyboard, event: &KeyboardEvent, view_mode: ViewMode, runner: RunnerHandle) {
    let (key, code, focus) = (event.key(), event.code(), focus());
    let press = KeyPress { key: &key, code: &code, shift: event.shift_key(), repeat: event.repeat() };
    if presses_again(press, focus) {
        event.prevent_default();
    }
    let is_for_the_browser = event.ctrl_key() || event.alt_key() || event.meta_key();
    if view_mode != ViewMode::Projector || is_for_the_browser || a_dialog_is_open() {
        return;
    }
    if let Some(shortcut) = shortcut(press, focus, keyboard.letters.get_untracked()) {
        // Escape also means something to the browser, and does no harm.
        event.prevent_default();
        act(keyboard, shortcut, runner);
    }
}

fn act(keyboard: Keyboard, shortcut: Shortcut, runner: RunnerHandle) {
    match shortcut {
        Shortcut::Next => turn(runner, true),
        Shortcut::Previous => turn(runner, false),
        Shortcut::ScrollDown => _ = scroll(true),
        Shortcut::ScrollUp => _ = scroll(false),
        Shortcut::Blank => keyboard.blanked.update(|blanked| *blanked = !*blanked),
        Shortcut::Dismiss => keyboard.blanked.set(false),
        Shortcut::Help => keyboard.help.set(true),
        Shortcut::Ignore => {}
    }
}

/// Turns to the next slide, or to the one before. What does not fit on a slide is scrolled through first: a presenter's
/// remote has no other keys.
pub(super) fn turn(runner: RunnerHandle, forward: bool) {
    if !scroll(forward) {
        runner.turn(forward);
    }
}

fn a_dialog_is_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

fn focus() -> Focus {
    document().active_element().map_or(Focus::Free, |element| wants(&element))
}

/// Returns which keys an element wants for itself.
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
