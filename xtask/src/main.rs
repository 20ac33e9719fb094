//! The command line of the repository, on one screen.
//!
//! Every command does its own set-up: what is missing is installed into `.tools/` (or, on Debian as root, by
//! `apt-get`), said aloud with its reason and its duration, and never asked for again.

mod page;
mod page_tools;
mod prerequisites;
mod program;
mod proof;
mod release_files;
mod shell;
mod soak_and_bench;
mod test;
mod test_report;
mod toolchain;
mod tools;
mod toxiproxy_clients;

use std::process::ExitCode;

const SCREEN: &str = "\
cargo xtask lab [-- FLAGS]   set up, build and run the whole lab; `-- --help` shows its flags
cargo xtask test             formatting, clippy, docs, every test, three browsers; the last line counts
cargo xtask build            the program with the page inside: target/release/exactly-once-lab
cargo xtask dist             the same as one compressed file, to hand out on a stick
cargo xtask soak             the tests that take minutes
cargo xtask bench            the measurements
cargo xtask explore [POLICY] every interleaving of client, network, bank and crash, in a browser";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest.strip_prefix(&["--".to_owned()]).unwrap_or(rest)),
        None => ("", [].as_slice()),
    };
    let outcome = match (command, rest) {
        ("lab", flags) => program::lab(flags),
        ("test", []) => test::run(),
        ("build", []) => program::build().map(|program| println!("{}", program.display())),
        ("dist", []) => program::dist(),
        ("soak", []) => soak_and_bench::soak(),
        ("bench", []) => soak_and_bench::bench(),
        ("explore", policy) if policy.len() < 2 => proof::explore(policy),
        ("help" | "-h" | "--help", _) => {
            println!("{SCREEN}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{SCREEN}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
