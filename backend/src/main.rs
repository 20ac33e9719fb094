//! `exactly-once-lab`: the whole lab, or one part of it.

mod addresses;
mod advice;
mod child_lifetime;
mod cli;
mod console;
mod embedded;
mod flags;
mod ports;
mod serve;
mod shutdown;
mod supervisor;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
