//! What other people's tools say about the bank: see `docs/proof.md`.

use std::process::Command;
use std::{env, fs};

use anyhow::Result;

use crate::prerequisites::Missing;
use crate::shell;
use crate::test_report::TestReport;

const SCHEMATHESIS: &str = "schemathesis==4.32.5";
const HTTPYAC: &str = "httpyac@6.16.7";

/// One of these tools, the program that it is installed or built with, and Debian's package for that.
struct Tool {
    what: &'static str,
    by: &'static [&'static str],
    package: &'static str,
    /// Where it then lies in the folder of tools; empty where the tests build it themselves.
    lies_at: &'static str,
    install: fn() -> Result<()>,
    /// What the names of the tests that need it have in common.
    tests: &'static str,
}

const TOOLS: [Tool; 3] = [
    Tool {
        what: "Porcupine",
        by: &["go", "version"],
        package: "golang-go",
        lies_at: "",
        install: || Ok(()),
        tests: "linearizability::",
    },
    Tool {
        what: SCHEMATHESIS,
        by: &["python3", "-m", "pip", "--version"],
        package: "python3-pip",
        lies_at: "schemathesis/bin/schemathesis",
        install: || pip_install("schemathesis", SCHEMATHESIS),
        tests: "schemathesis_",
    },
    Tool {
        what: HTTPYAC,
        by: &["npm", "--version"],
        package: "npm",
        lies_at: "httpyac/node_modules/httpyac",
        install: || npm_install("httpyac", HTTPYAC),
        tests: "httpyac_",
    },
];

/// Installs what is missing where that is possible. What stays missing is not run, and fails where `CI` is set: a
/// machine that has nobody in front of it can be made to have everything.
pub(crate) fn set_up(report: &mut TestReport) -> Result<Vec<Missing>> {
    let packages: Vec<&str> =
        TOOLS.iter().filter(|tool| !tool.is_installed() && !tool.can_be_installed()).map(|tool| tool.package).collect();
    if !packages.is_empty() && shell::may_install_packages() {
        let why = "tools that others wrote judge the bank";
        shell::install(&packages.join(", "), why, "about a minute", || shell::apt_install(&packages))?;
    }
    let missing: Vec<Missing> = TOOLS.iter().filter_map(Tool::set_up).collect();
    for missing in &missing {
        not_run(report, missing.why.clone());
    }
    Ok(missing)
}

impl Tool {
    fn is_installed(&self) -> bool {
        !self.lies_at.is_empty() && shell::tools_dir().join(self.lies_at).exists()
    }

    fn can_be_installed(&self) -> bool {
        shell::output(Command::new(self.by[0]).args(&self.by[1..])).is_ok()
    }

    fn set_up(&self) -> Option<Missing> {
        if self.is_installed() {
            return None;
        }
        let missing = |why: String| Some(Missing { tests: self.tests, why: format!("{} ({why})", self.what) });
        if !self.can_be_installed() {
            return missing(format!("no {}", self.by[..self.by.len() - 1].join(" ")));
        }
        if self.lies_at.is_empty() {
            return None;
        }
        match shell::install(self.what, "it judges the bank from outside", "half a minute", self.install) {
            Ok(()) => None,
            Err(error) => missing(format!("{error:#}")),
        }
    }
}

fn pip_install(folder: &str, package: &str) -> Result<()> {
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"]);
    shell::run(pip.arg("--target").arg(shell::tools_dir().join(folder)).arg(package))
}

fn npm_install(folder: &str, package: &str) -> Result<()> {
    let folder = shell::tools_dir().join(folder);
    // Without it npm looks for a project above.
    fs::create_dir_all(&folder)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix"]);
    shell::run(npm.arg(folder).arg(package))
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
