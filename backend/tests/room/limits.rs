//! Nobody is shut out by connections that somebody holds, with as few open files as systems usually allow.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::timeout;

use crate::lab::{Over, command};
use crate::test_room::{Room, arguments_of, pay};

/// A room in a process that may open only 1024 files, and its children too.
async fn with_few_files(stations: &str) -> Room {
    let folder = tempfile::tempdir().expect("a folder");
    let plain = command(Over::Embedded, &arguments_of(stations, &["--room-host", "127.0.0.1"]), folder.path());
    let plain = plain.as_std();
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 1024; exec \"$0\" \"$@\""]).arg(plain.get_program()).args(plain.get_args());
    limited.env("TMPDIR", folder.path()).stdin(std::process::Stdio::null()).kill_on_drop(true);
    Room::started(limited, folder).await
}

async fn hold(address: SocketAddr, count: usize) -> Vec<TcpStream> {
    let opened = join_all((0..count).map(|_| TcpStream::connect(address))).await;
    opened.into_iter().map(|opened| opened.expect("it is taken")).collect()
}

#[tokio::test]
async fn idle_connections_to_a_network_or_to_the_hub_shut_nobody_out() {
    let room = with_few_files("24").await;
    let (own, neighbour) = (room.network(1).await, room.network(2).await);
    // 300 at the neighbour's, 2000 at one's own, 600 at the hub.
    let mut held = hold(neighbour, 300).await;
    for _ in 0..8 {
        held.extend(hold(own, 250).await);
    }
    held.extend(hold(room.hub(), 600).await);
    for payment in 1..=50 {
        for network in [own, neighbour, room.network(24).await] {
            let (key, attempt) = (format!("key-{payment}"), format!("run-aaaa/{payment}/1"));
            assert!(
                timeout(Duration::from_secs(5), pay(network, &key, &attempt)).await.expect("in time"),
                "payment {payment} at {network}"
            );
        }
    }
    assert_eq!([room.total(1).await, room.total(2).await, room.total(24).await], ["50", "50", "50"]);
    assert_eq!(room.get("/").await.status, 200);
    drop(held);
}

mod over_the_original {
    use super::*;

    /// It takes them all: nothing is closed to make room, and nobody but that station is to notice.
    #[tokio::test]
    async fn a_flood_at_one_port_and_idle_connections_to_another_leave_hub_and_other_stations_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let plain = command(Over::Original, &arguments_of("3", &["--room-host", "127.0.0.1"]), folder.path());
        let room = Room::started(plain, folder).await;
        let (own, neighbour, third) = (room.network(1).await, room.network(2).await, room.network(3).await);
        let mut held = hold(neighbour, 300).await;
        for _ in 0..8 {
            held.extend(hold(own, 250).await);
        }
        for payment in 1..=50 {
            for network in [neighbour, third] {
                let (key, attempt) = (format!("key-{payment}"), format!("run-aaaa/{payment}/1"));
                let paid = timeout(Duration::from_secs(5), pay(network, &key, &attempt)).await.expect("in time");
                assert!(paid, "payment {payment} at {network}");
            }
            assert_eq!(room.get("/room").await.status, 200);
        }
        assert_eq!([room.total(2).await, room.total(3).await], ["50", "50"]);
        assert_eq!(room.as_host(Method::PUT, "/s/03/lab/key-policy", Some(r#"{"policy": "log"}"#)).await.status, 200);
        drop(held);
    }
}

#[tokio::test]
async fn more_stations_than_open_files_allow_are_refused_with_the_number_that_they_allow() {
    let output = Command::new("sh")
        .args(["-c", "ulimit -n 1024; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_exactly-once-lab"))
        .args(arguments_of("64", &["--toxiproxy", "embedded"]))
        .output();
    let output = output.await.expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), said.contains("enough for 27 stations")), (Some(2), true), "{said}");
}
