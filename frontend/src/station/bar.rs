//! What stands on top of every station: whose it is, what the room is about, and that the host sees it.

use experiment::Scenario;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::room::{Activity, MyState, Seat};

use crate::api;
use crate::clock;
use crate::components::{AlertDialog, Button};
use crate::state::{Connection, use_room, use_selection};
use crate::storage;
use crate::text::{said, use_text};

/// Number and word of the station, the chapter, and who looks.
#[component]
pub fn StationBar() -> impl IntoView {
    let (room, scenario, text) = (use_room(), use_selection().scenario, use_text());
    let is_open = RwSignal::new(false);
    let number = room.place.station().map(|number| number.to_string());
    let own = Signal::derive(move || room.seat.get().filter(|_| room.is_own_station()));
    let word = move || own.get().map(|seat| (text.get().room.name)(&seat.name).to_owned());
    let chapter = move || text.get().chapter_name(scenario.get().chapter());
    let has_the_seat = move || own.get().is_some() && !matches!(room.connection.get(), Connection::SeatGone { .. });
    let looks = move || match room.looked_at.get() {
        _ if !has_the_seat() => String::new(),
        Some(at) => (text.get().room.host_looked)(&clock::on_the_wall(at)),
        None => text.get().room.host_sees.to_owned(),
    };
    view! {
        <div class="station-bar">
            <h1 class="station-name" data-testid="station-name">
                {number}
                " "
                {word}
            </h1>
            <span class="station-chapter">{move || format!("{} {}", scenario.get().chapter(), chapter())}</span>
            <small role="status" data-testid="host-sees">{looks}</small>
            <Show when=move || own.get().is_some()>
                <button
                    type="button"
                    class="quiet"
                    data-testid="station-menu"
                    aria-expanded=move || is_open.get().to_string()
                    aria-controls="station-menu"
                    on:click=move |_| is_open.update(|open| *open = !*open)
                >
                    {said(|text| text.room.menu)}
                </button>
            </Show>
        </div>
        <div id="station-menu" class="station-menu" hidden=move || !is_open.get()>
            {move || own.get().map(|seat| view! { <StationMenu seat /> })}
        </div>
    }
}

/// The PIN of the seat, and the way out.
#[component]
fn StationMenu(
    /// The seat.
    seat: Seat,
) -> impl IntoView {
    let (asks, scenario) = (RwSignal::new(false), use_selection().scenario);
    view! {
        <p>
            {said(|text| text.room.your_pin)} " " <b data-testid="station-pin">{seat.pin}</b>
        </p>
        <p>{said(|text| text.room.pin_use)}</p>
        <Button test_id="leave" label=said(|text| text.room.leave) on_press=move |()| asks.set(true) />
        <Show when=move || asks.get()>
            <AlertDialog
                title=said(|text| text.room.ask_leave)
                body=said(|text| text.room.leave_what)
                confirm=said(|text| text.room.leave)
                cancel=said(|text| text.runs.cancel)
                on_confirm=move |()| leave(scenario.get_untracked())
                on_close=move |()| asks.set(false)
            />
        </Show>
    }
}

/// Says goodbye, forgets key and token, and goes to the door. A goodbye that is lost leaves a seat that looks asleep.
fn leave(scenario: Scenario) {
    spawn_local(async move {
        let _ = api::room::say(&MyState { seq: storage::next_seq(0), ..goodbye(scenario) }).await;
        storage::forget_seat_and_key();
        to_the_door();
    });
}

/// Goes to the page at `/` of the hub.
pub(super) fn to_the_door() {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    // Fails only for an address that is none.
    let _ = location.assign(&format!("../../{query}"));
}

fn goodbye(scenario: Scenario) -> MyState {
    MyState {
        seq: 0,
        state: Activity::Left,
        scenario: scenario.to_string(),
        settings: None,
        percent: 0,
        prediction: None,
        run: None,
        attempts: 0,
        stopped: true,
        trials: [None; 5],
    }
}
