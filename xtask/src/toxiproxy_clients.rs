//! Clients of Toxiproxy that others wrote: the tests steer the embedded network with them.

use std::process::Command;

use anyhow::Result;

use crate::prerequisites::Missing;
use crate::{shell, tools};

const PYTHON: &str = "toxiproxy-python==0.1.1";
const NODE: &str = "toxiproxy-node-client@4.1.0";

/// A client, what installs it, and where it then lies in the folder of tools.
struct Client {
    what: &'static str,
    /// The program that installs and runs it, with what makes it say that it is there.
    by: &'static [&'static str],
    lies_at: &'static str,
    install: fn() -> Result<()>,
    /// What the names of its tests have in common.
    tests: &'static str,
}

const CLIENTS: [Client; 3] = [
    Client {
        what: "Toxiproxy's own command line",
        by: &["go", "version"],
        lies_at: "bin/toxiproxy-cli",
        install: || tools::go_install("cli", "toxiproxy-cli").map(drop),
        tests: "the_originals_command_line",
    },
    Client {
        what: PYTHON,
        by: &["python3", "-m", "pip", "--version"],
        lies_at: "python/toxiproxy",
        install: pip_install,
        tests: "the_python_client",
    },
    Client {
        what: NODE,
        by: &["npm", "--version"],
        lies_at: "node/node_modules/toxiproxy-node-client",
        install: npm_install,
        tests: "the_node_client",
    },
];

/// Installs what is missing where that is possible, and says what stays missing.
pub(crate) fn set_up() -> Vec<Missing> {
    CLIENTS.iter().filter_map(Client::set_up).collect()
}

impl Client {
    fn set_up(&self) -> Option<Missing> {
        if shell::tools_dir().join(self.lies_at).exists() {
            return None;
        }
        let missing = |why: String| Some(Missing { tests: self.tests, why: format!("{} ({why})", self.what) });
        let (program, arguments) = self.by.split_first()?;
        if shell::output(Command::new(program).args(arguments)).is_err() {
            return missing(format!("no {}", self.by[..self.by.len() - 1].join(" ")));
        }
        let why = "the tests steer the embedded network with it";
        match shell::install(self.what, why, "some seconds", self.install) {
            Ok(()) => None,
            Err(error) => missing(format!("{error:#}")),
        }
    }
}

fn pip_install() -> Result<()> {
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"]);
    shell::run(pip.arg("--target").arg(shell::tools_dir().join("python")).arg(PYTHON))
}

fn npm_install() -> Result<()> {
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--no-fund", "--no-audit", "--prefix"]);
    shell::run(npm.arg(shell::tools_dir().join("node")).arg(NODE))
}
