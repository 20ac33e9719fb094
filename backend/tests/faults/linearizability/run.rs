//! One run of the real client, with whatever happens to the banks meanwhile.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::{sleep, timeout};

use super::checker::{self, Verdict};
use super::network::Network;
use super::restarting::RestartingBank;
use crate::bank::SOON;
use crate::times;

/// How a run is made.
#[derive(Clone, Copy)]
pub(super) struct Conditions {
    pub(super) payments: u32,
    /// The share of requests, and that of replies, which are lost.
    pub(super) losses: f64,
    pub(super) senders: u16,
    /// An attempt is given up after so many milliseconds.
    pub(super) attempt_timeout: u64,
    /// What the banks do with a key.
    pub(super) policy: &'static str,
}

/// Banks on one ledger, and the network in front of them.
pub(super) struct Run {
    banks: Vec<RestartingBank>,
    network: Network,
    conditions: Conditions,
    http: Client,
    folder: TempDir,
}

/// What the client wrote down.
pub(super) struct History {
    /// It stays until the next run of this name, and beside it the picture of a history that is rejected.
    pub(super) file: PathBuf,
    pub(super) attempts: u64,
    /// How long the client sent, its last read included.
    pub(super) took: Duration,
}

impl Conditions {
    /// As in the workshop, with more senders; a soak takes the longest file there can be.
    pub(super) fn of_a_course() -> Self {
        let payments = times(1_000, 10_000);
        Self { payments, losses: 0.0, senders: 64, attempt_timeout: 10_000, policy: "unique" }
    }
}

impl Run {
    pub(super) async fn of(banks: Vec<RestartingBank>, conditions: Conditions) -> Self {
        let addresses: Vec<_> = banks.iter().map(|bank| bank.address).collect();
        let network = Network::to(&addresses, conditions.losses).await;
        let http = Client::builder().no_proxy().pool_max_idle_per_host(0).timeout(SOON).build();
        let http = http.expect("a client without TLS");
        let policy = format!("http://{}/lab/key-policy", addresses[0]);
        let set = http.put(policy).json(&json!({"policy": conditions.policy})).send().await.expect("an answer");
        assert_eq!(set.status(), 200, "{set:?}");
        Self { banks, network, conditions, http, folder: tempfile::tempdir().expect("a folder") }
    }

    /// Sends everything while something happens, and returns what was written down under this name.
    pub(super) async fn sends_while(self, name: &str, happens: impl AsyncFnOnce(&Self)) -> History {
        let histories = Path::new(env!("CARGO_TARGET_TMPDIR")).join("histories");
        std::fs::create_dir_all(&histories).expect("a folder");
        let file = histories.join(name).with_extension("jsonl");
        let payments = self.folder.path().join("payments.csv");
        let rows = "bianca,marc,1\n".repeat(self.conditions.payments as usize);
        std::fs::write(&payments, format!("src,dest,amount\n{rows}")).expect("a file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_exactly-once-lab"));
        command.args(["send", "--json", "--policy", "retry-with-key"]);
        command.args(["--concurrency", &self.conditions.senders.to_string()]);
        command.args(["--attempt-timeout", &self.conditions.attempt_timeout.to_string()]);
        command.arg("--payments").arg(&payments).arg("--history").arg(&file);
        command.args(self.network.ways.iter().flat_map(|way| ["--to", way]));
        let ledgers: Vec<_> = self.banks.iter().map(|bank| format!("http://{}", bank.address)).collect();
        command.args(ledgers.iter().flat_map(|ledger| ["--ledger", ledger]));
        let began = Instant::now();
        let sending = command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true).spawn();
        let sending = sending.expect("it starts");
        happens(&self).await;
        let output =
            timeout(Duration::from_mins(5), sending.wait_with_output()).await.expect("in time").expect("it ends");
        assert_eq!(output.status.code(), Some(0), "every payment is acknowledged, and the history whole: {output:?}");
        let result: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
        let attempts = result["attempts"].as_u64().expect("a number");
        History { file, attempts, took: began.elapsed() }
    }

    /// Every bank dies so often while it is paid, for the first time when a third of the payments have been made.
    pub(super) async fn each_bank_dies(&self, deaths: u32) {
        for death in 1..=deaths {
            self.has_paid(self.conditions.payments / 3 * death).await;
            for bank in &self.banks {
                bank.dies().await;
            }
        }
    }

    /// Waits until at least so many entries are in the ledger.
    pub(super) async fn has_paid(&self, payments: u32) {
        let stats = format!("http://{}/stats", self.banks[0].address);
        let paid = async || self.http.get(&stats).send().await.ok()?.text().await.ok()?.parse::<u32>().ok();
        let enough = async {
            while paid().await.is_none_or(|paid| paid < payments) {
                sleep(Duration::from_millis(2)).await;
            }
        };
        timeout(SOON * 3, enough).await.expect("the client pays");
    }
}

impl History {
    pub(super) async fn judge(&self) -> Verdict {
        let file = self.file.clone();
        tokio::task::spawn_blocking(move || checker::judge(&file)).await.expect("a verdict")
    }
}
