//! Which network the lab takes.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::Command;

use crate::client::{ask, until};
use crate::lab::{Lab, free_port};
use crate::program::{Started, child_of, program};

/// The whole lab with no other programs on its `PATH` than those in `path`.
fn with_path(path: &Path, toxiproxy_port: &str) -> Command {
    let mut command = program(&[
        "--port",
        "0",
        "--upstream-port",
        "0",
        "--proxied-port",
        "0",
        "--toxiproxy-port",
        toxiproxy_port,
        "--toxiproxy",
        "auto",
    ]);
    command.env("PATH", path).env("TMPDIR", path);
    command
}

#[tokio::test]
async fn without_the_original_on_the_path_auto_is_the_embedded_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut lab = Started::new(with_path(folder.path(), "0"));
    let said = lab.says("Ctrl-C").await;
    assert!(said.iter().any(|line| line.contains("the network: Toxiproxy, embedded")), "{said:?}");
}

#[tokio::test]
async fn an_original_too_old_for_reset_peer_is_ended_and_not_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let started = folder.path().join("started");
    let port = free_port().await;
    // It starts and waits; its control API is played here, because no such version can be had any more.
    let script = format!("#!/bin/sh\necho > {}\nexec /bin/sleep 60\n", started.display());
    let old = folder.path().join("toxiproxy-server");
    std::fs::write(&old, script).expect("a script");
    std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o755)).expect("executable");
    let mut lab = Started::new(with_path(folder.path(), &port.to_string()));
    until("the old one is started", async || started.exists().then_some(())).await;
    let binder = until("it runs", async || child_of(lab.id(), " bound-child").await).await;
    answer_once(port, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n2.1.4").await;
    let said = lab.says("Ctrl-C").await;
    assert!(said[0].contains("2.1.4, older than 2.2: not used"), "{said:?}");
    let embedded =
        format!("the network: Toxiproxy, embedded {}, control API at http://127.0.0.1:{port}/", toxiproxy::VERSION);
    assert!(said.iter().any(|line| line.contains(&embedded)), "{said:?}");
    assert_eq!(child_of(lab.id(), " bound-child").await, None, "{binder} is still there");
}

async fn answer_once(port: u16, answer: &str) {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port is only reserved");
    let (mut client, _) = listener.accept().await.expect("the lab asks for the version");
    // The port is wanted again as soon as the answer is there.
    drop(listener);
    let mut request = BufReader::new(&mut client).lines();
    while !request.next_line().await.expect("a request").is_none_or(|line| line.is_empty()) {}
    client.write_all(answer.as_bytes()).await.expect("it waits for the answer");
}

#[tokio::test]
async fn a_running_toxiproxy_is_taken_as_it_is_with_its_proxy_and_its_toxics() {
    let mut running = Started::new(program(&["toxiproxy", "--port", "0"]));
    let said = running.says("Toxiproxy, embedded").await;
    let toxiproxy = said[0].rsplit(' ').next().expect("an address").trim_end_matches('/').to_owned();
    let post = async |path: &str, body| ask(Method::POST, &format!("{toxiproxy}{path}"), Some(body)).await;
    post("/proxies", r#"{"name": "payment", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:9"}"#).await;
    post("/proxies/payment/toxics", r#"{"type": "latency"}"#).await.ok();
    let loses = r#"{"name": "reset-peer-upstream", "type": "reset_peer", "stream": "upstream", "toxicity": 0.25}"#;
    post("/proxies/payment/toxics", loses).await.ok();
    let before = ask(Method::GET, &format!("{toxiproxy}/proxies/payment"), None).await.ok();

    // The port of a control API of its own is of no interest then, taken or not.
    let taken = toxiproxy.rsplit(':').next().expect("a port");
    let lab = Lab::beside(&toxiproxy, &["--toxiproxy-port", taken]).await;
    assert!(lab.said.iter().any(|line| line.contains("its proxy leads elsewhere")), "{:?}", lab.said);
    assert_eq!(lab.toxiproxy(Method::GET, "/proxies/payment", None).await.ok(), before);
    let network = &lab.state().await["network"];
    assert_eq!((&network["proxy"], &network["request_loss"]), (&json!("elsewhere"), &json!(0.25)));
    assert_eq!(network["other_toxics"], json!(["latency_downstream"]));
    let repaired = lab.post("/lab/network/repair", "").await.ok();
    assert_eq!((&repaired["proxy"], &repaired["other_toxics"]), (&json!("ok"), &json!([])));
    drop(lab);
    // Nor does it end with the lab.
    ask(Method::GET, &format!("{toxiproxy}/version"), None).await.ok();
}
