//! With what the page came: the secret of a QR code or the host's key move from the address into the tab's memory at once.

use leptos::prelude::*;

use crate::api::credentials::{self, Credential};
use crate::location::remove_fragment;
use crate::model::Role;
use crate::place::Place;
use crate::state::RoomWriter;
use crate::storage;

/// Takes the secret out of the address, and what allows this page to steer out of the browser's memory; returns what it may
/// do with the bank that it shows.
pub(crate) fn arrive(place: Place, room: RoomWriter) -> Role {
    take_secrets();
    // Such an address that is typed into a tab of the room changes only what stands behind the `#`, and loads nothing. It
    // lives as long as the page.
    window_event_listener_untyped("hashchange", |_| {
        if take_secrets() {
            // Fails never: it is this page.
            let _ = window().location().reload();
        }
    });
    let seat = storage::seat();
    let (role, credential) = match (place, &seat, storage::host_key()) {
        (Place::Station(station), Some(seat), _) if seat.station == station => {
            (Role::Participant, Some(Credential::Seat(seat.token.clone())))
        }
        // The host may read everything, and the hub tells its owner that she looks.
        (Place::Station(_), _, key) => (Role::Onlooker, key.map(Credential::Host)),
        (Place::Host, _, None) => (Role::Onlooker, None),
        (_, _, key) => (Role::Owner, key.map(Credential::Host)),
    };
    credentials::hold(credential);
    room.seat(seat);
    role
}

/// Returns whether there was one.
fn take_secrets() -> bool {
    let fragment = window().location().hash().unwrap_or_default();
    match fragment.trim_start_matches('#').split_once('=') {
        Some(("join", secret)) => storage::set_join_secret(Some(secret)),
        Some(("host", key)) => storage::set_host_key(key),
        _ => return false,
    }
    remove_fragment();
    true
}
