//! Starting other programs, and saying so.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

/// Returns the top folder of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in a workspace")
}

/// Returns the folder of programs that belong to this repository alone.
pub(crate) fn tools_dir() -> PathBuf {
    root().join(".tools")
}

/// Returns the cargo that runs this program.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Returns `PATH` with the repository's own tools in front, and `first` before even those.
pub(crate) fn path_with_tools(first: &[&str]) -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let own = first.iter().map(PathBuf::from).chain([tools_dir().join("bin")]);
    Ok(env::join_paths(own.chain(env::split_paths(&inherited)))?)
}

/// Looks for a program among the repository's own tools, then on the `PATH`.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    let path = path_with_tools(&[]).ok()?;
    env::split_paths(&path).map(|folder| folder.join(&file)).find(|candidate| candidate.is_file())
}

/// Runs to the end with the terminal's own output; a failure is an error that names the program.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let name = name(command);
    let status = command.status().with_context(|| format!("cannot start {name}"))?;
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    Ok(())
}

/// Runs to the end without printing; a failure is an error with the last line of what the program said.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let name = name(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {name}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{}", said.lines().last().map_or_else(|| format!("{name} ended with {}", output.status), str::to_owned));
    }
    Ok(())
}

/// Returns the version that a program prints when asked for it (`trunk 0.21.14`), if it starts at all.
pub(crate) fn version(program: &Path) -> Option<String> {
    let printed = output(Command::new(program).arg("--version")).ok()?;
    printed.split_whitespace().nth(1).map(str::to_owned)
}

/// Returns what a program prints, without the terminal seeing it.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let name = name(command);
    let output = command.stderr(Stdio::null()).output().with_context(|| format!("cannot start {name}"))?;
    if !output.status.success() {
        bail!("{name} ended with {}", output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Says what is being installed and why, does it, and says how long it took.
pub(crate) fn install(what: &str, why: &str, duration: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    eprintln!("installing {what}: {why} (once; {duration})");
    let start = Instant::now();
    work().with_context(|| format!("installing {what}"))?;
    eprintln!("installed {what} in {} s", start.elapsed().as_secs());
    Ok(())
}

/// Returns whether this user is root.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Returns whether this machine has Debian's packages and this user may install them.
pub(crate) fn may_install_packages() -> bool {
    is_root() && Path::new("/etc/debian_version").exists() && find("apt-get").is_some()
}

/// Installs Debian packages; the caller has asked [`may_install_packages`].
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["-qq", "-o", "Dpkg::Use-Pty=0"]).args(arguments);
        run(command.stdout(Stdio::null()))
    };
    // The lists may be as old as the machine's image.
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args().take(2));
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
