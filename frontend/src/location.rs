//! Keeps the page and its address in step.

use std::time::Duration;

use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::address::Address;
use crate::state::{Writers, use_presentation, use_selection, use_settings};
use crate::text::Language;

/// A slider that is dragged changes the address once it rests: browsers allow some 200 changes in half a minute.
const REST: Duration = Duration::from_millis(200);

/// Reads the address, and puts what it says where it belongs.
pub(crate) fn read(writers: &Writers, language: RwSignal<Language>) -> Address {
    let (address, ignored) = Address::parse(&window().location().search().unwrap_or_default());
    language.set(address.language);
    writers.selection.scenario.set(address.scenario);
    writers.settings.settings.set(address.settings);
    writers.presentation.view_mode.set(address.view_mode);
    writers.presentation.reveals_automatically.set(address.reveals_by_itself);
    writers.presentation.ignored.set(ignored);
    address
}

/// Keeps the address up to date from now on.
pub(crate) fn follow(language: RwSignal<Language>) {
    let (selection, presentation, form) = (use_selection(), use_presentation(), use_settings());
    let mut write = debounce(REST, |query: String| write(&query));
    Effect::new(move || {
        let address = Address {
            scenario: selection.scenario.get(),
            settings: form.settings.get(),
            language: language.get(),
            view_mode: presentation.view_mode.get(),
            reveals_by_itself: presentation.reveals_automatically.get(),
        };
        write(address.format());
    });
}

/// Changes the part behind the question mark and leaves the rest; nothing is loaded.
fn write(query: &str) {
    let hash = window().location().hash().unwrap_or_default();
    if let Ok(history) = window().history() {
        // Fails only where the page may not change its address.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("{query}{hash}")));
    }
}

/// Takes the `#` and what follows out of the address; nothing is loaded, and Back does not come here again.
pub(crate) fn remove_fragment() {
    let location = window().location();
    let address: String = [location.pathname(), location.search()].into_iter().flatten().collect();
    if let Ok(history) = window().history() {
        // Fails only where the page may not change its address.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}
