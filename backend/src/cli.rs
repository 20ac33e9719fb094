//! The command line: subcommands, the log, and how a program that cannot start says so.

mod go_flags;

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use anyhow::Result;
use backend::{PaymentsFile, send};
use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::console::complain;
use crate::flags::{LabFlags, ServeFlags, ToxiproxyFlags};
use crate::{child_lifetime, embedded, serve, supervisor};

/// What ends with this has been told one sentence about a flag, a file or a port.
const CANNOT_START: u8 = 2;

/// 1000 payments through a broken network: how often is each one paid?
///
/// Without a subcommand: the whole lab. It prints its address; Ctrl-C ends all of it.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    lab: LabFlags,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// The backend alone: bank, page and lab API
    Serve(Box<ServeFlags>),
    /// The embedded network alone
    #[command(version = toxiproxy::VERSION)]
    Toxiproxy(ToxiproxyFlags),
    /// Send the payments of a file and say what the client knows of them
    Send(send::Args),
    /// Run a program that ends when standard input does
    #[command(hide = true)]
    BoundChild {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

/// Runs what the command line asks for.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse_from(go_flags::with_two_hyphens(std::env::args_os()));
    // RUST_LOG chooses; by default the bank's log, where one reads what it decides, and warnings of everything.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,bank=info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(std::io::stderr().is_terminal());
    // Where it cannot be written it is lost. It would panic instead, in the middle of a payment.
    let log = log.with_writer(std::io::stderr).log_internal_errors(false);
    // For machines that read it: one JSON object a line.
    if std::env::var_os("LOG_FORMAT").is_some_and(|format| format == "json") {
        log.json().init();
    } else {
        log.init();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return cannot_start(&error.into()),
    };
    let outcome = runtime.block_on(run(cli));
    // What still blocks (a name that does not resolve) is not waited for.
    runtime.shutdown_background();
    outcome.unwrap_or_else(|error| cannot_start(&error))
}

async fn run(cli: Cli) -> Result<ExitCode> {
    match cli.part {
        None => supervisor::run(cli.lab).await,
        Some(Part::Serve(flags)) => serve::run(*flags).await,
        Some(Part::Toxiproxy(flags)) => embedded::run(flags).await,
        Some(Part::Send(args)) => {
            let payments = PaymentsFile::payments(args.payments.as_deref())?;
            Ok(send::run(&args, payments).await?)
        }
        Some(Part::BoundChild { arguments }) => child_lifetime::run(&arguments).await,
    }
}

fn cannot_start(error: &anyhow::Error) -> ExitCode {
    complain!("exactly-once-lab: {error:#}");
    ExitCode::from(CANNOT_START)
}

#[cfg(test)]
mod compose;

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
