//! A PostgreSQL server that tests start for themselves and that ends with them.

// Users, process groups and sockets in folders are Unix's here.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::NoTls;

/// A running server. It and its files are removed when it is dropped.
pub struct Server {
    script: Child,
    /// The script's standard input: it takes the mode of a restart, and its end ends the server.
    commands: Option<ChildStdin>,
    /// The script's standard output.
    replies: BufReader<ChildStdout>,
    folder: PathBuf,
    databases: AtomicU32,
}

impl Server {
    /// Starts a server that waits for the disk at each commit.
    pub fn durable() -> Self {
        Self::start("-c fsync=on")
    }

    /// Starts a server that never waits for the disk: for everything but faults and measurements.
    pub fn quick() -> Self {
        Self::start("-c fsync=off -c full_page_writes=off -c max_connections=300")
    }

    fn start(settings: &str) -> Self {
        let programs = programs().expect(
            "no PostgreSQL server programs: `cargo xtask test` installs them, `-- --skip postgres` does without",
        );
        let mut command = Command::new("sh");
        // Not by its file, which the other user may be unable to read.
        command.args(["-c", include_str!("server.sh"), "server.sh"]).arg(programs).arg(settings).current_dir("/");
        // The server does not run as root.
        if let Some((user, group)) = other_user() {
            command.uid(user).gid(group);
        }
        // In a group of its own, where no Ctrl-C reaches it.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut script = command.spawn().expect("there is a shell");
        let commands = script.stdin.take();
        let mut replies = BufReader::new(script.stdout.take().expect("it is piped"));
        let folder = PathBuf::from(line(&mut replies));
        Self { script, commands, replies, folder, databases: AtomicU32::new(0) }
    }

    /// Returns the folder of its socket.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Creates a database and returns its address.
    pub fn database(&self) -> String {
        let name = format!("ledger_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.execute(&format!("CREATE DATABASE {name} STRATEGY file_copy"));
        self.address(&name)
    }

    fn address(&self, database: &str) -> String {
        address(&self.folder, database)
    }

    /// Runs SQL in the database that every server has.
    fn execute(&self, sql: &str) {
        execute(&self.address("postgres"), sql);
    }

    /// Restarts it in a mode of `pg_ctl`. `immediate` is a crash: no checkpoint, and recovery at the start.
    pub fn restart(&mut self, mode: &str) {
        writeln!(self.commands.as_ref().expect("it is there until the drop"), "{mode}").expect("the script reads");
        assert_eq!(line(&mut self.replies), mode, "the server is back");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.commands.take());
        // If it did not end well there is nothing left to do.
        let _ = self.script.wait();
    }
}

/// Returns the address of a database behind the socket in `folder`.
pub fn address(folder: &Path, database: &str) -> String {
    format!("postgres://lab@{}/{database}", folder.display().to_string().replace('/', "%2F"))
}

/// Runs SQL on a connection of its own.
pub fn execute(address: &str, sql: &str) {
    let work = async {
        let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
        tokio::select! {
            executed = client.batch_execute(sql) => executed,
            ended = connection => ended,
        }
    };
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    // A thread of its own, because the caller may be inside a runtime.
    let done = std::thread::scope(|scope| scope.spawn(|| runtime().block_on(work)).join().expect("no panic"));
    done.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

fn line(replies: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    replies.read_line(&mut line).expect("UTF-8");
    assert!(line.ends_with('\n'), "the server could not be started; see above");
    line.trim_end().to_owned()
}

/// Finds the folder of PostgreSQL's programs: Debian's newest, or one on the `PATH`.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debians: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    debians.sort_by_key(|bin| bin.parent().and_then(Path::file_name)?.to_str()?.parse::<u32>().ok());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let whole = |bin: &PathBuf| ["initdb", "pg_ctl", "postgres"].iter().all(|name| bin.join(name).is_file());
    debians.into_iter().rev().chain(std::env::split_paths(&path)).find(whole)
}

/// Returns the user and group to run as instead of root: the package's own user, or `nobody`.
fn other_user() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).stderr(Stdio::null()).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    (id(&["-u"])? == 0).then_some(())?;
    ["postgres", "nobody"].iter().find_map(|user| Some((id(&["-u", user])?, id(&["-g", user])?)))
}
