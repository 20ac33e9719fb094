//! A room, tried from outside: the real binary with its stations and its hub, real sockets, port 0.

// Signals and the list of processes are Unix's here.
#![cfg(unix)]

#[allow(dead_code, reason = "each of the test programs uses a part of it")]
#[path = "../support/mod.rs"]
mod support;

mod test_room;

mod attacks;
mod crashes;
mod feeds;
mod forwarding;
mod joining;
mod lan;
mod limits;
mod openapi;
mod page;
mod participant;
mod resource_usage;
mod restarts;
mod runs;
mod soak;
mod startup;
mod stations;

use support::{client, controls, external_toxiproxy, lab, process, program, schemathesis, sending};
