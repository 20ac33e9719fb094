//! The bank's contract, tried from outside: a real server on port 0, real sockets, a real file.

#[allow(dead_code, reason = "each of the test programs uses a part of it")]
#[path = "../support/mod.rs"]
mod support;

mod access;
mod answers;
mod bank_model;
mod client;
mod concurrent_reads;
mod connection_close;
mod crashing_store;
mod durability;
mod failing_store;
mod hostile_clients;
mod in_memory_store;
mod intercepted_store;
mod key_policies;
mod other_routes;
mod postgres;
mod random_histories;
mod refusals;
mod rules;
mod store_contract;
mod stores_under_test;
mod test_bank;
mod trials;
mod unavailable;
mod writer;

use support::sending;
