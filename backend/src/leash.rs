//! Runs a program that knows nothing of its parent, and ends it when standard input ends.

use std::ffi::OsString;
use std::path::Path;
use std::process::{ExitCode, Stdio};

use anyhow::{Context as _, Result};
use tokio::process::Command;

use crate::ending;
use crate::say::complain;

/// Names the program. On the command line `toxiproxy-server` would contain `serve`, by which people find the bank
/// among the lab's children, to kill it.
const PROGRAM: &str = "EXACTLY_ONCE_LAB_LEASHED";

/// What runs `program` on a leash; its arguments are to be added.
pub(crate) fn command(program: &Path) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.env(PROGRAM, program).arg("leash");
    Ok(command)
}

/// Runs the program; ends with it or with standard input, whichever ends first.
pub(crate) async fn run(arguments: &[OsString]) -> Result<ExitCode> {
    let name = std::env::var_os(PROGRAM).with_context(|| format!("{PROGRAM} names no program"))?;
    let mut command = Command::new(&name);
    command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().with_context(|| format!("cannot start {}", name.display()))?;
    let status = tokio::select! {
        status = child.wait() => Some(status?),
        () = ending::parent_gone() => None,
        () = ending::asked() => None,
    };
    let Some(status) = status else {
        child.kill().await?;
        return Ok(ExitCode::SUCCESS);
    };
    complain!("{}: {status}", name.display());
    Ok(ExitCode::FAILURE)
}
