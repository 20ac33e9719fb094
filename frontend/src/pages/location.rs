//! The part of the address behind its `#`.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::InfoPage;

/// Returns the page that the address names, now and whenever it changes.
pub(super) fn follow() -> RwSignal<Option<InfoPage>> {
    let open = RwSignal::new(InfoPage::named(&fragment()));
    let listener = window_event_listener(leptos::ev::hashchange, move |_| open.set(InfoPage::named(&fragment())));
    on_cleanup(move || listener.remove());
    open
}

/// Takes the `#` and what follows out of the address; nothing is loaded, and Back does not come here again.
pub(super) fn remove_fragment() {
    let location = window().location();
    let address: String = [location.pathname(), location.search()].into_iter().flatten().collect();
    if let Ok(history) = window().history() {
        // Fails only where the page may not change its address.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

fn fragment() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}
