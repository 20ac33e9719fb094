//! `exactly-once-lab`: the whole lab, or one part of it.

mod cli;
mod embedded;
mod ending;
mod leash;
mod say;
mod serving;
mod supervisor;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
