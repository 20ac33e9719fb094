//! The one program with the page inside: built, run, packed.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs, io};

use anyhow::{Context as _, Error, Result, anyhow};

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
    shell::run(&mut cargo_build()).map_err(|error| if cfg!(windows) { or_in_use(error, &program) } else { error })?;
    Ok(program)
}

/// Explains an error of a build by the program being in use: Windows lets nobody replace a program that runs.
fn or_in_use(error: Error, program: &Path) -> Error {
    let refused = fs::OpenOptions::new().write(true).open(program).err();
    if refused.is_some_and(|refused| refused.kind() != io::ErrorKind::NotFound) {
        anyhow!("the lab is running ({}), so it cannot be built: end it first", program.display())
    } else {
        error
    }
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

/// Packs the program and what explains it into `target/dist/`.
pub(crate) fn dist() -> Result<()> {
    let program = build()?;
    let folder = shell::root().join("target/dist");
    fs::create_dir_all(&folder)?;
    let archive = format!("{NAME}-{}-{}.tar.gz", env::consts::OS, env::consts::ARCH);
    shell::run(pack(&program, &archive)?.current_dir(&folder))?;
    println!("{}", folder.join(archive).display());
    Ok(())
}

/// Returns what packs the program and what explains it into `archive`, a name in the current folder: to some programs
/// called `tar` the drive in `C:\dist` is another machine. There is a `tar` on Linux, macOS and Windows.
fn pack(program: &Path, archive: &str) -> Result<Command> {
    let folder = program.parent().context("the program lies in a folder")?;
    let mut tar = Command::new("tar");
    tar.args(["-czf", archive]);
    tar.arg("-C").arg(folder).arg(program.file_name().context("the program has a name")?);
    tar.arg("-C").arg(shell::root()).args(["README.md", "LICENSE", "payments.csv"]);
    Ok(tar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_packed_with_what_explains_it_into_a_name_without_a_drive() {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("lab.exe");
        fs::write(&program, "a program").expect("it is written");
        let mut tar = pack(&program, "lab.tar.gz").expect("it lies in a folder");
        shell::run(tar.current_dir(&folder)).expect("it is packed");
        let packed = shell::output(Command::new("tar").args(["-tf", "lab.tar.gz"]).current_dir(&folder));
        let packed = packed.expect("it is an archive");
        assert_eq!(packed.lines().collect::<Vec<_>>(), ["lab.exe", "README.md", "LICENSE", "payments.csv"]);
    }

    #[test]
    #[cfg(target_os = "linux")] // which refuses to write into a program that runs, as Windows does
    fn a_program_that_runs_is_what_kept_it_from_being_built() {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("lab");
        // Written by another process: a child that a test beside this one starts meanwhile would hold it open for writing.
        shell::run(Command::new("cp").arg("/bin/cat").arg(&program)).expect("a program");
        let sentence = |error| or_in_use(anyhow!("{error}"), &program).to_string();
        let mut running = Command::new(&program).stdin(Stdio::piped()).spawn().expect("it starts");
        assert!(sentence("cargo ended").contains("the lab is running"));
        drop(running.stdin.take());
        running.wait().expect("it ends");
        assert_eq!(sentence("cargo ended"), "cargo ended");
        fs::remove_file(&program).expect("it is there");
        assert_eq!(sentence("cargo ended"), "cargo ended");
    }
}
