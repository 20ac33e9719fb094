//! What keys have done to the page.

use leptos::prelude::*;

/// What keys have done to the page.
#[derive(Clone, Copy)]
pub struct Keyboard {
    /// Whether single characters are shortcuts.
    pub letters: RwSignal<bool>,
    /// Whether the screen is blank.
    pub blanked: RwSignal<bool>,
    /// Whether the list of keys is open.
    pub help: RwSignal<bool>,
}

/// Returns what keys have done to the page.
pub fn use_keyboard() -> Keyboard {
    expect_context()
}

impl Keyboard {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self { letters: RwSignal::new(true), blanked: RwSignal::new(false), help: RwSignal::new(false) }
    }
}
