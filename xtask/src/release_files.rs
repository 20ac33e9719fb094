//! Programs that their projects have built already: downloaded, compared with a pinned checksum, and tried.
//!
//! `curl` and `tar` do the work. Windows, macOS and whoever installed Rust by rustup's own line have both; an HTTP client
//! with TLS inside this program would take longer to compile than it saves. Whatever goes wrong here is no failure: the
//! program is built instead.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

use crate::shell;

/// A program and the files in which its project publishes it.
#[derive(Debug)]
pub(crate) struct Release {
    /// What it is called, as a package and as a program.
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// The programs in each file; the first one prints the version when asked for it.
    pub(crate) programs: &'static [&'static str],
    /// Where the files lie on the server, up to the part of their names that differs.
    pub(crate) path: &'static str,
    pub(crate) files: &'static [File],
}

/// The release file for one platform.
#[derive(Debug)]
pub(crate) struct File {
    /// The platform, in the words of [`env::consts`].
    pub(crate) os: &'static str,
    pub(crate) arch: &'static str,
    /// The rest of the file's name.
    pub(crate) name: &'static str,
    pub(crate) sha256: &'static str,
}

/// Where release files are downloaded from.
#[derive(Debug)]
pub(crate) struct Server {
    /// The address of GitHub, or of a mirror, without a slash at the end.
    address: String,
    /// For how many seconds it may send next to nothing, from the first one on.
    patience: u32,
}

impl Server {
    /// Returns GitHub, or the mirror that `LAB_RELEASE_FILES` names.
    pub(crate) fn from_environment() -> Self {
        let address = env::var("LAB_RELEASE_FILES").unwrap_or_else(|_| "https://github.com".to_owned());
        Self { address: address.trim_end_matches('/').to_owned(), patience: 10 }
    }

    /// Installs the programs of `release` into the folder `bin`, or has them built where that cannot be, and says why.
    pub(crate) fn install_or_build(
        &self,
        release: &Release,
        bin: &Path,
        build: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        self.install(release, bin).or_else(|why| {
            eprintln!("building {}, because its release file cannot be used: {why:#}", release.name);
            build()
        })
    }

    /// Installs the programs of `release` into the folder `bin`.
    ///
    /// # Errors
    ///
    /// There is no file for this platform, it did not come in time, it has another checksum, or what is in it does not
    /// start here. The folder is as it was.
    fn install(&self, release: &Release, bin: &Path) -> Result<()> {
        let this_platform = |file: &&File| (file.os, file.arch) == (env::consts::OS, env::consts::ARCH);
        let file = release.files.iter().find(this_platform);
        let file =
            file.with_context(|| format!("there is no release file for {} on {}", env::consts::OS, env::consts::ARCH))?;
        let folder = bin.join(format!("unpacked-{}", release.name));
        fs::create_dir_all(&folder)?;
        let installed = self.unpack_and_install(&folder, release, file, bin);
        fs::remove_dir_all(folder)?;
        installed
    }

    fn unpack_and_install(&self, folder: &Path, release: &Release, file: &File, bin: &Path) -> Result<()> {
        let archive = folder.join("archive");
        self.download(&format!("{}{}", release.path, file.name), &archive)?;
        let checksum = sha256(&fs::read(&archive)?);
        ensure!(checksum == file.sha256, "{} has another checksum ({checksum})", file.name);
        // A name without a folder: to some programs called tar, what stands before a colon is another machine.
        shell::run_quietly(Command::new("tar").args(["-xf", "archive"]).current_dir(folder))?;
        let programs: Vec<(OsString, PathBuf)> =
            release.programs.iter().map(|name| find(folder, name)).collect::<Result<_>>()?;
        let (name, main) = programs.first().context("there is nothing to install")?;
        let version = shell::version(main).unwrap_or_default();
        ensure!(version == release.version, "{} does not start on this system", name.display());
        for (name, program) in &programs {
            fs::rename(program, bin.join(name))?;
        }
        Ok(())
    }

    fn download(&self, path: &str, to: &Path) -> Result<()> {
        let patience = self.patience.to_string();
        let mut curl = Command::new(shell::find("curl").context("there is no curl to download with")?);
        curl.args(["--fail", "--silent", "--show-error", "--location"]);
        // Below 50 kB a second, building is quicker.
        curl.args(["--connect-timeout", &patience, "--speed-time", &patience, "--speed-limit", "50000"]);
        shell::run_quietly(curl.arg("--output").arg(to).arg(format!("{}/{path}", self.address)))
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Finds a program in an unpacked archive, where it lies at the top or one folder below.
fn find(unpacked: &Path, program: &str) -> Result<(OsString, PathBuf)> {
    let name = OsString::from(format!("{program}{}", env::consts::EXE_SUFFIX));
    let folders = fs::read_dir(unpacked)?.flatten().map(|entry| entry.path());
    let found = folders.chain([unpacked.to_owned()]).map(|folder| folder.join(&name)).find(|file| file.is_file());
    match found {
        Some(file) => Ok((name, file)),
        None => bail!("there is no {program} in the archive"),
    }
}

#[cfg(test)]
mod tests;
