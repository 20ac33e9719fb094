//! `exactly-once-lab send`: the workshop's script. It sends the payments of a file, one connection
//! per attempt, and says what the client believes. It steers nothing: no lease, no ledger, no network.
//!
//! With `--history` it also reads the ledger and writes down everything that it asked and was answered.

mod exchange;
mod history;
mod reader;
mod sender;
mod silence;
mod summary;
mod target;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use experiment::{ClientPolicy, Millis, Pace, RetryOrder, Sending, Settings};
use indicatif::{ProgressBar, ProgressStyle};
use protocol::{KeyPolicy, Losses, Payment, RunId};
use thiserror::Error;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use history::History;
use reader::{NoLastRead, Reader};
use sender::Sender;
use summary::Summary;
use target::Target;
pub use target::TargetError;

/// The flags of `send`.
#[derive(Debug, clap::Args)]
pub struct Args {
    // Read later and not by clap, whose errors repeat what was typed, passwords included.
    /// Where to send: the bank itself, or through the broken network; several take turns
    #[arg(long, value_name = "URL", required = true)]
    pub to: Vec<String>,
    /// The payments to send; otherwise the workshop's thousand
    #[arg(long, value_name = "FILE")]
    pub payments: Option<PathBuf>,
    /// once, retry, retry-with-key, retry-with-new-keys, one-key or key-from-payload
    #[arg(long, value_name = "POLICY", value_parser = policy)]
    pub policy: ClientPolicy,
    /// How many attempts are under way at once, 1 to 256
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub concurrency: u16,
    /// An attempt without an answer is given up after this long
    #[arg(long, value_name = "MS", default_value_t = Settings::ATTEMPT_TIMEOUT,
          value_parser = clap::value_parser!(u64).range(1..=3_600_000))]
    pub attempt_timeout: Millis,
    /// Print the result as one JSON object
    #[arg(long)]
    pub json: bool,
    /// Write down what was asked and answered, and what the ledger held, for proof/linearizability
    #[arg(long, value_name = "FILE", requires = "ledger")]
    pub history: Option<PathBuf>,
    /// Where to read the ledger for the history: a bank itself, past the network; once for each bank
    #[arg(long, value_name = "URL", requires = "history")]
    pub ledger: Vec<String>,
}

/// Nothing was sent.
#[derive(Debug, Error)]
pub enum Error {
    /// An address cannot be sent to.
    #[error("{0}: {1}")]
    Target(&'static str, TargetError),
    /// The history of this client policy says nothing.
    #[error("--history goes with --policy retry-with-key alone: its checker judges one key per payment")]
    HistoryWithoutKeys,
    /// The history cannot be written.
    #[error("--history: {0}: {1}")]
    HistoryFile(String, io::Error),
}

fn policy(name: &str) -> Result<ClientPolicy, String> {
    name.parse().map_err(|_| {
        let names = ClientPolicy::ALL.map(ClientPolicy::as_str);
        format!("a client policy is one of {}", names.join(", "))
    })
}

/// Sends the payments until each has a final outcome, or until Ctrl-C, and prints the result either way.
///
/// The exit code is 0 when every payment has a final outcome and none was refused; 1 after Ctrl-C, a refusal or a
/// history that could not be written to its end; 2 when there was not a single answer.
pub async fn run(args: &Args, payments: Vec<Payment>) -> Result<ExitCode, Error> {
    let banks = targets("--to", &args.to)?;
    let ledgers = targets("--ledger", &args.ledger)?;
    if args.history.is_some() && args.policy != ClientPolicy::RetryWithKey {
        return Err(Error::HistoryWithoutKeys);
    }
    let started = Instant::now();
    let history = args.history.as_ref().map(|path| {
        let history = History::create(path, started);
        history.map(Arc::new).map_err(|error| Error::HistoryFile(path.display().to_string(), error))
    });
    let history = history.transpose()?;

    let over = CancellationToken::new();
    let mut readers = JoinSet::new();
    for (ledger, history) in ledgers.into_iter().zip(history.iter().cycle()) {
        readers.spawn(Reader::new(ledger, Arc::clone(history)).run(over.clone()));
    }
    let progress = progress_bar(payments.len());
    let sending = Sending::new(settings(args), payments.into(), random_run(), Box::new(rand::random));
    let mut sender = Sender::new(sending, banks, history.clone(), started);
    let interrupted = sender.send_all(&progress).await;
    progress.finish_and_clear();
    let summary = Summary::of(&sender.sending, started.elapsed());
    over.cancel();
    let recorded = match history {
        Some(history) => finish(readers, &history).await,
        None => true,
    };

    // A reader that has gone away is no reason to panic.
    let _ = writeln!(io::stdout(), "{}", if args.json { summary.json() } else { summary.to_string() });
    if let Some(refusal) = &sender.first_refusal {
        say(refusal);
    }
    let never_heard = sender.never_heard().filter(|_| !interrupted);
    if let Some(why) = never_heard {
        say(format_args!("not a single attempt was answered: {why}"));
    }
    Ok(match () {
        () if never_heard.is_some() => ExitCode::from(2),
        () if interrupted || summary.refused > 0 || !recorded => ExitCode::FAILURE,
        () => ExitCode::SUCCESS,
    })
}

/// Waits for the last reads, or for another Ctrl-C. Whether the history is whole.
async fn finish(mut readers: JoinSet<Result<(), NoLastRead>>, history: &History) -> bool {
    let mut whole = true;
    let last_reads = async {
        while let Some(read) = readers.join_next().await {
            if !matches!(read, Ok(Ok(()))) {
                whole = false;
                say("the history has no last read: a ledger could not be read, or did not become quiet");
            }
        }
    };
    tokio::select! {
        () = last_reads => {}
        _ = tokio::signal::ctrl_c() => {
            whole = false;
            say("the history has no last read: it was interrupted");
        }
    }
    if let Err(error) = history.finish() {
        whole = false;
        say(format_args!("the history could not be written: {error}"));
    }
    whole
}

fn say(what: impl Display) {
    let _ = writeln!(io::stderr(), "{what}");
}

fn targets(flag: &'static str, texts: &[String]) -> Result<Vec<Target>, Error> {
    texts.iter().map(|text| text.parse().map_err(|error| Error::Target(flag, error))).collect()
}

fn settings(args: &Args) -> Settings {
    Settings {
        client_policy: args.policy,
        retry_order: RetryOrder::AtOnce,
        // The bank's side is not this client's business; these two are never read here.
        key_policy: KeyPolicy::Unique,
        losses: Losses::NONE,
        pause_ms: Settings::PAUSE_MS,
        senders: usize::from(args.concurrency),
        attempt_timeout: args.attempt_timeout,
        pace: Pace::Real,
        awaits_crash: false,
    }
}

fn random_run() -> RunId {
    let number: u64 = rand::random();
    format!("{number:016x}").parse().expect("sixteen hexadecimal digits are a run id")
}

fn progress_bar(payments: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} settled, {msg}, {elapsed}")
        .expect("the template is well formed");
    ProgressBar::new(payments as u64).with_style(style)
}
