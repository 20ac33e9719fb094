//! Every interleaving of client, lossy network, bank and crash, looked at by a model checker that others wrote
//! ([`stateright`]).
//!
//! The client is the real [`experiment::Sending`], and what the bank decides is decided by the real key policies; only
//! the network, the ledger's storage and the clock are modelled. In reading order: [`Setting`] says what is tried and how
//! far, [`World`] is one moment of it, [`Step`] what can happen next, [`properties`] what must hold or must be found, and
//! [`Counterexample`] the shortest way to break it.

mod bank;
mod client;
mod counterexample;
mod ledger;
pub mod properties;
mod setting;
mod step;
mod world;

pub use counterexample::{Counterexample, Event, Found, all, file};
pub use properties::{Claim, Experiment};
pub use setting::{Bounds, Setting};
pub use step::{Step, Wire};
pub use world::World;
