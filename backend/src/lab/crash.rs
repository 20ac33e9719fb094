//! The crash of the bank.

use std::io::Write as _;

/// What a bank says on standard output before a crash that somebody asked for. A parent that reads it does not take the
/// death for a sign that something is wrong.
pub const ASKED_TO_CRASH: &str = "crashing, as it was asked to";

/// `POST /lab/crash`: ends the process as a power cut would. There is no answer.
pub(super) async fn abort() {
    tracing::warn!(target: "bank", "{ASKED_TO_CRASH}");
    // Nobody has to listen.
    let _ = writeln!(std::io::stdout(), "{ASKED_TO_CRASH}");
    std::process::abort()
}
