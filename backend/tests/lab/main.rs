//! The whole lab, tried from outside: the real binary, real sockets, port 0, real signals.
//!
//! Everything runs over the embedded network and, when the environment variable `TOXIPROXY_SERVER` names the
//! original's binary, over the original too:
//!
//! `TOXIPROXY_SERVER=~/go/bin/toxiproxy-server cargo test -p backend --test lab`

// Signals and the list of processes are Unix's here.
#![cfg(unix)]

mod api;
mod choosing;
mod client;
mod compose;
mod data_dir;
mod embedded;
mod ending;
mod lab;
mod log;
mod network;
mod open;
mod page;
mod postgres;
mod program;
mod restarts;
mod send_failures;
mod send_history;
mod sending;
mod trouble;
