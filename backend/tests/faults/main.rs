//! The bank under faults: killed, without power, on a disk that is full or fails, with clients that go away.
//!
//! After each, two things are looked for in the ledger: an acknowledged payment that is not there, and a key that was
//! paid twice. `cargo xtask test` runs short forms; `SOAK=1`, as `cargo xtask soak` sets it, the full ones. Each
//! prints what it saw.

// The disk that fails is preloaded, and `/proc` is read.
#![cfg(target_os = "linux")]

mod bank;
mod client;
mod client_disconnects;
mod client_knowledge;
mod disk_faults;
mod kill_under_load;
mod linearizability;
mod load_clients;
mod million_payments;
mod power_cut_image;
mod power_cuts;
mod printed_address;

use std::fmt::Display;
use std::io::Write as _;

/// How often: in short, and in a soak.
pub(crate) fn times<T>(short: T, soak: T) -> T {
    if std::env::var_os("SOAK").is_some() { soak } else { short }
}

/// Prints what a test saw, also when it holds: libtest keeps only what is printed by macros.
pub(crate) fn saw(what: impl Display) {
    writeln!(std::io::stderr(), "    {what}").expect("somebody may read it");
}
