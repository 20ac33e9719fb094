//! The page, built by Trunk into `dist/`, and only when something it is made of has changed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io, thread};

use anyhow::{Context as _, Result};

use crate::toolchain::{TARGET, Toolchain};
use crate::{page_tools, shell};

/// Everything the page is made of.
const SOURCES: [&str; 8] =
    ["Cargo.toml", "Cargo.lock", "Trunk.toml", "experiment", "frontend", "proof/counterexamples", "protocol", "rule"];

/// The profile of Cargo.toml that makes the page small.
const PROFILE: &str = "page";

/// Builds the page unless `dist/` holds the one of these very sources.
pub(crate) fn build() -> Result<()> {
    if is_built()? {
        return Ok(());
    }
    let toolchain = Toolchain::set_up()?;
    if !page_tools::are_installed() {
        compile_beside_the_tools(&toolchain)?;
    }
    eprintln!("building the page");
    let mut trunk = Command::new(shell::find("trunk").context("trunk is gone")?);
    trunk.current_dir(shell::root()).args(["build", "--release", "--cargo-profile", PROFILE]);
    toolchain.prepare(&mut trunk)?;
    shell::run(trunk.args(["--locked", "--skip-version-check"]))?;
    fs::write(stamp(), fingerprint()?)?;
    Ok(())
}

/// Returns whether `dist/` holds the page of these very sources.
pub(crate) fn is_built() -> Result<bool> {
    let fingerprint = fingerprint()?;
    let of_these_sources = fs::read_to_string(stamp()).is_ok_and(|built| built == fingerprint);
    Ok(of_these_sources && shell::root().join("dist/index.html").exists())
}

/// Compiles what Trunk would compile, while Trunk itself is installed: it will find everything done.
fn compile_beside_the_tools(toolchain: &Toolchain) -> Result<()> {
    let mut cargo = toolchain.cargo()?;
    cargo.args(["build", "--quiet", "--locked", "--package", "frontend", "--target", TARGET, "--profile", PROFILE]);
    thread::scope(|scope| {
        let tools = scope.spawn(page_tools::install);
        let compiled = shell::run(&mut cargo);
        tools.join().expect("it does not panic")?;
        compiled
    })
}

fn stamp() -> PathBuf {
    shell::root().join("target/page-fingerprint")
}

fn fingerprint() -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        hash(&shell::root().join(source), &mut hasher).with_context(|| format!("reading {source}"))?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    path.hash(hasher);
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        entries.iter().try_for_each(|entry| hash(&entry.path(), hasher))
    } else {
        fs::read(path)?.hash(hasher);
        Ok(())
    }
}
