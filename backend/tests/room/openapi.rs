//! What `openapi.yaml` says of a room's routes is so.

use reqwest::Method;

use crate::participant::Participant;
use crate::schemathesis::{Examples, schemathesis};
use crate::test_room::Room;

/// Those that take seats, move them, free them and end their banks.
const SEATS: [&str; 3] = ["join", "recover", "steerStation"];
/// Guesses of codes and PINs wait for each other, and a bank that has been crashed starts again: fewer, also in a soak.
const FEW: Examples = Examples(60, 300);

async fn room_of(stations: u8) -> Room {
    let flags = ["--room-host", "127.0.0.1", "--toxiproxy", "embedded", "--room-address", "http://lab.example/"];
    Room::with(stations, &flags).await
}

#[tokio::test]
async fn schemathesis_finds_nothing_in_the_rooms_routes() {
    let room = room_of(1).await;
    let somebody = Participant::new(&room).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (host, seat) = (format!("Host-Key: {}", room.host_key), format!("Seat-Token: {}", somebody.token()));
    // The feed has no end.
    let left_out = SEATS.iter().chain(&["roomEvents"]).flat_map(|operation| ["--exclude-operation-id", operation]);
    let arguments = ["--include-tag", "room", "-H", &host, "-H", &seat];
    let arguments: Vec<&str> = arguments.into_iter().chain(left_out).collect();
    schemathesis(&room.address, folder.path(), "room", Examples(100, 1500), &arguments, &[]).await;
}

#[tokio::test]
async fn schemathesis_finds_nothing_where_seats_are_taken_moved_and_freed() {
    let room = room_of(2).await;
    let somebody = Participant::new(&room).await;
    let overview = room.as_host(Method::GET, "/room/overview", None).await.ok();
    let (secret, pin) = (overview["secret"].as_str().expect("a text"), somebody.seat["pin"].as_str().expect("a text"));
    let known = [("ROOM_SECRET", secret), ("ROOM_PIN", pin)];
    let (folder, host) = (tempfile::tempdir().expect("a folder"), format!("Host-Key: {}", room.host_key));
    for operation in SEATS {
        let arguments = ["--include-operation-id", operation, "-H", &host];
        schemathesis(&room.address, folder.path(), operation, FEW, &arguments, &known).await;
    }
}
