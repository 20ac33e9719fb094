//! How the lab ends: all of it, in time, whatever ends it.

use std::time::{Duration, Instant};

use tokio::net::TcpListener;

use crate::client::{http, until};
use crate::lab::{Lab, command, networks};
use crate::program::{Started, signal};

#[tokio::test]
async fn ctrl_c_ends_everything_within_two_seconds_with_an_open_event_feed() {
    for over in networks() {
        for name in ["INT", "TERM"] {
            let mut lab = Lab::over(over).await;
            let mut feed = http().get(lab.url("/lab/events")).send().await.expect("a feed");
            assert!(feed.chunk().await.expect("an event").is_some());
            let asked = Instant::now();
            signal(name, lab.program.id()).await;
            let status = lab.program.ended().await;
            assert!(asked.elapsed() < Duration::from_secs(2), "{over:?}: {:?}", asked.elapsed());
            assert!(status.success(), "{status}");
            lab.is_gone().await;
            let left: Vec<_> = ledgers(&lab).collect();
            assert!(left.is_empty(), "{left:?}");
        }
    }
}

/// The temporary ledgers' folders.
fn ledgers(lab: &Lab) -> impl Iterator<Item = String> {
    let entries = std::fs::read_dir(lab.folder.path()).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("exactly-once-lab-"))
}

#[tokio::test]
async fn bank_and_network_end_with_a_lab_that_was_killed() {
    for over in networks() {
        let mut lab = Lab::over(over).await;
        signal("KILL", lab.program.id()).await;
        lab.program.ended().await;
        lab.is_gone().await;
    }
}

#[tokio::test]
async fn a_lab_that_cannot_start_leaves_no_network_behind() {
    for over in networks() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        std::fs::write(&file, "").expect("a file");
        let control_api = TcpListener::bind("127.0.0.1:0").await.expect("a free port").local_addr().expect("bound");
        let port = control_api.port().to_string();
        let data_dir = file.join("below").display().to_string();
        let arguments = [
            "--port",
            "0",
            "--upstream-port",
            "0",
            "--proxied-port",
            "0",
            "--toxiproxy-port",
            &port,
            "--data-dir",
            &data_dir,
        ];
        let output = command(over, &arguments, folder.path()).output().await.expect("it starts");
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot open the ledger"));
        until("the control API is gone", async || TcpListener::bind(control_api).await.ok()).await;
    }
}

#[tokio::test]
async fn ctrl_c_is_heard_from_the_first_line_on() {
    for over in networks() {
        let mut lab = Lab::over(over).await;
        signal("INT", lab.program.id()).await;
        assert!(lab.program.ended().await.success(), "ended by the lab, not by the signal");
        assert_eq!(ledgers(&lab).count(), 0);
    }
}

#[tokio::test]
async fn the_parts_alone_end_at_ctrl_c_too() {
    for (arguments, says) in [
        (&["serve", "--port", "0", "--upstream-port", "0"][..], "The bank is open"),
        (&["toxiproxy", "--port", "0"], "Toxiproxy, embedded"),
    ] {
        let mut part = Started::new(crate::program::program(arguments));
        part.says(says).await;
        let asked = Instant::now();
        signal("INT", part.id()).await;
        assert!(part.ended().await.success());
        assert!(asked.elapsed() < Duration::from_secs(2));
    }
}
