//! Toxiproxy in Rust: a TCP proxy that injects faults, controlled over HTTP.
//!
//! It speaks the control API of [Shopify's Toxiproxy](https://github.com/Shopify/toxiproxy) 2.12 and does to
//! bytes what that does, so that Toxiproxy's own clients and documentation hold for it. What differs:
//! `--seed` really repeats a run, and no input and no peer makes it crash or hang.
//!
//! Reading order, from the outside in:
//!
//! 1. `server` is the control API's HTTP server; `api` its routes; `api_types` and `go_json` its bodies.
//! 2. `registry` is the set of proxies; `proxy` has a listener, an accept loop and toxics; `connection` is one client with
//!    its upstream.
//! 3. `link` moves the bytes of one direction; `chain` passes them through the toxics; `toxics` has one file for each;
//!    what is on its way between two of them waits in a `chunk_queue`.
//! 4. `timer` wakes links at the right moment; `rng` is their randomness. Chain and toxics are told the time and never ask.
//!
//! Everything a control request does to live connections it does under plain locks, without waiting:
//! that is why a stuck peer cannot hold up the API.

#![warn(missing_docs)]

mod address;
mod api;
mod api_types;
mod chain;
mod chunk_queue;
mod connection;
mod error;
mod go_json;
mod link;
mod proxy;
mod registry;
mod rng;
mod server;
mod stream;
mod timer;
mod toxics;

pub use error::Error;
pub use registry::{Options, Toxiproxy};
pub use server::serve;

/// What to call this network where people read it; the original is called `Toxiproxy`.
pub const NAME: &str = "Toxiproxy, embedded";

/// What `GET /version` answers: the version of the original whose behaviour this is, and a suffix that tells
/// the two apart. The original's own versions are bare (`2.12.0`) or, when installed by `go install`, `git`.
pub const VERSION: &str = "2.12.0-embedded";
