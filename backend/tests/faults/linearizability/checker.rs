//! The checker, built by Go once for all tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// What Porcupine says of a history.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A bank that pays every key once can have given these answers.
    Accepted,
    /// No such bank can, because of what happened to these keys. A picture shows the first.
    Rejected(BTreeSet<String>),
}

/// Judges the history in a file. Anything but a verdict is a failure of the test.
pub(super) fn judge(history: &Path) -> Verdict {
    let output = Command::new(&*CHECKER).arg(history).output().expect("the checker starts");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let keys = said.lines().filter_map(|line| line.strip_prefix("rejected: ")).map(ToOwned::to_owned);
    let keys = keys.collect::<BTreeSet<_>>();
    match output.status.code() {
        Some(0) if keys.is_empty() => Verdict::Accepted,
        Some(1) if !keys.is_empty() => {
            let picture = said.lines().find_map(|line| line.strip_prefix("picture: ")).expect("a picture");
            assert!(Path::new(picture).is_file(), "{picture}");
            Verdict::Rejected(keys)
        }
        code => panic!("no verdict but {code:?}: {said}{}", String::from_utf8_lossy(&output.stderr)),
    }
}

static CHECKER: LazyLock<PathBuf> = LazyLock::new(|| {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("linearizability");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../proof/linearizability");
    let mut go = Command::new("go");
    // What this program is made of does not hang on the state of a checkout.
    go.current_dir(source).args(["build", "-buildvcs=false", "-o"]).arg(&program);
    let built = go.status().expect("Go builds the checker: `cargo xtask test` installs it where it can");
    assert!(built.success(), "go build: {built}");
    program
});
