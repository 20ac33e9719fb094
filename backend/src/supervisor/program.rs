//! A program that is started again whenever it dies.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result};
use backend::ASKED_TO_CRASH;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::restarts::Restarts;
use crate::console::complain;
use crate::ports::Reservation;

/// How long a program may take to end by itself. Ctrl-C promises two seconds for everything.
const END_LIMIT: Duration = Duration::from_millis(1500);
/// As much as fits into any pipe.
const MAX_SAID: u64 = 4096;

/// What to start, and what to call it.
pub(super) struct Program {
    name: String,
    command: Command,
    /// The port it listens at, kept for it.
    port: Option<Reservation>,
}

/// A program that runs. It ends when this is dropped: its standard input ends then. (It is not killed, because the
/// process that binds the original to us must live to end it.)
pub(super) struct Running {
    child: Child,
    /// Held apart, because waiting for a child closes its standard input.
    stdin: Option<ChildStdin>,
    /// Where a bank says that it was asked to crash; another program's is not read.
    stdout: Option<ChildStdout>,
}

impl Program {
    /// A program that ends when its standard input does. What it says on standard output is read once it is dead, if
    /// the command has a pipe there.
    pub(super) fn new(name: impl Into<String>, mut command: Command) -> Self {
        command.stdin(Stdio::piped());
        Self { name: name.into(), command, port: None }
    }

    /// Keeps its port for as long as it is kept alive.
    pub(super) fn holds(&mut self, port: Reservation) {
        self.port = Some(port);
    }

    pub(super) fn start(&mut self) -> Result<Running> {
        let mut child = self.command.spawn().with_context(|| format!("cannot start {}", self.name))?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take();
        Ok(Running { child, stdin, stdout })
    }

    /// Starts it again after every death, says why it died, and calls `back` when it is back; ends it at `stop`.
    pub(super) async fn keep(mut self, mut running: Running, stop: CancellationToken, back: impl AsyncFn()) {
        let mut restarts = Restarts::default();
        loop {
            let started = Instant::now();
            let died = tokio::select! {
                status = running.died() => status,
                () = stop.cancelled() => return running.end().await,
            };
            let asked = running.was_asked().await;
            running = loop {
                // Ctrl-C reaches the whole group: what died of it is not missed.
                let pause = if asked { Restarts::pause_when_asked() } else { restarts.pause(started.elapsed()) };
                tokio::select! {
                    biased;
                    () = stop.cancelled() => return,
                    () = sleep(pause) => {}
                }
                self.say(died.as_ref().ok(), pause);
                match self.start() {
                    Ok(running) => break running,
                    Err(error) => complain!("{error:#}"),
                }
            };
            tokio::select! {
                () = back() => {}
                () = stop.cancelled() => return running.end().await,
            }
        }
    }

    fn say(&self, died: Option<&ExitStatus>, pause: Duration) {
        let how = died.map_or_else(|| "nobody knows how".to_owned(), ToString::to_string);
        complain!("{} died ({how}) and was started again after {} ms", self.name, pause.as_millis());
    }
}

impl Running {
    /// Waits until it has ended by itself.
    pub(super) async fn died(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Returns whether it was asked to crash, once it has died.
    async fn was_asked(&mut self) -> bool {
        let Some(stdout) = self.stdout.take() else { return false };
        let mut said = String::new();
        // A program that is dead says nothing more: its output ends.
        let read = timeout(END_LIMIT, stdout.take(MAX_SAID).read_to_string(&mut said)).await;
        matches!(read, Ok(Ok(_))) && said.contains(ASKED_TO_CRASH)
    }

    /// Ends it: its standard input ends, and what then stays is killed.
    pub(super) async fn end(mut self) {
        drop(self.stdin.take());
        if timeout(END_LIMIT, self.child.wait()).await.is_err() {
            // It may just have ended.
            let _ = self.child.kill().await;
        }
    }
}
