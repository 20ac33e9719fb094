//! The whole lab, tried from outside: the real binary, real sockets, port 0, real signals.
//!
//! Everything runs over the embedded network and, when the environment variable `TOXIPROXY_SERVER` names the
//! original's binary, over the original too:
//!
//! `TOXIPROXY_SERVER=~/go/bin/toxiproxy-server cargo test -p backend --test lab`

// Signals and the list of processes are Unix's here.
#![cfg(unix)]

#[allow(dead_code, reason = "each of the test programs uses a part of it")]
#[path = "../support/mod.rs"]
mod support;

mod bank_log;
mod container_health;
mod data_dir;
mod embedded_toxiproxy;
mod event_feed;
mod http_files;
mod lab_api;
mod network;
mod openapi;
mod page;
mod postgres;
mod remote_access;
mod restarts;
mod second_listener;
mod send_command;
mod send_failures;
mod send_history;
mod shutdown;
#[cfg(target_os = "linux")] // where a disk can be preloaded
mod slow_disk;
mod startup_errors;
mod toxiproxy_choice;
mod trials;

use support::{client, controls, external_toxiproxy, lab, program, schemathesis, sending};
