//! What `openapi.yaml` says of a room's routes is so.

use crate::participant::Participant;
use crate::schemathesis::schemathesis;
use crate::test_room::Room;

#[tokio::test]
async fn schemathesis_finds_nothing_in_the_rooms_routes() {
    let flags = ["--room-host", "127.0.0.1", "--toxiproxy", "embedded", "--room-address", "http://lab.example/"];
    let room = Room::with(1, &flags).await;
    let somebody = Participant::new(&room).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (host, seat) = (format!("Host-Key: {}", room.host_key), format!("Seat-Token: {}", somebody.token()));
    // Guesses of codes and PINs wait for each other, a freed seat is gone, and the feed has no end.
    let left_out = ["join", "recover", "steerStation", "roomEvents"];
    let left_out = left_out.iter().flat_map(|operation| ["--exclude-operation-id", operation]);
    let arguments = ["--include-tag", "room", "-H", &host, "-H", &seat];
    let arguments: Vec<&str> = arguments.into_iter().chain(left_out).collect();
    schemathesis(&room.address, folder.path(), "room", 100, &arguments).await;
}
