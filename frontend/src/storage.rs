//! What a browser remembers: a tab its run, also when it is loaded again; all tabs together their seat in a room, and the
//! rule that somebody is writing. A browser that keeps nothing only says less, but has no seat.

use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use leptos::prelude::window;
use protocol::RunId;
use protocol::room::{MyState, Seat};
use uuid::Uuid;

/// Under this name a tab remembers its run.
const RUN: &str = "run";
/// Under these names a tab remembers how it wants to join, and the host's key.
const JOIN_SECRET: &str = "join-secret";
const JOIN_CODE: &str = "join-code";
const HOST_KEY: &str = "host-key";
/// Under these names all tabs remember their seat, how often they have spoken of it, and the end of a run that the hub has
/// not confirmed.
const SEAT_KEY: &str = "seat-key";
const SEAT: &str = "seat";
const SEAT_SEQ: &str = "seat-seq";
const UNCONFIRMED: &str = "seat-done";
/// Under this name a browser remembers that its owner has been led through a first run.
const GUIDED: &str = "guided";
/// Under a name that begins so a browser remembers the rule that somebody is writing.
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

/// Returns the secret of the QR code with which this tab came.
pub(crate) fn join_secret() -> Option<String> {
    SessionStorage::get(JOIN_SECRET).ok()
}

/// Remembers the secret of the QR code, or forgets it: one that was refused is not sent again.
pub(crate) fn set_join_secret(secret: Option<&str>) {
    set_session(JOIN_SECRET, secret);
}

/// Returns the code that was sent and has had no answer.
pub(crate) fn unanswered_code() -> Option<String> {
    SessionStorage::get(JOIN_CODE).ok()
}

/// Remembers a code until it is answered.
pub(crate) fn set_unanswered_code(code: Option<&str>) {
    set_session(JOIN_CODE, code);
}

/// Returns the host's key.
pub(crate) fn host_key() -> Option<String> {
    SessionStorage::get(HOST_KEY).ok()
}

/// Remembers the host's key.
pub(crate) fn set_host_key(key: &str) {
    set_session(HOST_KEY, Some(key));
}

/// Returns the seat key of this browser.
pub(crate) fn seat_key() -> Option<String> {
    LocalStorage::get(SEAT_KEY).ok()
}

/// Makes the seat key of this browser, where it can.
pub(crate) fn make_seat_key() {
    let _ = LocalStorage::set(SEAT_KEY, Uuid::new_v4().simple().to_string());
}

/// Returns the seat of this browser.
pub(crate) fn seat() -> Option<Seat> {
    LocalStorage::get(SEAT).ok()
}

/// Remembers the seat of this browser; whether it can.
pub(crate) fn set_seat(seat: &Seat) -> bool {
    LocalStorage::set(SEAT, seat).is_ok()
}

/// Forgets the seat, and the key with which it was taken: the next seat is another one.
pub(crate) fn forget_seat_and_key() {
    LocalStorage::delete(SEAT_KEY);
    forget_seat();
}

/// Forgets the seat, and keeps the key.
pub(crate) fn forget_seat() {
    LocalStorage::delete(SEAT);
    LocalStorage::delete(SEAT_SEQ);
    LocalStorage::delete(UNCONFIRMED);
}

/// Returns a number above all that were returned before, and above `least`.
pub(crate) fn next_seq(least: u64) -> u64 {
    let next = LocalStorage::get(SEAT_SEQ).unwrap_or(0_u64).max(least) + 1;
    let _ = LocalStorage::set(SEAT_SEQ, next);
    next
}

/// Returns the end of a run that the hub has not confirmed.
pub(crate) fn unconfirmed() -> Option<MyState> {
    LocalStorage::get(UNCONFIRMED).ok()
}

/// Remembers the end of a run until the hub has confirmed it.
pub(crate) fn set_unconfirmed(done: Option<&MyState>) {
    match done {
        Some(done) => drop(LocalStorage::set(UNCONFIRMED, done)),
        None => LocalStorage::delete(UNCONFIRMED),
    }
}

/// Whether its owner has been led through a first run.
pub(crate) fn was_guided() -> bool {
    LocalStorage::get(GUIDED).unwrap_or(false)
}

/// Remembers that its owner has been led through a first run.
pub(crate) fn set_guided() {
    let _ = LocalStorage::set(GUIDED, true);
}

fn set_session(name: &str, value: Option<&str>) {
    match value {
        Some(value) => drop(SessionStorage::set(name, value)),
        None => SessionStorage::delete(name),
    }
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
