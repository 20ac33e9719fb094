//! What a tab remembers, also when it is loaded again. A browser that keeps nothing only says less then.

use gloo_storage::{SessionStorage, Storage as _};
use protocol::RunId;

/// Under this name it remembers its run.
const RUN: &str = "run";

/// Returns the run that this tab started last.
pub(crate) fn remembered_run() -> Option<RunId> {
    SessionStorage::get(RUN).ok()
}

/// Remembers a run.
pub(crate) fn remember_run(run: &RunId) {
    // A browser may keep nothing.
    let _ = SessionStorage::set(RUN, run);
}
