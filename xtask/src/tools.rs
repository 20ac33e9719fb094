//! Programs that the repository installs for itself, each in the one version it was tried with. (`page_tools` has those
//! that build the page.)

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use anyhow::Result;

use crate::shell;

const GECKODRIVER: &str = "0.37.1";
const TOXIPROXY: &str = "v2.12.0";
const AXE: &str = "4.14.1";
const ORIGINAL: &str = "toxiproxy-server";

/// Installs Firefox's driver, which Debian does not package.
pub(crate) fn geckodriver() -> Result<()> {
    if shell::find("geckodriver").is_some() {
        return Ok(());
    }
    shell::install(&format!("geckodriver {GECKODRIVER}"), "it drives Firefox in the tests", "about a minute", || {
        cargo_install("geckodriver", GECKODRIVER, &["--locked"])?;
        forget_builds()
    })
}

/// Installs the original Toxiproxy, where Go is there to build it.
pub(crate) fn toxiproxy() -> Result<Option<PathBuf>> {
    if let Some(program) = shell::find(ORIGINAL) {
        return Ok(Some(program));
    }
    if !go_can_build_it() {
        return Ok(None);
    }
    let mut installed = PathBuf::new();
    shell::install(&format!("Toxiproxy {TOXIPROXY}"), "the tests run over the original too", "half a minute", || {
        installed = go_install("server", ORIGINAL)?;
        Ok(())
    })?;
    Ok(Some(installed))
}

/// Go 1.21 fetches a newer Go where a program asks for one; Debian 12's is older.
fn go_can_build_it() -> bool {
    let said = shell::output(Command::new("go").arg("version")).unwrap_or_default();
    let version = said.split_whitespace().find_map(|word| word.strip_prefix("go1."));
    let minor = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
    minor.is_some_and(|minor| minor >= 21)
}

/// Builds one of Toxiproxy's programs, which Go calls by the name of its folder, and gives it a name of its own.
pub(crate) fn go_install(folder: &str, name: &str) -> Result<PathBuf> {
    let bin = shell::tools_dir().join("bin");
    let file = |name: &str| bin.join(name).with_extension(env::consts::EXE_EXTENSION);
    fs::create_dir_all(&bin)?;
    let module = format!("github.com/Shopify/toxiproxy/v2/cmd/{folder}@{TOXIPROXY}");
    shell::run(Command::new("go").args(["install", &module]).env("GOBIN", &bin))?;
    let installed = file(name);
    fs::rename(file(folder), &installed)?;
    Ok(installed)
}

/// Installs axe-core, which finds barriers in a page, where npm is there to fetch it.
pub(crate) fn axe() -> Result<Option<PathBuf>> {
    let folder = shell::tools_dir().join(format!("axe-core-{AXE}"));
    let script = folder.join("node_modules/axe-core/axe.min.js");
    if script.is_file() {
        return Ok(Some(script));
    }
    let Some(npm) = shell::find("npm") else { return Ok(None) };
    shell::install(&format!("axe-core {AXE}"), "it looks for barriers in the page", "some seconds", || {
        fs::create_dir_all(&folder)?;
        let mut npm = Command::new(npm);
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(&folder);
        shell::run(npm.arg(format!("axe-core@{AXE}")))
    })?;
    Ok(Some(script))
}

/// Builds a program and installs it among the repository's own tools.
///
/// It is built in `target/`: a temporary folder may be small, and would be left behind by a failure. What one program has
/// compiled serves the next; [`forget_builds`] removes it.
pub(crate) fn cargo_install(package: &str, version: &str, flags: &[&str]) -> Result<()> {
    let mut cargo = shell::cargo();
    cargo.args(["install", package, "--version", version, "--debug", "--quiet", "--force"]);
    // Quick to build beats quick to run: each of these runs for seconds.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_PROFILE_DEV_OPT_LEVEL", "0");
    cargo.arg("--root").arg(shell::tools_dir()).arg("--target-dir").arg(build_folder());
    shell::run(cargo.args(flags))
}

/// Removes what building the tools has left.
pub(crate) fn forget_builds() -> Result<()> {
    let folder = build_folder();
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn build_folder() -> PathBuf {
    shell::root().join("target/tools")
}
