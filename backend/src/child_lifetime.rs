//! Binds the lifetime of a child to ours: a program that knows nothing of its parent ends when standard input ends.

use std::ffi::OsString;
use std::path::Path;
use std::process::{ExitCode, Stdio};

use anyhow::{Context as _, Result};
use tokio::process::Command;

use crate::console::complain;
use crate::flags::DATABASE_URL;
use crate::shutdown;

/// Names the program. On the command line `toxiproxy-server` would contain `serve`, by which people find the bank
/// among the lab's children, to kill it.
const PROGRAM: &str = "EXACTLY_ONCE_LAB_BOUND_CHILD";

/// Returns a command that runs `program` for as long as this process lives; its arguments are to be added.
pub(crate) fn bound_to_parent(program: &Path) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.env(PROGRAM, program).arg("bound-child");
    Ok(command)
}

/// Runs the program; ends with it or with standard input, whichever ends first.
pub(crate) async fn run(arguments: &[OsString]) -> Result<ExitCode> {
    let name = std::env::var_os(PROGRAM).with_context(|| format!("{PROGRAM} names no program"))?;
    let mut command = Command::new(&name);
    command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    // The password in it is the bank's alone.
    command.env_remove(DATABASE_URL);
    let mut child = command.spawn().with_context(|| format!("cannot start {}", name.display()))?;
    let status = tokio::select! {
        status = child.wait() => Some(status?),
        () = shutdown::parent_gone() => None,
        () = shutdown::requested() => None,
    };
    let Some(status) = status else {
        child.kill().await?;
        return Ok(ExitCode::SUCCESS);
    };
    complain!("{}: {status}", name.display());
    Ok(ExitCode::FAILURE)
}
