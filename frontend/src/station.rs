//! What stands on the lab page of a station, which is otherwise that of a lab: whose it is, what the room says, and the
//! steps of a first run.

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

mod bar;
mod guide;
mod messages;

use leptos::prelude::*;

use self::bar::StationBar;
use self::guide::GuideLine;
pub use self::messages::RoomMessages;
use crate::state::use_room;
use crate::text::said;

/// Whose station it is, and the steps of a first run; nothing in a lab.
#[component]
pub fn StationTop() -> impl IntoView {
    let room = use_room();
    view! {
        <Show when=move || room.place.station().is_some()>
            <section class="station-top" aria-label=said(|text| text.room.station)>
                <StationBar />
                <GuideLine />
            </section>
        </Show>
    }
}
