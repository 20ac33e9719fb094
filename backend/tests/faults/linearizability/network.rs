//! The embedded network in a process of its own, which outlives the banks.

use std::net::SocketAddr;
use std::process::Stdio;

use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::printed_address::{Said, address_behind, said};

/// A network with one way to each bank.
pub(super) struct Network {
    /// Where a client reaches the banks through it, in their order.
    pub(super) ways: Vec<String>,
    _process: Child,
    _said: Said,
    _folder: TempDir,
}

impl Network {
    /// Starts it, and makes it lose that share of the requests and of the replies.
    pub(super) async fn to(banks: &[SocketAddr], losses: f64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("proxies.json");
        let name = |number: usize| format!("payment-{number}");
        let proxy = |(number, bank): (usize, &SocketAddr)| json!({"name": name(number), "listen": "127.0.0.1:0", "upstream": bank.to_string(), "enabled": true});
        let proxies: Value = banks.iter().enumerate().map(proxy).collect();
        std::fs::write(&config, proxies.to_string()).expect("a file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_exactly-once-lab"));
        command.args(["toxiproxy", "--port", "0", "--config"]).arg(&config).env("RUST_LOG", "error");
        let mut process =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("it starts");
        let mut said = said(&mut process);
        let control = address_behind("http://", &mut said).await.expect("it says where it is");

        let http = Client::builder().no_proxy().build().expect("a client without TLS");
        let mut ways = Vec::new();
        for number in 0..banks.len() {
            let proxy = format!("http://{control}/proxies/{}", name(number));
            let found: Value = http.get(&proxy).send().await.expect("an answer").json().await.expect("JSON");
            ways.push(format!("http://{}", found["listen"].as_str().expect("an address")));
            for stream in ["upstream", "downstream"].into_iter().filter(|_| losses > 0.0) {
                let toxic =
                    json!({"type": "reset_peer", "stream": stream, "toxicity": losses, "attributes": {"timeout": 1}});
                let set = http.post(format!("{proxy}/toxics")).json(&toxic).send().await.expect("an answer");
                assert!(set.status().is_success(), "{set:?}");
            }
        }
        Self { ways, _process: process, _said: said, _folder: folder }
    }
}
