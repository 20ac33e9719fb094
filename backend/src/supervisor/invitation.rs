//! What the start says about a room: the addresses, the code, the QR code.

use std::net::SocketAddr;

use backend::room::Room;
use fast_qr::QRBuilder;
use reqwest::Url;

use crate::addresses::{reachable, room_addresses};
use crate::console::{complain, say};
use crate::flags::RoomFlags;

/// Where a room is found.
pub(super) struct RoomAddresses {
    /// On this machine, for the host.
    pub(super) here: String,
    /// For others, the best first: what `--room-address` says, then what this machine's interfaces are called.
    pub(super) of_others: Vec<String>,
    /// What `--room-address` says.
    given: Option<String>,
}

impl RoomAddresses {
    /// Finds out where a room that listens at `port` is found.
    pub(super) fn of(flags: &RoomFlags, port: u16) -> Self {
        let url = |address| format!("http://{}/", SocketAddr::new(address, port));
        let given = flags.room_address.as_ref().map(Url::to_string);
        let mut of_others: Vec<String> = given.iter().cloned().collect();
        for found in room_addresses(flags.room_host).into_iter().map(url) {
            if !of_others.contains(&found) {
                of_others.push(found);
            }
        }
        Self { here: url(reachable(flags.room_host)), of_others, given }
    }
}

/// Returns a number of stations in words.
pub(super) fn number_of_stations(count: u64) -> String {
    format!("{count} station{}", if count == 1 { "" } else { "s" })
}

/// Says how participants and the host come in. Nobody but the host reads it: the key is in it.
pub(super) fn say_it(addresses: &RoomAddresses, room: &Room, stations: u8, ports: Option<(u16, u16)>, open: bool) {
    say!("The room of {} is open.", number_of_stations(stations.into()));
    for address in &addresses.of_others {
        say!("  for participants: {address}");
    }
    say!("  the code: {}", room.code());
    if let Some((first, last)) = ports {
        say!("  the stations' networks: ports {first} to {last}");
    }
    let host = format!("{}#host={}", addresses.here, room.host_key());
    say!("  for the host, and nobody else: {host}");
    if let Some(given) = &addresses.given {
        say!("    or, where that does not lead here: {given}#host={}", room.host_key());
    }
    if let Some(joins) = room.joining_address() {
        // What is too long for a QR code is no address.
        if let Ok(code) = QRBuilder::new(joins).build() {
            say!("{}", code.to_str());
        }
    } else {
        say!("  other devices do not reach it: --room-host and --room-address say where they would");
    }
    if open && webbrowser::open(&host).is_err() {
        complain!("no browser can be started here");
    }
}
