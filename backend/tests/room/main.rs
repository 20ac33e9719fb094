//! A room, tried from outside: the real binary with its stations and its hub, real sockets, port 0.

// Signals and the list of processes are Unix's here.
#![cfg(unix)]

#[allow(dead_code, reason = "shared with the tests of the lab, which use more of it")]
#[path = "../lab/client.rs"]
mod client;
#[allow(dead_code, reason = "shared with the tests of the lab, which use more of it")]
#[path = "../lab/lab.rs"]
mod lab;
#[allow(dead_code, reason = "shared with the tests of the lab, which use more of it")]
#[path = "../lab/program.rs"]
mod program;
#[path = "../lab/schemathesis.rs"]
mod schemathesis;
mod test_room;

mod attacks;
mod crashes;
mod everybody;
mod feeds;
mod forwarding;
mod joining;
mod limits;
mod openapi;
mod participant;
mod restarts;
mod runs;
mod startup;
mod stations;
