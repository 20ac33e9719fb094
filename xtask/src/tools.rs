//! Programs the repository installs for itself, each in the one version it was tried with.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result};

use crate::shell;

const TRUNK: &str = "0.21.14";
const GECKODRIVER: &str = "0.37.1";
const TOXIPROXY: &str = "v2.12.0";
const AXE: &str = "4.14.1";
const ORIGINAL: &str = "toxiproxy-server";

/// What builds the page: Trunk, and the wasm-bindgen of the lock file's version.
pub(crate) fn for_the_page() -> Result<()> {
    if !is_here("trunk", TRUNK) {
        let why = "it builds the page";
        // Without its default features it does not look for updates of itself.
        let features = ["--locked", "--no-default-features", "--features", "rustls"];
        shell::install(&format!("trunk {TRUNK}"), why, "2 to 4 minutes", || cargo_install("trunk", TRUNK, &features))?;
    }
    let version = locked_wasm_bindgen()?;
    if !is_here("wasm-bindgen", &version) {
        let why = "it joins the page's wasm to JavaScript";
        shell::install(&format!("wasm-bindgen {version}"), why, "about a minute", || {
            cargo_install("wasm-bindgen-cli", &version, &[])
        })?;
    }
    Ok(())
}

/// Firefox's driver, which Debian does not package.
pub(crate) fn geckodriver() -> Result<()> {
    if shell::find("geckodriver").is_some() {
        return Ok(());
    }
    shell::install(&format!("geckodriver {GECKODRIVER}"), "it drives Firefox in the tests", "about a minute", || {
        cargo_install("geckodriver", GECKODRIVER, &["--locked"])
    })
}

/// The original Toxiproxy, where Go is there to build it.
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

/// axe-core, which finds barriers in a page, where npm is there to fetch it.
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

fn is_here(program: &str, version: &str) -> bool {
    let Some(path) = shell::find(program) else { return false };
    let printed = shell::output(Command::new(path).arg("--version")).unwrap_or_default();
    printed.split_whitespace().nth(1) == Some(version)
}

/// Builds in the repository's own `target/`: a temporary folder may be small, and would be left behind by a failure.
fn cargo_install(package: &str, version: &str, flags: &[&str]) -> Result<()> {
    let built = shell::root().join("target/tools");
    let mut cargo = shell::cargo();
    cargo.args(["install", package, "--version", version, "--debug", "--quiet", "--root"]).arg(shell::tools_dir());
    // Quick to build beats quick to run: each of these runs for seconds.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
    cargo.env("CARGO_TARGET_DIR", &built);
    shell::run(cargo.args(flags))?;
    // What cargo takes for installed already leaves nothing to remove.
    if built.exists() {
        fs::remove_dir_all(built)?;
    }
    Ok(())
}

/// wasm-bindgen's library and program must be of exactly one version.
fn locked_wasm_bindgen() -> Result<String> {
    let lock = fs::read_to_string(shell::root().join("Cargo.lock")).context("reading Cargo.lock")?;
    let mut lines = lock.lines().skip_while(|line| *line != r#"name = "wasm-bindgen""#).skip(1);
    let version = lines.next().and_then(|line| line.strip_prefix(r#"version = ""#)?.strip_suffix('"'));
    Ok(version.context("Cargo.lock names no wasm-bindgen")?.to_owned())
}
