//! Programs that must not outlive the test that started them.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Starts its arguments, and kills its whole process group when its own standard input ends: when the test drops it, and
/// also when the test's process is killed.
const KILL_GROUP_AT_EOF: &str = r#""$@" </dev/null & read -r _; kill -KILL 0"#;

/// A program with all its descendants, in a process group of its own.
#[derive(Debug)]
pub struct ProcessGroup {
    child: Child,
    stdin: Option<ChildStdin>,
}

impl ProcessGroup {
    /// Starts `program`; what it prints goes to the file `log`.
    pub fn start(program: &Path, arguments: &[&str], environment: &[(&str, &OsStr)], log: &Path) -> Result<Self> {
        let log = File::create(log)?;
        let mut command = in_new_group(program, arguments, environment);
        command.stdout(log.try_clone()?).stderr(log);
        Self::spawn(command).with_context(|| format!("cannot start {}", program.display()))
    }

    /// Starts `program` and reads the first line it prints; what it says on its standard error goes to the file `log`.
    pub fn start_and_read_line(program: &Path, arguments: &[&str], log: &Path) -> Result<(Self, String)> {
        let mut command = in_new_group(program, arguments, &[]);
        command.stdout(Stdio::piped()).stderr(File::create(log)?);
        let mut group = Self::spawn(command).with_context(|| format!("cannot start {}", program.display()))?;
        let stdout = group.child.stdout.take().context("stdout is piped")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        Ok((group, line.trim().to_owned()))
    }

    /// Returns the process id of the shell that leads the group; the program is its child.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn spawn(mut command: Command) -> io::Result<Self> {
        let mut child = command.spawn()?;
        let stdin = child.stdin.take();
        Ok(Self { child, stdin })
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // It kills itself; a failure to wait leaves nothing to do.
        let _ = self.child.wait();
    }
}

fn in_new_group(program: &Path, arguments: &[&str], environment: &[(&str, &OsStr)]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", KILL_GROUP_AT_EOF, "process-group"]).arg(program).args(arguments);
    command.envs(environment.iter().copied()).stdin(Stdio::piped());
    set_process_group(&mut command);
    command
}

#[cfg(unix)]
fn set_process_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn set_process_group(_: &mut Command) {
    unimplemented!("the end-to-end tests drive browsers on Unix only");
}

/// Looks for a program on the `PATH`.
pub fn find(program: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    found.with_context(|| format!("{program} is not on the PATH"))
}

/// One line of `ps`.
#[derive(Debug, Clone)]
pub struct Process {
    /// Its process id.
    pub id: u32,
    /// Its parent's process id.
    pub parent: u32,
    /// Its command line.
    pub command: String,
}

impl Process {
    /// Returns whether it has ended and is only waiting for its parent to ask how.
    pub fn is_dead(&self) -> bool {
        self.command.contains("<defunct>")
    }
}

/// Lists every process of this machine.
pub fn all() -> Result<Vec<Process>> {
    let ps = Command::new("ps").args(["-A", "-ww", "-o", "pid=,ppid=,args="]).output()?;
    let lines = String::from_utf8_lossy(&ps.stdout).into_owned();
    let process = |line: &str| {
        let mut words = line.split_whitespace();
        let (id, parent) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        Some(Process { id, parent, command: words.collect::<Vec<_>>().join(" ") })
    };
    Ok(lines.lines().filter_map(process).collect())
}

/// Sends a signal, by its name without `SIG`.
pub fn signal(id: u32, name: &str) -> Result<()> {
    let status = Command::new("kill").arg(format!("-{name}")).arg(id.to_string()).status()?;
    if !status.success() {
        bail!("process {id} took no SIG{name}");
    }
    Ok(())
}
