//! The crash of the bank.

/// `POST /lab/crash`: ends the process as a power cut would. There is no answer.
pub(super) async fn abort() {
    tracing::warn!(target: "bank", "crashing, as it was asked to");
    std::process::abort()
}
