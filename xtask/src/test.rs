//! `cargo xtask test`: every check of the repository, the quick ones first. A failing step hides no other.

use std::process::Command;

use anyhow::Result;

use crate::prerequisites::{self, Missing};
use crate::test_report::TestReport;
use crate::toolchain::{TARGET, Toolchain};
use crate::{page_tools, program, proof, shell, tools, toxiproxy_clients};

/// Runs everything and prints the count.
pub(crate) fn run() -> Result<()> {
    let mut report = TestReport::default();
    let mut missing = prerequisites::set_up()?;
    missing.extend(toxiproxy_clients::set_up());
    let toolchain = Toolchain::set_up()?;
    page_tools::install()?;
    let toxiproxy = tools::toxiproxy()?;
    for missing in &missing {
        report.not_run(missing.why.clone());
    }
    missing.extend(proof::set_up(&mut report)?);
    let mut skipped: Vec<&str> =
        missing.iter().map(|missing| missing.tests).filter(|tests| !tests.is_empty()).collect();
    if toxiproxy.is_none() {
        report.not_run("the original Toxiproxy (no Go of 1.21 or newer)".to_owned());
        skipped.push("over_the_original::");
    }
    if tools::axe()?.is_none() {
        report.not_run("barriers in the page (no npm to fetch axe-core)".to_owned());
        skipped.push("axe::");
    }

    sources(&mut report, &toolchain);
    proof::tools(&mut report);
    let workspace = tests_with_tools(&["--workspace", "--exclude", "e2e"], &["--"], &skipped);
    report.tests("unit and integration tests", workspace);
    components(&mut report, &toolchain, &missing);
    if report.step("the program with the page inside", || program::build().map(drop)) {
        // One browser at a time: two of them on two cores measure each other.
        let in_a_row = ["--", "--test-threads=1"];
        report.tests("end-to-end tests", tests_with_tools(&["--package", "e2e"], &in_a_row, &skipped));
    } else {
        report.not_run("end-to-end tests (no program)".to_owned());
    }
    report.finish()
}

/// What can be said without running anything.
fn sources(report: &mut TestReport, toolchain: &Toolchain) {
    report.step("formatting", || shell::run(shell::cargo().args(["fmt", "--all", "--check"])));
    let clippy = |what: &[&str]| {
        let mut cargo = shell::cargo();
        shell::run(
            cargo.args(["clippy", "--quiet", "--locked", "--all-targets"]).args(what).args(["--", "-D", "warnings"]),
        )
    };
    report.step("clippy", || clippy(&["--workspace"]));
    match toolchain {
        Toolchain::Own => {
            report.step("clippy of the page", || clippy(&["--package", "frontend", "--target", TARGET]));
        }
        Toolchain::Debian { .. } => report.not_run("clippy of the page as wasm (not in Debian's toolchain)".to_owned()),
    }
    report.step("documentation", || {
        let mut cargo = shell::cargo();
        cargo.args(["doc", "--quiet", "--locked", "--workspace", "--no-deps", "--document-private-items"]);
        shell::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))
    });
}

/// The page's own tests, in a real browser without a server behind it.
fn components(report: &mut TestReport, toolchain: &Toolchain, missing: &[Missing]) {
    if missing.iter().any(|missing| missing.tests == "chromium::") {
        return report.not_run("component tests (no Chromium)".to_owned());
    }
    let command = || {
        let mut cargo = toolchain.cargo()?;
        cargo.args(["test", "--locked", "--no-fail-fast", "--package", "frontend", "--target", TARGET]);
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
        if let Some(driver) = shell::find("chromedriver") {
            cargo.env("CHROMEDRIVER", driver);
        }
        Ok(cargo)
    };
    report.tests("component tests in Chromium", command());
}

/// Cargo's tests of `what`, started with `options`, without those whose names contain one of `skipped`.
fn tests_with_tools(what: &[&str], options: &[&str], skipped: &[&str]) -> Result<Command> {
    let mut cargo = shell::cargo();
    cargo.args(["test", "--locked", "--no-fail-fast"]).args(what).args(options);
    cargo.args(skipped.iter().flat_map(|tests| ["--skip", tests]));
    cargo.env("PATH", shell::path_with_tools(&[])?);
    if let Some(toxiproxy) = tools::toxiproxy()? {
        cargo.env("TOXIPROXY_SERVER", toxiproxy);
    }
    if let Some(axe) = tools::axe()? {
        cargo.env("AXE_CORE", axe);
    }
    Ok(cargo)
}
