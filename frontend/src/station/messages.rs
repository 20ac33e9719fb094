//! What a participant must be told of the room, each with the button that helps.

use leptos::prelude::*;

use super::bar::to_the_door;
use crate::components::{Button, ButtonKind};
use crate::state::{Connection, SeatGone, use_live, use_room};
use crate::storage;
use crate::text::{said, use_text};

/// Hub gone, seat gone, and whether the run on the page counts.
#[component]
pub fn RoomMessages() -> impl IntoView {
    let (room, run, text) = (use_room(), use_live().run, use_text());
    let gone = move || match room.connection.get() {
        Connection::SeatGone { why, stopped } => Some((why, stopped)),
        _ => None,
    };
    let is_station = room.place.station().is_some();
    let is_anothers = move || is_station && gone().is_none() && !room.is_own_station();
    let counted = move || {
        let own = room.result.get().filter(|result| run.with(|run| run.id.as_ref() == Some(&result.run)))?;
        Some((text.get().room.counted)(own.counted))
    };
    view! {
        <div class="room-messages" role="alert">
            <Show when=move || room.connection.get() == Connection::Lost>
                <p data-testid="hub-lost">{said(|text| text.room.hub_lost)}</p>
            </Show>
            {move || gone().map(|(why, stopped)| view! { <SeatIsGone why stopped /> })}
            <Show when=is_anothers>
                <Button test_id="to-the-room" label=said(|text| text.room.to_the_room) on_press=move |()| to_the_door() />
            </Show>
        </div>
        <p class="counted" data-testid="counted" hidden=move || counted().is_none()>{counted}</p>
    }
}

/// Why the seat is gone, and the way to another one.
#[component]
fn SeatIsGone(
    /// Why.
    why: SeatGone,
    /// Whether a run was stopped.
    stopped: bool,
) -> impl IntoView {
    let text = use_text();
    let label = match why {
        SeatGone::Unknown => said(|text| text.room.type_code),
        SeatGone::Freed | SeatGone::TakenOver => said(|text| text.room.join_again),
    };
    view! {
        <p data-testid="seat-gone">{move || (text.get().room.seat_gone)(why, stopped)}</p>
        <Button test_id="join-again" label kind=ButtonKind::Primary on_press=move |()| join_again(why) />
    }
}

/// Forgets the seat that is gone, unless another tab has taken a new one meanwhile. A room that was started again may take
/// the same key; a seat that is lost is lost to its key.
fn join_again(why: SeatGone) {
    let room = use_room();
    if storage::seat() == room.seat.get_untracked() {
        match why {
            SeatGone::Unknown => storage::forget_seat(),
            SeatGone::Freed | SeatGone::TakenOver => storage::forget_seat_and_key(),
        }
    }
    to_the_door();
}
