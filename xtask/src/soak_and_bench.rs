//! `cargo xtask soak` and `cargo xtask bench`: the tests and measurements that take minutes.

use anyhow::{Context as _, Result};

use crate::{prerequisites, program, shell, tools};

/// What cargo is asked for, in the order it runs.
const SOAKS: &[&[&str]] = &[
    &["run", "--release", "--package", "toxiproxy", "--example", "soak"],
    // One at a time: what is killed under load has the machine for itself.
    &["test", "--release", "--package", "backend", "--test", "faults", "--", "--test-threads=1"],
    &[
        "test",
        "--release",
        "--package",
        "backend",
        "--test",
        "bank",
        "--",
        "postgres::connection_loss",
        "--test-threads=1",
    ],
    &["test", "--release", "--package", "backend", "--test", "room", "--", "soak::", "--nocapture", "--test-threads=1"],
    &["test", "--release", "--package", "experiment", "--test", "fuzz"],
    &["test", "--release", "--package", "rule", "--test", "rule", "--", "fuzz::", "--nocapture"],
    &["test", "--release", "--package", "model"],
    &[
        "test",
        "--release",
        "--package",
        "backend",
        "--test",
        "lab",
        "--test",
        "room",
        "--",
        "schemathesis_",
        "--test-threads=1",
    ],
    &["run", "--release", "--package", "e2e", "--example", "chapter_soak"],
];

/// The same for the measurements.
const BENCHES: &[&[&str]] = &[
    &["run", "--release", "--package", "toxiproxy", "--example", "bench"],
    &["bench", "--package", "backend", "--bench", "payments"],
    &["bench", "--package", "backend", "--bench", "postgres"],
    &["bench", "--package", "backend", "--bench", "room"],
    &["run", "--release", "--package", "e2e", "--example", "attempt_time"],
    &["run", "--release", "--package", "e2e", "--example", "frame_time"],
];

/// Runs the long tests.
pub(crate) fn soak() -> Result<()> {
    prerequisites::set_up()?;
    program::build()?;
    run_each(SOAKS)
}

/// Runs the measurements: of the network, the bank, a full room and the page.
pub(crate) fn bench() -> Result<()> {
    prerequisites::set_up()?;
    program::build()?;
    run_each(BENCHES)
}

fn run_each(commands: &[&[&str]]) -> Result<()> {
    let path = shell::path_with_tools(&[])?;
    let toxiproxy = tools::toxiproxy()?;
    for command in commands {
        let mut cargo = shell::cargo();
        let (verb, rest) = command.split_first().context("cargo is asked for something")?;
        cargo.args([verb, "--locked"]).args(rest).env("PATH", &path).env("SOAK", "1");
        if let Some(toxiproxy) = &toxiproxy {
            cargo.env("TOXIPROXY_SERVER", toxiproxy);
        }
        shell::run(&mut cargo)?;
    }
    Ok(())
}
