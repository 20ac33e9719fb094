//! The page, built by Trunk into `dist/`, and only when something it is made of has changed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::process::Command;
use std::{fs, io};

use anyhow::{Context as _, Result};

use crate::toolchain::Toolchain;
use crate::{shell, tools};

/// Everything the page is made of.
const SOURCES: [&str; 6] = ["Cargo.toml", "Cargo.lock", "Trunk.toml", "experiment", "frontend", "protocol"];

/// Builds the page unless `dist/` holds the one of these very sources.
pub(crate) fn build() -> Result<()> {
    let stamp = shell::root().join("target/page-fingerprint");
    let fingerprint = fingerprint()?;
    let built = fs::read_to_string(&stamp).is_ok_and(|of| of == fingerprint);
    if built && shell::root().join("dist/index.html").exists() {
        return Ok(());
    }
    let toolchain = Toolchain::set_up()?;
    tools::for_the_page()?;
    eprintln!("building the page");
    let mut trunk = Command::new(shell::find("trunk").context("trunk is gone")?);
    trunk.current_dir(shell::root()).args([
        "build",
        "--release",
        "--cargo-profile",
        "page",
        "--locked",
        "--skip-version-check",
    ]);
    toolchain.prepare(&mut trunk)?;
    shell::run(&mut trunk)?;
    fs::write(stamp, fingerprint)?;
    Ok(())
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
