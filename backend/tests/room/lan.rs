//! Participants on other machines, here in network namespaces: the room and the original Toxiproxy share one loopback, as
//! they do in `compose.yaml`, and a participant is in another namespace, at the end of a virtual cable.

use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::client::until;
use crate::controls::CONTROLS;
use crate::lab::original;
use crate::test_room::{PAYMENT, Room};

/// The room's address on the cable. 198.18.0.0/15 is set aside for tests of networks (RFC 2544).
const HUB: &str = "198.18.7.1";
const PARTICIPANT: &str = "198.18.7.2";
/// What curl says when nobody listens.
const REFUSED: Option<i32> = Some(7);

/// Two machines and the cable between them. They are gone when this is dropped.
struct Machines {
    hub: String,
    participant: String,
}

impl Machines {
    /// Builds them, which needs root and iproute2.
    fn build() -> Self {
        let name = |end: &str| format!("room-{end}-{}", std::process::id());
        let machines = Self { hub: name("hub"), participant: name("phone") };
        let Self { hub, participant } = &machines;
        ip(&["netns", "add", hub]);
        ip(&["netns", "add", participant]);
        ip(&["-n", hub, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", participant]);
        for (namespace, address) in [(hub, HUB), (participant, PARTICIPANT)] {
            ip(&["-n", namespace, "address", "add", &format!("{address}/24"), "dev", "cable"]);
            ip(&["-n", namespace, "link", "set", "cable", "up"]);
            ip(&["-n", namespace, "link", "set", "lo", "up"]);
        }
        machines
    }

    /// Starts the original at its usual port, for its own machine only.
    fn toxiproxy(&self) -> Child {
        let mut command = within(&self.hub, original().expect("TOXIPROXY_SERVER names the original"));
        command.arg("-host=127.0.0.1").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.kill_on_drop(true).spawn().expect("it starts")
    }

    async fn room(&self, folder: TempDir) -> Room {
        let mut command = within(&self.hub, env!("CARGO_BIN_EXE_exactly-once-lab"));
        command.args(["--room", "3", "--toxiproxy", "http://127.0.0.1:8474"]).env("TMPDIR", folder.path());
        command.stdin(Stdio::null()).kill_on_drop(true);
        Room::started(command, folder).await
    }

    /// A request of the participant's: the status and the body, or curl's exit code.
    async fn asks(&self, method: &str, url: &str, headers: &[String], body: &str) -> Result<(u16, Value), Option<i32>> {
        let mut command = within(&self.participant, "curl");
        command.args(["--silent", "--max-time", "10", "--write-out", "\n%{http_code}", "--request", method, url]);
        command.args(["--header", "Content-Type: application/json", "--data", body]);
        command.args(headers.iter().flat_map(|header| ["--header", header]));
        let output = command.output().await.expect("curl is there");
        let said = String::from_utf8_lossy(&output.stdout);
        let (body, status) = said.rsplit_once('\n').expect("a status");
        if !output.status.success() {
            return Err(output.status.code());
        }
        Ok((status.parse().expect("a number"), serde_json::from_str(body).unwrap_or_default()))
    }

    async fn status(&self, method: &str, url: &str, headers: &[String], body: &str) -> u16 {
        self.asks(method, url, headers, body).await.expect("an answer").0
    }
}

impl Drop for Machines {
    fn drop(&mut self) {
        // The cable goes with them.
        for namespace in [&self.hub, &self.participant] {
            let _ = std::process::Command::new("ip").args(["netns", "delete", namespace]).status();
        }
    }
}

fn ip(arguments: &[&str]) {
    let output = std::process::Command::new("ip").args(arguments).output().expect("iproute2 is there");
    assert!(output.status.success(), "ip {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn within(namespace: &str, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new("ip");
    command.args(["netns", "exec", namespace]).arg(program);
    command
}

mod over_the_original {
    use super::*;

    #[tokio::test]
    async fn whoever_is_on_another_machine_joins_and_pays_and_steers_nothing_but_her_own_station() {
        let machines = Machines::build();
        let _toxiproxy = machines.toxiproxy();
        until("the original listens", async || {
            let mut version = within(&machines.hub, "curl");
            let version = version.args(["--silent", "http://127.0.0.1:8474/version"]).output().await;
            version.ok()?.status.success().then_some(())
        })
        .await;
        let room = machines.room(tempfile::tempdir().expect("a folder")).await;
        let hub = format!("http://{HUB}:8090");
        assert!(room.said.iter().any(|line| line.contains(&hub)), "{:?}", room.said);

        let key = [format!("Idempotency-Key: {}", crate::participant::seat_key())];
        let code = json!({"code": room.code}).to_string();
        let (status, seat) = machines.asks("POST", &format!("{hub}/room/seats"), &key, &code).await.expect("a seat");
        assert_eq!((status, &seat["station"]), (200, &json!(1)), "{seat}");
        let port = |station: u64| seat["proxied_port"].as_u64().expect("a port") + station - 1;
        for station in [1, 2] {
            let pays = format!("http://{HUB}:{}/payments/", port(station));
            assert_eq!(machines.status("POST", &pays, &[], PAYMENT).await, 200, "station {station}");
        }

        let token = [format!("Seat-Token: {}", seat["token"].as_str().expect("a token"))];
        for (method, path, body) in CONTROLS {
            for (station, headers, status) in [("01", &[][..], 401), ("02", &token, 403), ("00", &token, 403)] {
                let url = format!("{hub}/s/{station}{path}");
                assert_eq!(machines.status(method, &url, headers, body).await, status, "{method} {url}");
            }
            for host in ["localhost", "127.0.0.1:8080", HUB] {
                let (url, host) = (format!("http://{HUB}:{}{path}", port(1)), [format!("Host: {host}")]);
                assert_eq!(machines.status(method, &url, &host, body).await, 403, "{method} {url} {host:?}");
            }
        }
        // Neither the network's control API nor the lab's own ports are for others.
        for closed in [8474, 8080, 8081] {
            let url = format!("http://{HUB}:{closed}/");
            assert_eq!(machines.asks("GET", &url, &[], "").await.expect_err("nobody listens"), REFUSED, "{url}");
        }
        let own = machines.status("PUT", &format!("{hub}/s/01/lab/key-policy"), &token, r#"{"policy": "log"}"#).await;
        assert_eq!(own, 200, "her own station is hers");
        let (_, state) = machines.asks("GET", &format!("{hub}/s/02/lab/state"), &[], "").await.expect("a state");
        assert_eq!((&state["key_policy"], &state["network"]["reply_loss"]), (&json!("unique"), &json!(0.0)));
    }
}
