//! A server ends with whoever started it, however that one ends.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use throwaway_postgres::Server;

/// Set in the process that is to be killed.
const HOLDER: &str = "THROWAWAY_POSTGRES_HOLDER";

mod postgres {
    use super::*;

    #[test]
    fn a_dropped_server_is_gone_with_its_files() {
        let server = Server::quick();
        let folder = server.folder().to_owned();
        throwaway_postgres::execute(&server.database(), "SELECT 1");
        assert!(folder.join("data/postmaster.pid").exists());
        drop(server);
        assert!(!folder.exists());
    }

    #[test]
    fn a_server_whose_process_is_killed_or_terminated_is_gone_too() {
        if std::env::var_os(HOLDER).is_some() {
            let server = Server::quick();
            println!("\nfolder {}", server.folder().display());
            loop {
                std::thread::park();
            }
        }
        // Ctrl-C is like TERM here, but whoever runs in the background of a script is born deaf to it.
        for signal in ["KILL", "TERM"] {
            is_gone_after(signal);
        }
    }
}

/// Starts a process that holds a server, ends it by a signal to its whole group, as a terminal does, and waits
/// until the server is gone.
fn is_gone_after(signal: &str) {
    use std::io::{BufRead as _, BufReader};
    use std::os::unix::process::CommandExt as _;

    let name = "postgres::a_server_whose_process_is_killed_or_terminated_is_gone_too";
    let mut command = Command::new(std::env::current_exe().expect("this test's program"));
    command.args(["--exact", name, "--nocapture"]).env(HOLDER, "yes").process_group(0).stdout(Stdio::piped());
    let mut holder = command.spawn().expect("it starts");
    let mut said = BufReader::new(holder.stdout.take().expect("it is piped")).lines();
    let folder: PathBuf = said
        .find_map(|line| line.expect("UTF-8").strip_prefix("folder ").map(PathBuf::from))
        .expect("it names the folder");
    let server = process_of(&folder);
    let group = format!("-{}", holder.id());
    assert!(Command::new("kill").args([&format!("-{signal}"), "--", &group]).status().expect("kill").success());
    holder.wait().expect("it was a child");
    let end = Instant::now() + Duration::from_secs(20);
    while folder.exists() || Path::new("/proc").join(&server).exists() {
        assert!(Instant::now() < end, "{signal}: the server is still there");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The server's process, as it has written it down.
fn process_of(folder: &Path) -> String {
    let file = std::fs::read_to_string(folder.join("data/postmaster.pid")).expect("it runs");
    file.lines().next().expect("a line").to_owned()
}
