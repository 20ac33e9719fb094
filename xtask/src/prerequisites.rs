//! What the tests need from the system's own packages: browsers, drivers, databases and some small programs.

use anyhow::Result;

use crate::{shell, tools};

/// A thing some tests need: what it is, the programs that are it, and Debian's packages for them.
struct Need {
    what: &'static str,
    programs: &'static [&'static str],
    packages: &'static [&'static str],
    /// What the names of the tests that need it have in common; empty where they look for themselves.
    tests: &'static str,
}

const NEEDS: [Need; 8] = [
    Need {
        what: "Chromium",
        programs: &["chromium", "chromedriver"],
        packages: &["chromium", "chromium-driver"],
        tests: "chromium::",
    },
    Need { what: "Firefox", programs: &["firefox-esr"], packages: &["firefox-esr"], tests: "firefox::" },
    Need {
        what: "WebKitGTK",
        programs: &["WebKitWebDriver", "Xvfb"],
        packages: &["webkit2gtk-driver", "xvfb"],
        tests: "webkit::",
    },
    Need {
        what: "PostgreSQL",
        programs: &["initdb", "pg_ctl", "postgres"],
        packages: &["postgresql"],
        tests: "postgres::",
    },
    Need { what: "a Python client", programs: &["python3"], packages: &["python3"], tests: "python" },
    Need {
        what: "another machine",
        programs: &["ip", "python3", "curl"],
        packages: &["iproute2", "curl"],
        tests: "lan::",
    },
    Need { what: "a downloader", programs: &["curl"], packages: &["curl"], tests: "release_files::" },
    Need { what: "a look at processes", programs: &["ps"], packages: &["procps"], tests: "" },
];

/// Tests that cannot run on this machine.
#[derive(Debug)]
pub(crate) struct Missing {
    /// What their names have in common, or empty.
    pub(crate) tests: &'static str,
    /// What they would need.
    pub(crate) why: String,
}

/// Installs what is missing where that is possible, and says what stays missing.
pub(crate) fn set_up() -> Result<Vec<Missing>> {
    let packages: Vec<&str> =
        NEEDS.iter().filter(|need| !need.absent().is_empty()).flat_map(|need| need.packages.iter().copied()).collect();
    if !packages.is_empty() && shell::may_install_packages() {
        let why = "the tests run in three browsers, on two databases and between two machines";
        shell::install(&packages.join(", "), why, "about a minute", || shell::apt_install(&packages))?;
    }
    let mut missing: Vec<Missing> = NEEDS.iter().filter_map(Need::missing).collect();
    if shell::find("firefox-esr").is_some()
        && let Err(error) = tools::geckodriver()
    {
        missing.push(Missing { tests: "firefox::", why: format!("Firefox ({error:#})") });
    }
    if !shell::is_root() {
        let why = "another machine (network namespaces need root)".to_owned();
        missing.push(Missing { tests: "lan::", why });
    }
    Ok(missing)
}

impl Need {
    fn absent(&self) -> Vec<&'static str> {
        self.programs.iter().filter(|program| !is_here(program)).copied().collect()
    }

    fn missing(&self) -> Option<Missing> {
        let absent = self.absent();
        let why = || format!("{} (no {})", self.what, absent.join(", no "));
        (!absent.is_empty()).then(|| Missing { tests: self.tests, why: why() })
    }
}

/// Whether a program is on the `PATH`, or where Debian keeps PostgreSQL's: `psql` comes without a server.
fn is_here(program: &str) -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    shell::find(program).is_some()
        || versions.into_iter().any(|version| version.path().join("bin").join(program).is_file())
}
