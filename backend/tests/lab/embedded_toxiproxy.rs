//! The embedded network alone: `exactly-once-lab toxiproxy`.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::client::ask;
use crate::program::{Started, cannot_start, program};

/// The network alone and the address of its control API.
async fn start(arguments: &[&str]) -> (Started, String) {
    let mut network = Started::new(program(&[&["toxiproxy", "--port", "0"], arguments].concat()));
    let said = network.says("Toxiproxy, embedded").await;
    let address = said[0].rsplit(' ').next().expect("an address").trim_end_matches('/').to_owned();
    (network, address)
}

fn configuration(folder: &Path, proxies: &Value) -> String {
    let file = folder.join("config.json");
    std::fs::write(&file, proxies.to_string()).expect("a file");
    file.display().to_string()
}

/// What became of each of 200 requests at 0.5 and 0.5: whether it arrived, and whether it was answered.
async fn fates(seed: &str) -> Vec<(bool, bool)> {
    let folder = tempfile::tempdir().expect("a folder");
    let upstream = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = upstream.local_addr().expect("bound").to_string();
    let config = json!([{"name": "payment", "listen": "127.0.0.1:0", "upstream": address}]);
    let (_network, toxiproxy) = start(&["--seed", seed, "--config", &configuration(folder.path(), &config)]).await;
    for stream in ["upstream", "downstream"] {
        let toxic = json!({"type": "reset_peer", "stream": stream, "toxicity": 0.5}).to_string();
        ask(Method::POST, &format!("{toxiproxy}/proxies/payment/toxics"), Some(&toxic)).await.ok();
    }
    let proxy = ask(Method::GET, &format!("{toxiproxy}/proxies/payment"), None).await.ok();
    let listen = proxy["listen"].as_str().expect("an address");
    let mut fates = Vec::new();
    for _ in 0..200 {
        fates.push(tokio::join!(serve_one(&upstream), request(listen)));
    }
    fates
}

async fn serve_one(upstream: &TcpListener) -> bool {
    let (mut client, _) = upstream.accept().await.expect("the proxy connects");
    let arrived = client.read_exact(&mut [0; 7]).await.is_ok();
    // Whoever is gone misses nothing.
    let _ = client.write_all(b"reply").await;
    arrived
}

async fn request(listen: &str) -> bool {
    let mut client = TcpStream::connect(listen).await.expect("the proxy accepts");
    client.write_all(b"request").await.is_ok() && client.read_exact(&mut [0; 5]).await.is_ok()
}

#[tokio::test]
async fn a_seed_repeats_the_run_and_another_seed_does_not() {
    let first = fates("7").await;
    assert_eq!(first, fates("7").await);
    assert_ne!(first, fates("8").await);
}

#[tokio::test]
async fn a_configuration_file_is_the_originals() {
    let folder = tempfile::tempdir().expect("a folder");
    // With what people have in theirs: keys in capitals, and toxics, which the original ignores too.
    let config = json!([
        {"Name": "redis", "Listen": "127.0.0.1:0", "Upstream": "127.0.0.1:6379", "toxics": [{"type": "latency"}]},
        {"name": "sleeping", "listen": "localhost:1", "upstream": "x", "enabled": false},
    ]);
    let (_network, toxiproxy) = start(&["--config", &configuration(folder.path(), &config)]).await;
    let proxies = ask(Method::GET, &format!("{toxiproxy}/proxies"), None).await.ok();
    assert_eq!((&proxies["redis"]["enabled"], &proxies["redis"]["toxics"]), (&json!(true), &json!([])));
    assert_eq!(
        (&proxies["sleeping"]["enabled"], &proxies["sleeping"]["listen"]),
        (&json!(false), &json!("localhost:1"))
    );
}

#[tokio::test]
async fn a_configuration_that_cannot_be_had_is_named_with_its_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let somebody = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let taken = somebody.local_addr().expect("bound").to_string();
    for (config, reason) in [
        (json!("nonsense"), "bad request body"),
        (json!([{"upstream": "x"}]), "missing required field: name at proxy 1"),
        (json!([{"name": "a", "listen": taken, "upstream": "x"}]), "address already in use"),
    ] {
        let file = configuration(folder.path(), &config);
        let said = cannot_start(&["toxiproxy", "--port", "0", "--config", &file]).await;
        assert!(said.contains(&file) && said.contains(reason), "{said}");
    }
    let said = cannot_start(&["toxiproxy", "--port", "0", "--config", "/nowhere/config.json"]).await;
    assert!(said.contains("/nowhere/config.json"), "{said}");
}

#[tokio::test]
async fn the_originals_own_flags_are_understood() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = json!([{"name": "payment", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:1"}]);
    let config = format!("-config={}", configuration(folder.path(), &config));
    let flags =
        ["toxiproxy", "-host=localhost", &config, "-port", "0", "-seed=-5", "-proxy-metrics", "-runtime-metrics"];
    let mut network = Started::new(program(&flags));
    let said = network.says("Toxiproxy, embedded").await;
    assert!(said.iter().any(|line| line.contains("keeps no metrics")), "{said:?}");
    let address = said.last().and_then(|line| line.rsplit(' ').next()).expect("an address");
    let proxies = ask(Method::GET, &format!("{address}proxies"), None).await.ok();
    assert_eq!(proxies["payment"]["upstream"], "127.0.0.1:1");
}

#[tokio::test]
async fn the_network_says_which_version_it_is_by_the_originals_flag() {
    let output = program(&["toxiproxy", "-version"]).output().await.expect("it starts");
    assert!(String::from_utf8_lossy(&output.stdout).contains("2.12.0-embedded"), "{output:?}");
}
