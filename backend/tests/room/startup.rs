//! What a room says at its start, and what cannot be: one sentence and exit code 2.

use reqwest::Method;
use tokio::net::TcpListener;

use crate::participant::Participant;
use crate::program::cannot_start;
use crate::test_room::{Room, arguments_of};

#[tokio::test]
async fn what_cannot_be_with_a_room_is_said_in_one_sentence() {
    let embedded = ["--toxiproxy", "embedded"];
    for (flags, words) in [
        (&["--page-origin", "https://lab.example"][..], "a page from https may not pay"),
        (&["--proxied-url", "http://pay.example"], "--proxied-url"),
        (&["--room-proxied-port", "65535"], "--room-proxied-port"),
        (&["--room-proxied-port", "6664"], "browsers connect to nothing at port 6665; --room-proxied-port"),
    ] {
        let said = cannot_start(&arguments_of("2", &[&embedded[..], flags].concat())).await;
        assert!(said.contains(words), "{flags:?}: {said}");
    }
    let said = cannot_start(&arguments_of("2", &["--toxiproxy", "http://192.0.2.1:8474"])).await;
    assert!(said.contains("loopback"), "{said}");
}

#[tokio::test]
async fn a_number_that_is_no_room_and_flags_of_a_room_without_one_are_refused() {
    for flags in [&["--room", "0"][..], &["--room", "65"], &["--room", "many"], &["--room-port", "8090"]] {
        let output = crate::program::run(flags).await;
        assert_eq!(output.status.code(), Some(2), "{flags:?}");
    }
}

#[tokio::test]
async fn a_taken_port_is_named_with_its_flag_before_anything_is_started() {
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = taken.local_addr().expect("bound").port().to_string();
    for flag in ["--room-port", "--room-proxied-port"] {
        let said = cannot_start(&arguments_of("1", &[flag, &port, "--room-host", "127.0.0.1"])).await;
        assert_eq!(said, format!("exactly-once-lab: port {port} is taken; {flag} chooses another"));
    }
    drop(taken);
    let said = cannot_start(&arguments_of("1", &["--port", &port, "--room-port", &port])).await;
    assert!(said.contains("(--port); --room-port chooses another"), "{said}");
    let said = cannot_start(&arguments_of("1", &["--room-port", &port, "--room-proxied-port", &port])).await;
    assert!(said.contains("(--room-port); --room-proxied-port chooses another"), "{said}");
}

#[tokio::test]
async fn a_room_says_where_it_is_its_code_and_its_qr_code_and_where_the_host_comes_in() {
    let room = Room::with(1, &["--room-address", "http://lab.local:9090/", "--toxiproxy", "embedded"]).await;
    let said = room.said.join("\n");
    let first = said.lines().find(|line| line.contains("for participants: ")).expect("an address");
    assert!(first.ends_with("http://lab.local:9090/"), "{said}");
    assert!(!said.contains("for participants: http://127.") && !said.contains("for participants: http://172.17."));
    assert!(said.contains('\u{2588}'), "a QR code: {said}");
    assert!(room.address.starts_with("http://127.0.0.1:"), "the host comes in at this machine: {said}");
    assert_eq!(room.code.len(), 6, "{said}");
    assert_eq!(room.host_key.len(), 32, "{said}");
    let anna = Participant::new(&room).await;
    let offer = room.as_host(Method::POST, "/room/stations/01/move", None).await.ok();
    assert_eq!(offer["pin"], anna.seat["pin"]);
    assert!(offer["qr"].as_str().is_some_and(|qr| qr.starts_with("<svg")), "{offer}");
    // Whom the QR code leads here under another name and port is let in, and pays from there.
    for path in ["/", "/room", "/s/01/lab/state"] {
        let named = room.request(Method::GET, path).header("Host", "lab.local:9090");
        assert_eq!(crate::test_room::answer(named).await.status, 200, "{path}");
    }
    let network = room.network(1).await;
    for origin in ["http://127.0.0.1:9090", "http://lab.local:9090"] {
        let host = origin.trim_start_matches("http://");
        let request = crate::client::http().get(format!("http://{network}/stats")).header("Origin", origin);
        let answer = crate::test_room::answer(request.header("Host", host)).await;
        assert_eq!(answer.header("access-control-allow-origin"), origin);
    }
}
