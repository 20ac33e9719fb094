//! Schemathesis, which makes requests up from `openapi.yaml` and judges the answers.

use std::path::{Path, PathBuf};

use tokio::process::Command;

/// The top folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the crate lies in a workspace")
}

/// How many examples of an operation it tries, in short and in a soak.
#[derive(Clone, Copy)]
pub(crate) struct Examples(pub(crate) u32, pub(crate) u32);

/// Lets it try the operations that these arguments choose, with so many examples each; it finds nothing. It leaves files in
/// `folder`. `known` are environment variables, with what the hooks cannot make up.
pub(crate) async fn schemathesis(
    address: &str,
    folder: &Path,
    what: &str,
    examples: Examples,
    arguments: &[&str],
    known: &[(&str, &str)],
) {
    let packages = root().join(".tools/schemathesis");
    let (soak, description) = (std::env::var_os("SOAK").is_some(), root().join("proof/openapi"));
    // The same cases each time, and in a soak more of them, and others each time.
    let examples = if soak { examples.1 } else { examples.0 }.to_string();
    let mut command = Command::new("python3");
    command.arg(packages.join("bin/schemathesis")).arg("--config-file").arg(description.join("schemathesis.toml"));
    command.arg("run").arg(root().join("openapi.yaml")).args(["--url", address, "--suppress-health-check", "all"]);
    command.args(["--max-examples", &examples]).args((!soak).then_some("--generation-deterministic")).args(arguments);
    command.env("PYTHONPATH", &packages).env("SCHEMATHESIS_HOOKS", description.join("hooks.py"));
    command.envs(known.iter().copied());
    command.current_dir(folder).kill_on_drop(true);
    let output =
        command.output().await.expect("Python is there: `cargo xtask test` installs Schemathesis where it can");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{what}: {said}{}", String::from_utf8_lossy(&output.stderr));
    println!("{what}: {}", said.lines().rfind(|line| line.contains(" generated")).unwrap_or("nothing").trim());
}
