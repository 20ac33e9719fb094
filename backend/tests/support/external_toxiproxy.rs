//! A Toxiproxy that no lab has started, and that ends and starts anew as its owner likes.

use std::process::Stdio;

use reqwest::Method;
use serde_json::Value;
use tokio::process::{Child, Command};

use super::client::{get, try_ask, until};
use super::lab::{Over, free_port, original};
use super::program::program;

/// It is killed when this is dropped.
pub(crate) struct ExternalToxiproxy {
    /// Of its control API, without a slash at its end.
    pub(crate) address: String,
    over: Over,
    port: u16,
    running: Child,
}

impl ExternalToxiproxy {
    pub(crate) async fn start(over: Over) -> Self {
        let port = free_port().await;
        let toxiproxy = Self { address: format!("http://127.0.0.1:{port}"), over, port, running: started(over, port) };
        toxiproxy.answers().await;
        toxiproxy
    }

    /// Kills it and starts it at once, without its proxies: faster than anybody looks.
    pub(crate) async fn starts_anew(&mut self) {
        self.ends().await;
        self.is_back().await;
    }

    pub(crate) async fn ends(&mut self) {
        self.running.kill().await.expect("it ran");
    }

    pub(crate) async fn is_back(&mut self) {
        self.running = started(self.over, self.port);
        self.answers().await;
    }

    async fn answers(&self) {
        until("Toxiproxy answers", async || {
            let answer = try_ask(Method::GET, &format!("{}/version", self.address), None).await;
            answer.filter(|answer| answer.status == 200)
        })
        .await;
    }

    pub(crate) async fn proxies(&self) -> Value {
        get(&format!("{}/proxies", self.address)).await.ok()
    }
}

fn started(over: Over, port: u16) -> Child {
    let port = port.to_string();
    let mut command = match over {
        Over::Embedded => program(&["toxiproxy", "--port", &port]),
        Over::Original => {
            let mut command = Command::new(original().expect("TOXIPROXY_SERVER names the original"));
            command.args(["-host", "127.0.0.1", "-port", &port]).kill_on_drop(true);
            command
        }
    };
    // The original logs every request there, and would wait for whoever does not read it.
    command.stdout(Stdio::null()).spawn().expect("it starts")
}
