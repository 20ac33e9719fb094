//! A compiler for the page: rustup's where it can download, Debian's where it cannot.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// What the page is compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
const LINKER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER";

/// The compiler for wasm.
#[derive(Debug, Clone)]
pub(crate) enum Toolchain {
    /// The compiler that built this program also has the wasm target.
    Own,
    /// Debian's compiler builds wasm's standard library from its sources, so its cargo and rustc are used as a whole.
    Debian {
        /// Debian's compiler is packaged without a wasm linker.
        linker: PathBuf,
    },
}

impl Toolchain {
    /// Finds the toolchain, or installs one. `LAB_TOOLCHAIN=debian` leaves rustup out of it.
    pub(crate) fn set_up() -> Result<Self> {
        let forced = env::var_os("LAB_TOOLCHAIN").is_some_and(|choice| choice == "debian");
        if !forced && own_has_wasm() {
            return Ok(Self::Own);
        }
        // A second try of a download that failed before would cost every start its time-out.
        let settled = shell::tools_dir().join("toolchain-is-debian");
        if !forced && !settled.exists() && add_target() {
            return Ok(Self::Own);
        }
        let debian = debian()?;
        if !forced {
            fs::create_dir_all(shell::tools_dir())?;
            fs::write(settled, "Delete this file to have rustup tried again.\n")?;
        }
        Ok(debian)
    }

    /// Returns a cargo that can build for wasm.
    pub(crate) fn cargo(&self) -> Result<Command> {
        let mut command = match self {
            Self::Own => shell::cargo(),
            Self::Debian { .. } => Command::new("/usr/bin/cargo"),
        };
        command.current_dir(shell::root());
        self.prepare(&mut command)?;
        Ok(command)
    }

    /// Gives `command`, which will start cargo itself, what it needs to build for wasm.
    pub(crate) fn prepare(&self, command: &mut Command) -> Result<()> {
        match self {
            Self::Own => {
                command.env("PATH", shell::path_with_tools(&[])?);
            }
            Self::Debian { linker } => {
                command
                    .env("PATH", shell::path_with_tools(&["/usr/bin"])?)
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                    .env(LINKER, linker)
                    .env_remove("CARGO")
                    .env_remove("RUSTUP_TOOLCHAIN");
            }
        }
        Ok(())
    }
}

fn own_has_wasm() -> bool {
    let asked = shell::output(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    asked.is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

fn add_target() -> bool {
    if shell::find("rustup").is_none() {
        return false;
    }
    let added = shell::install("Rust's wasm target", "the page is compiled to wasm", "half a minute", || {
        shell::run(Command::new("rustup").args(["target", "add", TARGET]))
    });
    if let Err(error) = &added {
        eprintln!("rustup cannot download here ({error:#}); trying Debian's toolchain");
    }
    added.is_ok() && own_has_wasm()
}

fn debian() -> Result<Toolchain> {
    let packages = ["rustc-web", "cargo-web", "rust-web-src"];
    let complete = packages.iter().all(|package| Path::new("/usr/share/doc").join(package).exists());
    if !complete {
        if !shell::may_install_packages() {
            bail!(
                "there is no compiler for {TARGET}: `rustup target add {TARGET}` (or, on Debian, `apt-get install {}`)",
                packages.join(" ")
            );
        }
        let why = "the page is compiled to wasm, and rustup has no download here";
        shell::install(&packages.join(", "), why, "half a minute", || shell::apt_install(&packages))?;
    }
    Ok(Toolchain::Debian { linker: linker()? })
}

/// rustup ships a linker beside the compiler; Debian's is a package named after its LLVM.
fn linker() -> Result<PathBuf> {
    let version = shell::output(Command::new("/usr/bin/rustc").arg("-vV"))?;
    let field = |name: &str| version.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let host = field("host:").context("rustc -vV names no host")?;
    if let Ok(sysroot) = shell::output(Command::new("rustc").args(["--print", "sysroot"])) {
        let beside = Path::new(sysroot.trim()).join("lib/rustlib").join(host).join("bin/rust-lld");
        if beside.is_file() {
            return Ok(beside);
        }
    }
    let llvm = field("LLVM version:").and_then(|llvm| llvm.split('.').next()).context("rustc -vV names no LLVM")?;
    let linker = PathBuf::from(format!("/usr/bin/wasm-ld-{llvm}"));
    if !linker.exists() {
        let package = format!("lld-{llvm}");
        shell::install(&package, "it links the page", "some seconds", || shell::apt_install(&[&package]))?;
    }
    Ok(linker)
}
