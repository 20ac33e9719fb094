//! The page at `/` of a hub: join, watch, or be led to one's seat.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::LabEvent;

use super::join_form::{CodeForm, JoinNews, RecoverForm};
use super::joining::Joining;
use super::watcher::Watcher;
use crate::api::events::Events;
use crate::components::Button;
use crate::lab_page::LanguageSwitch;
use crate::state::{Connection, RoomWriter, use_room};
use crate::text::{Language, said, use_text};

/// A feed that broke is opened again after so many milliseconds.
const LOOK_AGAIN: u32 = 2_000;

/// What somebody wants at the door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Door {
    /// A seat, with a code.
    #[default]
    Code,
    /// A seat that there is, with number and PIN.
    Recover,
    /// Only to watch.
    Watch,
}

/// Join, watch, or be led to the seat.
#[component]
pub fn HubPage(
    /// Where the room is published.
    writer: RoomWriter,
) -> impl IntoView {
    follow(writer);
    let (joining, door) = (Joining::begin(), RwSignal::new(Door::default()));
    let (room, text) = (use_room(), use_text());
    let language = expect_context::<RwSignal<Language>>();
    let seats = move || {
        room.state.with(|state| {
            let seats = state.as_ref()?.seats;
            Some((text.get().room.seats)(seats.taken, seats.all))
        })
    };
    let is_locked = move || room.state.with(|state| state.as_ref().is_some_and(|state| state.locked));
    let form = move || match door.get() {
        Door::Code => view! { <CodeForm joining /> }.into_any(),
        Door::Recover => view! { <RecoverForm joining /> }.into_any(),
        Door::Watch => view! { <Watcher room=room.state /> }.into_any(),
    };
    view! {
        <header class="top">
            <h1>{said(|text| text.title)}</h1>
            <div class="tools">
                <LanguageSwitch language />
            </div>
        </header>
        <main class="hub" data-testid="hub">
            <h2>{said(|text| text.room.join_title)}</h2>
            <p class="seats" data-testid="seats">{seats}</p>
            <p class="locked" data-testid="locked" hidden=move || !is_locked()>{said(|text| text.room.is_locked)}</p>
            <Show when=move || room.connection.get() == Connection::Lost>
                <p class="lost" role="alert" data-testid="hub-lost">{said(|text| text.room.hub_lost)}</p>
            </Show>
            <JoinNews joining />
            {form}
            <DoorButtons door />
            <p class="idempotent">{said(|text| text.room.idempotent)}</p>
        </main>
    }
}

/// The other ways in.
#[component]
fn DoorButtons(
    /// The one that is taken.
    door: RwSignal<Door>,
) -> impl IntoView {
    let way = move |to: Door, test_id: &'static str, label: Signal<String>| {
        view! {
            <Show when=move || door.get() != to>
                <Button test_id label on_press=move |()| door.set(to) />
            </Show>
        }
    };
    view! {
        <div class="doors">
            {way(Door::Recover, "have-station", said(|text| text.room.have_station))}
            {way(Door::Code, "have-code", said(|text| text.room.back_to_code))}
            {way(Door::Watch, "watch", said(|text| text.room.watch))}
        </div>
    }
}

/// Follows the room by its feed as long as the page stands at its door.
fn follow(writer: RoomWriter) {
    spawn_local(async move {
        loop {
            if let Some(mut events) = Events::of_the_room() {
                while let Some(event) = events.next().await {
                    if let LabEvent::Room(state) = event {
                        writer.state(state);
                        writer.connection(Connection::Open);
                    }
                }
            }
            writer.connection(Connection::Lost);
            TimeoutFuture::new(LOOK_AGAIN).await;
        }
    });
}
