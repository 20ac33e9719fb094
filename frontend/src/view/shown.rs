//! Whose run is on the page, where that is not the one of what is chosen.

use leptos::prelude::*;

use super::lab;
use crate::text::text;

/// A chapter's button changes only the page: the numbers are those of the latest run until the next one starts.
#[component]
pub(super) fn Elsewhere() -> impl IntoView {
    let lab = lab();
    let ran = lab.seen(|seen| seen.ran);
    let elsewhere = move || ran.get().filter(|ran| *ran != lab.place.get());
    view! {
        {move || elsewhere().map(|place| view! { <p class="elsewhere" role="note">{move || (text().runs.shows)(place)}</p> })}
    }
}
