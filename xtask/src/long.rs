//! What takes minutes, and is therefore no part of `cargo xtask test`.

use anyhow::Result;

use crate::{binary, browsers, shell, tools};

/// What cargo is asked for, in the order it runs.
const SOAKS: &[&[&str]] = &[&["run", "--release", "--package", "toxiproxy", "--example", "soak"]];

/// The same for the measurements.
const BENCHES: &[&[&str]] = &[
    &["run", "--release", "--package", "toxiproxy", "--example", "bench"],
    &["bench", "--package", "backend", "--bench", "payments"],
    &["run", "--release", "--package", "e2e", "--example", "attempts"],
];

/// Runs the long tests.
pub(crate) fn soak() -> Result<()> {
    run_each(SOAKS)
}

/// Runs the measurements: of the network, the bank and the page.
pub(crate) fn bench() -> Result<()> {
    browsers::set_up()?;
    binary::build()?;
    run_each(BENCHES)
}

fn run_each(commands: &[&[&str]]) -> Result<()> {
    let path = shell::path_with_tools(&[])?;
    let toxiproxy = tools::toxiproxy()?;
    for command in commands {
        let mut cargo = shell::cargo();
        cargo.args(*command).arg("--locked").env("PATH", &path);
        if let Some(toxiproxy) = &toxiproxy {
            cargo.env("TOXIPROXY_SERVER", toxiproxy);
        }
        shell::run(&mut cargo)?;
    }
    Ok(())
}
