//! The real binary, run as a user runs it.

use std::ops::Deref;
use std::process::{ExitStatus, Output, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use super::client::{SOON, until};

/// How long a program may take until it says something. A room starts many banks first.
const START: Duration = Duration::from_secs(30);

/// `exactly-once-lab` with these arguments. It is killed when its handle is dropped.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exactly-once-lab"));
    command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// Runs it to its end.
pub(crate) async fn run(arguments: &[&str]) -> Output {
    let output = program(arguments).stderr(Stdio::piped()).stdout(Stdio::piped()).output();
    timeout(Duration::from_secs(30), output).await.expect("it ends").expect("it starts")
}

/// Runs what cannot work: asserts exit code 2 and one line on standard error, and returns the line.
pub(crate) async fn cannot_start(arguments: &[&str]) -> String {
    let output = run(arguments).await;
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{arguments:?}: {said}");
    said.trim_end().to_owned()
}

/// A program that goes on until it is asked to end.
pub(crate) struct Started {
    pub(crate) child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Started {
    pub(crate) fn new(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self { child, lines }
    }

    /// Starts a lab or a room. Returns it once it is open, and what it has said.
    pub(crate) async fn opened(command: Command) -> (Self, Said) {
        let mut program = Self::new(command);
        let said = program.says("Ctrl-C").await;
        (program, Said(said))
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// What it prints up to the line that starts so.
    pub(crate) async fn says(&mut self, last: &str) -> Vec<String> {
        let mut said = Vec::new();
        loop {
            let line = timeout(START, self.lines.next_line()).await.expect("it says something").expect("UTF-8");
            let line = line.unwrap_or_else(|| panic!("it ended after {said:?}"));
            let is_last = line.starts_with(last);
            said.push(line);
            if is_last {
                return said;
            }
        }
    }

    pub(crate) async fn ended(&mut self) -> ExitStatus {
        timeout(SOON, self.child.wait()).await.expect("it ends").expect("it was a child")
    }
}

/// What a lab or a room has said until it was open, line by line.
#[derive(Debug)]
pub(crate) struct Said(Vec<String>);

impl Said {
    /// Returns what follows these words.
    pub(crate) fn after(&self, words: &str) -> &str {
        let found = self.0.iter().find_map(|line| line.split_once(words));
        found.unwrap_or_else(|| panic!("no {words:?} in {:?}", self.0)).1
    }

    /// Returns where Toxiproxy's control API is, without a slash at its end.
    pub(crate) fn control_api(&self) -> String {
        let network = self.after("the network: ").trim_end_matches('/');
        network.rsplit(' ').next().expect("an address").to_owned()
    }
}

impl Deref for Said {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

/// Sends a signal, such as `INT`.
pub(crate) async fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(process.to_string()).status().await;
    assert!(sent.expect("kill is there").success(), "{process} is gone");
}

/// The child of a process whose command line contains this, if there is one.
pub(crate) async fn child_of(parent: u32, containing: &str) -> Option<u32> {
    let found = Command::new("pgrep").args(["-P", &parent.to_string(), "-f", containing]).output().await;
    let found = String::from_utf8(found.expect("pgrep is there").stdout).expect("UTF-8");
    found.lines().next()?.parse().ok()
}

/// Waits until the bank of the lab with this process is another than the one `before`.
pub(crate) async fn another_bank(lab: u32, before: u32) {
    until("another bank", async || child_of(lab, " serve").await.filter(|bank| *bank != before)).await;
}
