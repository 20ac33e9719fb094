//! What other people's tools say about the bank: see `docs/proof.md`.

use std::env;
use std::process::Command;

use anyhow::Result;

use crate::prerequisites::Missing;
use crate::shell;
use crate::test_report::TestReport;

/// A program that one of these tools is made with, and Debian's package for it.
struct Need {
    what: &'static str,
    program: &'static str,
    package: &'static str,
    /// What the names of the tests that need it have in common.
    tests: &'static str,
}

const NEEDS: [Need; 1] =
    [Need { what: "linearizability", program: "go", package: "golang-go", tests: "linearizability::" }];

/// Installs what is missing where that is possible. What stays missing is not run, and fails where `CI` is set: a
/// machine that has nobody in front of it can be made to have everything.
pub(crate) fn set_up(report: &mut TestReport) -> Result<Vec<Missing>> {
    let absent = || NEEDS.iter().filter(|need| shell::find(need.program).is_none());
    let packages: Vec<&str> = absent().map(|need| need.package).collect();
    if !packages.is_empty() && shell::may_install_packages() {
        let why = "tools that others wrote judge the bank";
        shell::install(&packages.join(", "), why, "about a minute", || shell::apt_install(&packages))?;
    }
    let missing =
        absent().map(|need| Missing { tests: need.tests, why: format!("{} (no {})", need.what, need.program) });
    let missing: Vec<Missing> = missing.collect();
    for missing in &missing {
        not_run(report, missing.why.clone());
    }
    Ok(missing)
}

/// What is tried of the tools themselves, apart from the tests that use them.
pub(crate) fn tools(report: &mut TestReport) {
    if shell::find("go").is_some() {
        let go = |arguments: &[&str]| {
            shell::run(Command::new("go").current_dir(shell::root().join("proof/linearizability")).args(arguments))
        };
        report.step("the checker of histories", || go(&["vet", "./..."]).and_then(|()| go(&["test", "./..."])));
    }
}

/// Opens the model checker's explorer.
pub(crate) fn explore(policy: &[String]) -> Result<()> {
    let mut cargo = shell::cargo();
    shell::run(cargo.args(["run", "--quiet", "--locked", "--package", "model", "--bin", "explore", "--"]).args(policy))
}

fn not_run(report: &mut TestReport, what: String) {
    if env::var_os("CI").is_some() {
        report.failed(format!("not run: {what}"));
    } else {
        report.not_run(what);
    }
}
