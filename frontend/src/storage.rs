//! What the browser remembers, also when the page is loaded again. A browser that keeps nothing only says less then.

use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use leptos::prelude::window;
use protocol::RunId;

/// Under this name a tab remembers its run.
const RUN: &str = "run";
/// Under a name that begins so the browser remembers the rule that somebody is writing.
const RULE: &str = "rule";

/// Returns the run that this tab started last.
pub(crate) fn remembered_run() -> Option<RunId> {
    SessionStorage::get(RUN).ok()
}

/// Remembers a run.
pub(crate) fn remember_run(run: &RunId) {
    // A browser may keep nothing.
    let _ = SessionStorage::set(RUN, run);
}

/// Returns the rule that was being written for this lab, saved or not.
pub(crate) fn remembered_rule() -> Option<String> {
    LocalStorage::get(rule_name()).ok()
}

/// Remembers the rule that is being written.
pub(crate) fn remember_rule(text: &str) {
    // A browser may keep nothing.
    let _ = LocalStorage::set(rule_name(), text);
}

/// Labs of one origin lie in folders of their own.
fn rule_name() -> String {
    format!("{RULE} {}", window().location().pathname().unwrap_or_default())
}
