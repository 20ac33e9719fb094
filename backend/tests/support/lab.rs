//! A whole lab that runs.

use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::Command;

use super::client::{Answer, ask, get, try_ask, until};
use super::program::{Said, Started, child_of, program};

/// Over which network a test runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    Embedded,
    Original,
}

/// The networks there are on this machine.
pub(crate) fn networks() -> impl Iterator<Item = Over> {
    [Some(Over::Embedded), original().map(|_| Over::Original)].into_iter().flatten()
}

pub(crate) fn original() -> Option<PathBuf> {
    std::env::var_os("TOXIPROXY_SERVER").map(PathBuf::from)
}

/// A lab on ports of its own, its addresses as it has printed them. It ends when this is dropped.
pub(crate) struct Lab {
    pub(crate) program: Started,
    pub(crate) said: Said,
    /// Of the bank, without a slash at its end.
    pub(crate) address: String,
    /// Of the control API, likewise.
    pub(crate) toxiproxy: String,
    pub(crate) proxied_port: u16,
    /// Its folder for temporary files, and what else it was given.
    pub(crate) folder: TempDir,
}

/// The arguments for ports of its own.
pub(crate) const FREE_PORTS: [&str; 8] =
    ["--port", "0", "--upstream-port", "0", "--proxied-port", "0", "--toxiproxy-port", "0"];

/// The program, with the original on its path or without.
pub(crate) fn command(over: Over, arguments: &[&str], folder: &Path) -> Command {
    let mut command = program(arguments);
    command.env("TMPDIR", folder);
    match over {
        Over::Embedded => command.args(["--toxiproxy", "embedded"]),
        Over::Original => {
            let path = folder.join("path");
            std::fs::create_dir_all(&path).expect("a folder");
            let binary = original().expect("TOXIPROXY_SERVER names the original");
            std::os::unix::fs::symlink(binary, path.join("toxiproxy-server")).expect("a link");
            command.env("PATH", &path)
        }
    };
    command
}

impl Lab {
    pub(crate) async fn over(over: Over) -> Self {
        Self::with(over, &[]).await
    }

    pub(crate) async fn with(over: Over, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let command = command(over, &[&FREE_PORTS, arguments].concat(), folder.path());
        Self::started(command, folder).await
    }

    /// With a Toxiproxy that runs already.
    pub(crate) async fn beside(toxiproxy: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let ports = ["--port", "0", "--upstream-port", "0", "--proxied-port", "0", "--toxiproxy", toxiproxy];
        let mut command = program(&[&ports, arguments].concat());
        command.env("TMPDIR", folder.path());
        Self::started(command, folder).await
    }

    pub(crate) async fn started(command: Command, folder: TempDir) -> Self {
        let (program, said) = Started::opened(command).await;
        let address = said.after("The lab is open at ").trim_end_matches('/').to_owned();
        let toxiproxy = said.control_api();
        let proxied_port = said.after("broken network: port ").parse().expect("a port");
        Self { program, said, address, toxiproxy, proxied_port, folder }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    pub(crate) fn proxied(&self) -> String {
        format!("http://127.0.0.1:{}/payments/", self.proxied_port)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        get(&self.url(path)).await
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<&str>) -> Answer {
        ask(method, &self.url(path), body).await
    }

    pub(crate) async fn put(&self, path: &str, body: &str) -> Answer {
        self.ask(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    /// Asks Toxiproxy itself.
    pub(crate) async fn toxiproxy(&self, method: Method, path: &str, body: Option<&str>) -> Answer {
        ask(method, &format!("{}{path}", self.toxiproxy), body).await
    }

    pub(crate) async fn state(&self) -> Value {
        self.get("/lab/state").await.ok()
    }

    pub(crate) async fn pay(&self, key: &str, attempt: &str) -> u16 {
        let request = super::client::http()
            .post(self.url("/payments/"))
            .header("Idempotency-Key", key)
            .header("Attempt-Id", attempt)
            .json(&serde_json::json!({"src": "bianca", "dest": "marc", "amount": 1}));
        request.send().await.expect("an answer").status().as_u16()
    }

    /// The process of the bank.
    pub(crate) async fn bank(&self) -> u32 {
        child_of(self.program.id(), " serve").await.expect("the bank is a direct child, called serve")
    }

    /// Waits until the bank answers again.
    pub(crate) async fn is_back(&self) {
        bank_answers(&self.url("")).await;
    }

    /// Waits until nothing listens any more: not the bank, not the network, not the control API.
    pub(crate) async fn is_gone(&self) {
        let proxied = format!("127.0.0.1:{}", self.proxied_port);
        for address in
            [self.address.trim_start_matches("http://"), self.toxiproxy.trim_start_matches("http://"), &proxied]
        {
            until(address, async || TcpStream::connect(address).await.err()).await;
        }
    }
}

/// A port that nobody listens on at this moment.
pub(crate) async fn free_port() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    listener.local_addr().expect("bound").port()
}

/// Waits until the bank at this address answers.
pub(crate) async fn bank_answers(address: &str) {
    let health = format!("{address}/health");
    let healthy = async || try_ask(Method::GET, &health, None).await.filter(|answer| answer.status == 200);
    until("the bank answers", healthy).await;
}
