//! The part of the address behind its `#`.

use leptos::prelude::*;

use super::InfoPage;

/// Returns the page that the address names, now and whenever it changes.
pub(super) fn follow() -> RwSignal<Option<InfoPage>> {
    let open = RwSignal::new(InfoPage::named(&fragment()));
    let listener = window_event_listener(leptos::ev::hashchange, move |_| open.set(InfoPage::named(&fragment())));
    on_cleanup(move || listener.remove());
    open
}

fn fragment() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}
