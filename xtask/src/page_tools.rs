//! What builds the page: Trunk, and the wasm-bindgen of the lock file's version.
//!
//! Each is taken from its project's release files where they can be reached, and built here where they cannot.

use anyhow::Result;

use crate::release_files::{File, Release, Server};
use crate::{shell, tools};

// The checksums are those that unrelated build scripts of the public record, too.
const TRUNK: Release = Release {
    name: "trunk",
    version: "0.21.14",
    programs: &["trunk"],
    path: "trunk-rs/trunk/releases/download/v0.21.14/trunk-",
    files: &[
        File {
            os: "linux",
            arch: "x86_64",
            name: "x86_64-unknown-linux-gnu.tar.gz",
            sha256: "f2b4680cd239693a646a2795e4633c625328d7b2a044fbe749fa3a2fe9e7036b",
        },
        File {
            os: "linux",
            arch: "aarch64",
            name: "aarch64-unknown-linux-gnu.tar.gz",
            sha256: "b1d8e60e454f7fc182d9a4d95d1506ffbae947d8ba90f8f6f02da93b60f980f9",
        },
        File {
            os: "macos",
            arch: "x86_64",
            name: "x86_64-apple-darwin.tar.gz",
            sha256: "f1ba0e3bbe24e0ae219c6d22c33e24e2825c1608dd27c2556e323495110f1a95",
        },
        File {
            os: "macos",
            arch: "aarch64",
            name: "aarch64-apple-darwin.tar.gz",
            sha256: "764e299dd50d89442a4e96a236349f57961984b701e74d3dbdb39cd1c9f5101e",
        },
        File {
            os: "windows",
            arch: "x86_64",
            name: "x86_64-pc-windows-msvc.zip",
            sha256: "cd6ac15b9daff0365e5695036791ef2ce3c63f61c014f5a8c532363266e4569c",
        },
    ],
};

// The library of the same version is pinned in Cargo.toml.
const WASM_BINDGEN: Release = Release {
    name: "wasm-bindgen",
    version: "0.2.129",
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    path: "wasm-bindgen/wasm-bindgen/releases/download/0.2.129/wasm-bindgen-0.2.129-",
    files: &[
        File {
            os: "linux",
            arch: "x86_64",
            name: "x86_64-unknown-linux-musl.tar.gz",
            sha256: "82d12bb940e2d4e72e0d5605387fc1b8ca179044e012b620f0ce4e7440e8320e",
        },
        File {
            os: "linux",
            arch: "aarch64",
            name: "aarch64-unknown-linux-musl.tar.gz",
            sha256: "2ed4351c35dd9440308bbb02767d47ea278efe851a52465300f3c94f5b6c2a87",
        },
        File {
            os: "macos",
            arch: "x86_64",
            name: "x86_64-apple-darwin.tar.gz",
            sha256: "7e028879a68ec53dae14048b55cc5215f6df75b17a9c1426fac8fa086d3202fd",
        },
        File {
            os: "macos",
            arch: "aarch64",
            name: "aarch64-apple-darwin.tar.gz",
            sha256: "81d4a23d56b3c3eb8187658329116d50e0b228a93b343825fb71f70179051cd1",
        },
        File {
            os: "windows",
            arch: "x86_64",
            name: "x86_64-pc-windows-msvc.tar.gz",
            sha256: "79e348c169d0c10c0b287647f1e753d0985353ca96800bc29be8f4261baf13e6",
        },
    ],
};

/// Returns whether both are installed, in the versions pinned here.
pub(crate) fn are_installed() -> bool {
    [TRUNK, WASM_BINDGEN].iter().all(is_installed)
}

/// Installs what is missing.
pub(crate) fn install() -> Result<()> {
    install_one(&TRUNK, "it builds the page", "some seconds, or 7 minutes where it has to be built", || {
        // Without its default features it neither looks for updates of itself nor compiles a TLS library to do so.
        tools::cargo_install("trunk", TRUNK.version, &["--locked", "--no-default-features"])
    })?;
    let why = "it joins the page's wasm to JavaScript";
    install_one(&WASM_BINDGEN, why, "some seconds, or a minute where it has to be built", || {
        tools::cargo_install("wasm-bindgen-cli", WASM_BINDGEN.version, &[])
    })?;
    tools::forget_builds()
}

fn install_one(release: &Release, why: &str, duration: &str, build: impl FnOnce() -> Result<()>) -> Result<()> {
    if is_installed(release) {
        return Ok(());
    }
    let what = format!("{} {}", release.name, release.version);
    let bin = shell::tools_dir().join("bin");
    shell::install(&what, why, duration, || Server::from_environment().install_or_build(release, &bin, build))
}

fn is_installed(release: &Release) -> bool {
    shell::find(release.name).and_then(|program| shell::version(&program)).as_deref() == Some(release.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_bindgen_is_of_the_lock_files_version() {
        let lock = include_str!("../../Cargo.lock");
        let entry = format!("name = \"wasm-bindgen\"\nversion = \"{}\"\n", WASM_BINDGEN.version);
        assert!(lock.contains(&entry), "Cargo.lock has another wasm-bindgen than {}", WASM_BINDGEN.version);
    }

    #[test]
    fn release_files_are_of_the_version_that_is_asked_for_and_pinned_by_sha256() {
        for release in [TRUNK, WASM_BINDGEN] {
            let folder = release.path.rsplit('/').nth(1).unwrap_or_default();
            assert_eq!(folder.trim_start_matches('v'), release.version);
            for file in release.files {
                assert!(file.sha256.len() == 64 && file.sha256.bytes().all(|byte| byte.is_ascii_hexdigit()));
            }
        }
    }
}
