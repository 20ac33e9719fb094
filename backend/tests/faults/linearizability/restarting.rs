//! A bank that is started again at the same address whenever it has ended.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::bank::{SOON, faulty_disk, folder};
use crate::power_cut_image;
use crate::printed_address::{Said, address_behind, said};

/// Before it is started again.
const REST: Duration = Duration::from_millis(100);

/// What the end of a bank's process means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Power {
    /// `kill -9`: the system still writes what it was given.
    Stays,
    /// What was not flushed may be gone.
    Fails,
}

/// A bank, and who keeps it alive. Dropped, it is gone.
pub(super) struct RestartingBank {
    pub(super) address: SocketAddr,
    /// The process that is the bank now; each start is another.
    process: watch::Receiver<u32>,
    keeper: JoinHandle<()>,
}

/// Where its ledger lies, and how it is started.
struct Recipe {
    arguments: Vec<String>,
    disk: Option<Disk>,
}

/// The faulty disk below a ledger.
struct Disk {
    ledger: PathBuf,
    /// Holds the journal.
    aside: TempDir,
}

struct Process {
    child: Child,
    address: SocketAddr,
    /// Held, because a program that prints to nobody fails.
    _said: Said,
}

impl RestartingBank {
    /// On SQLite, its ledger in that folder.
    pub(super) async fn in_folder(ledger: &Path, power: Power) -> Self {
        let ledger = ledger.canonicalize().expect("a folder");
        let arguments = vec!["--data-dir".to_owned(), ledger.display().to_string()];
        let disk = (power == Power::Fails).then(|| Disk { ledger, aside: folder() });
        Self::start(Recipe { arguments, disk }).await
    }

    /// On PostgreSQL.
    pub(super) async fn on_database(url: &str) -> Self {
        Self::start(Recipe { arguments: vec!["--database-url".to_owned(), url.to_owned()], disk: None }).await
    }

    async fn start(recipe: Recipe) -> Self {
        let before = recipe.disk.as_ref().map(|disk| power_cut_image::read(&disk.ledger));
        let first = recipe.start(0).await.expect("the bank starts");
        let address = first.address;
        let (tell, process) = watch::channel(first.id());
        let keeper = tokio::spawn(async move {
            let (mut process, mut before) = (first, before);
            loop {
                process.child.wait().await.expect("it was a child");
                if let (Some(disk), Some(before)) = (&recipe.disk, before.take()) {
                    power_cut_image::cut_power(&disk.ledger, before, &disk.journal());
                }
                before = recipe.disk.as_ref().map(|disk| power_cut_image::read(&disk.ledger));
                process = loop {
                    sleep(REST).await;
                    // While its database is away it cannot start.
                    if let Some(process) = recipe.start(address.port()).await {
                        break process;
                    }
                };
                tell.send_replace(process.id());
            }
        });
        Self { address, process, keeper }
    }

    /// `kill -9`, and waits until it is back.
    pub(super) async fn dies(&self) {
        let mut process = self.process.clone();
        let before = *process.borrow_and_update();
        let killed = Command::new("kill").arg("-9").arg(before.to_string()).status().await;
        assert!(killed.expect("kill is there").success(), "{before} is gone");
        timeout(SOON, process.changed()).await.expect("it comes back").expect("somebody keeps it");
    }
}

impl Drop for RestartingBank {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

impl Disk {
    fn journal(&self) -> PathBuf {
        self.aside.path().join("journal")
    }
}

impl Recipe {
    /// Starts it; `None` if it ends before it says where it is.
    async fn start(&self, port: u16) -> Option<Process> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_exactly-once-lab"));
        command
            .args(["serve", "--port", &port.to_string(), "--upstream-port", "0"])
            .args(&self.arguments)
            .env("RUST_LOG", "warn");
        if let Some(disk) = &self.disk {
            command.env("LD_PRELOAD", faulty_disk());
            command.env("FAULTY_DISK_FOLDER", &disk.ledger).env("FAULTY_DISK_JOURNAL", disk.journal());
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("it starts");
        let mut said = said(&mut child);
        let address = address_behind("open at http://", &mut said).await?.parse().expect("an address");
        Some(Process { child, address, _said: said })
    }
}

impl Process {
    fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }
}
