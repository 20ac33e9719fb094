//! A bank in a process of its own, to be killed.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use backend::bank::store::{Durability, open_sqlite};
use backend::bank::{Ledger, Observers};
use backend::{AppState, Config};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use crate::printed_address::{Said, address_behind, said};

/// How long anything may take that a test waits for.
pub(crate) const SOON: Duration = Duration::from_secs(20);
/// Names the durability of a bank that this test's own program is asked to be.
const SERVES: &str = "FAULTS_SERVE";
const FOLDER: &str = "FAULTS_FOLDER";

/// A running bank.
pub(crate) struct Bank {
    pub(crate) address: SocketAddr,
    pub(crate) process: Child,
    /// Held, because a program that prints to nobody fails.
    _said: Said,
}

/// A folder on a real disk. A power cut takes all of a file system in memory, and a crash nothing of it: there is
/// nothing to be learned on one.
pub(crate) fn folder() -> TempDir {
    let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let kind = backend::bank::file_system(below).unwrap_or_default();
    assert!(!matches!(&*kind, "tmpfs" | "ramfs"), "{} is {kind}: build on a real disk", below.display());
    tempfile::tempdir_in(below).expect("a folder")
}

/// The library that stands between a bank and its disk.
pub(crate) fn faulty_disk() -> PathBuf {
    let programs = std::env::current_exe().expect("a program");
    let library = programs.parent().expect("it lies in a folder").join("libfaulty_disk.so");
    assert!(library.is_file(), "cargo builds {} with these tests", library.display());
    library
}

/// The real program, as a user starts it.
pub(crate) fn real(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exactly-once-lab"));
    command.args(["serve", "--port", "0", "--upstream-port", "0", "--data-dir"]).arg(folder);
    command
}

/// This test's own program as a bank whose durability can be chosen; `test` calls [`serve_if_asked`] first.
pub(crate) fn own(folder: &Path, durability: Durability, test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a program"));
    command.args(["--exact", test, "--nocapture"]).env(FOLDER, folder);
    command.env(SERVES, if durability == Durability::Full { "full" } else { "normal" });
    command
}

/// Is the bank that [`own`] asks for, until it is killed.
pub(crate) async fn serve_if_asked() {
    let Some(asked) = std::env::var_os(SERVES) else { return };
    let durability = if asked == "full" { Durability::Full } else { Durability::Normal };
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("a folder goes with it"));
    let (store, reader) = open_sqlite(&folder.join("ledger.sqlite"), durability).expect("the ledger opens");
    let observers = Observers::default();
    let ledger = Ledger::start(Box::new(store), Arc::new(reader), observers.clone(), 1024);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let app = AppState::over(ledger, observers, Config::at(address));
    println!("The bank is open at http://{address}/");
    backend::serve(listener.into(), app, std::future::pending()).await;
}

impl Bank {
    /// Starts it, and waits until it says where it is.
    pub(crate) async fn start(mut command: Command) -> Self {
        command.env("RUST_LOG", "warn").stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().expect("it starts");
        let mut said = said(&mut process);
        let address = address_behind("open at http://", &mut said).await.expect("it is a bank, and lives");
        Self { address: address.parse().expect("an address"), process, _said: said }
    }

    /// `kill -9`.
    pub(crate) async fn kill(mut self) {
        self.process.kill().await.expect("it ran");
    }
}
