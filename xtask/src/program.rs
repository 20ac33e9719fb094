//! The one program with the page inside: built, run, packed.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use anyhow::{Context as _, Result};

use crate::{page, shell};

const NAME: &str = "exactly-once-lab";

/// Builds the page, then the program around it, and returns where it lies.
pub(crate) fn build() -> Result<PathBuf> {
    let program = shell::root().join("target/release").join(NAME).with_extension(env::consts::EXE_EXTENSION);
    if program.exists() || page::is_built()? {
        page::build()?;
    } else {
        eprintln!("building the page and, beside it, what the program depends on (once; some minutes)");
        let mut dependencies = start_on_dependencies()?;
        page::build().inspect_err(|_| dependencies.kill().unwrap_or_default())?;
        // It has failed, as it should; what else may have failed is said by the build that follows.
        dependencies.wait()?;
    }
    shell::run(&mut cargo_build())?;
    Ok(program)
}

fn cargo_build() -> Command {
    let mut cargo = shell::cargo();
    cargo.args(["build", "--quiet", "--release", "--locked", "--package", "backend", "--bin", NAME]);
    cargo
}

/// Starts to compile what the program depends on, which needs no page. Cargo has no word for that: a build script that
/// fails is one, because the rest goes on.
fn start_on_dependencies() -> Result<Child> {
    let mut cargo = cargo_build();
    cargo.arg("--keep-going").env("LAB_DEPENDENCIES_ONLY", "1").stderr(Stdio::null());
    cargo.spawn().context("cannot start cargo")
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
