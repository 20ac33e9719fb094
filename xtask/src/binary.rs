//! The one program with the page inside: built, run, packed.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result};

use crate::{page, shell};

const NAME: &str = "exactly-once-lab";

/// Builds the page, then the program around it, and says where it lies.
pub(crate) fn build() -> Result<PathBuf> {
    page::build()?;
    let mut cargo = shell::cargo();
    shell::run(cargo.args(["build", "--quiet", "--release", "--locked", "--package", "backend", "--bin", NAME]))?;
    Ok(shell::root().join("target/release").join(NAME).with_extension(env::consts::EXE_EXTENSION))
}

/// Builds and becomes the lab, so that Ctrl-C is the lab's own affair.
pub(crate) fn lab(flags: &[String]) -> Result<()> {
    let mut lab = Command::new(build()?);
    become_program(lab.args(flags))
}

#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec()).context("cannot start the lab")
}

/// Without `exec`, this program waits; the console gives Ctrl-C to both.
#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    shell::run(command)
}

/// Packs the program and what explains it into `target/dist/`. `tar` is part of Linux, macOS and Windows.
pub(crate) fn dist() -> Result<()> {
    let program = build()?;
    let folder = shell::root().join("target/dist");
    fs::create_dir_all(&folder)?;
    let archive = folder.join(format!("{NAME}-{}-{}.tar.gz", env::consts::OS, env::consts::ARCH));
    let mut tar = Command::new("tar");
    tar.arg("-czf").arg(&archive);
    tar.arg("-C")
        .arg(program.parent().context("the program lies in a folder")?)
        .arg(program.file_name().context("the program has a name")?);
    tar.arg("-C").arg(shell::root()).args(["README.md", "LICENSE", "payments.csv"]);
    shell::run(&mut tar)?;
    println!("{}", archive.display());
    Ok(())
}
