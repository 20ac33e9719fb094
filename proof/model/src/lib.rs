//! Every interleaving of client, lossy network, bank and crash, looked at by a model checker that others wrote
//! ([`stateright`]).
//!
//! The client is the real [`experiment::Sending`], and what the bank decides is decided by the real key policies; only
//! the network, the ledger's storage and the clock are modelled. In reading order: [`Setting`] says what is tried and how
//! far, [`World`] is one moment of it, [`Step`] what can happen next, [`properties`] what must hold or must be found, and
//! [`Search`] looks for the shortest way to break it.

mod bank;
mod client;
mod ledger;
pub mod properties;
mod search;
mod setting;
mod step;
mod world;

pub use counterexamples::{Bounds, Counterexample};
pub use properties::{Claim, Experiment};
pub use search::{Search, all, file};
pub use setting::Setting;
pub use step::{Step, Wire};
pub use world::World;
