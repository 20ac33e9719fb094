//! The bank and the lab around it.
//!
//! No circles: a module uses only what lies below it. From the top: `app` (routes and middleware), then `lab`, `page` and
//! `payment_service` (handlers), `middleware`, `state`, and below it `bank`, `network`, `runs`, `feed` and `config`. Beside
//! `app` stands the `hub` of a room, which uses `page` and `middleware` too, and `room`.
//! `xtask/tests/module_cycles.rs` holds it.

mod app;
pub mod bank;
mod config;
mod error;
mod extract;
mod feed;
mod hub;
mod hub_secret;
mod identity;
mod lab;
mod listener;
mod middleware;
pub mod network;
mod page;
mod payment_service;
mod payments_file;
pub mod room;
mod runs;
pub mod send;
mod server;
mod state;

pub use app::serve;
pub use config::{BehindHub, Config};
pub use error::{Error, RoomRefusal};
pub use feed::Feed;
pub use hub::{Hub, HubSettings};
pub use hub_secret::HubSecret;
pub use identity::Identity;
pub use lab::ASKED_TO_CRASH;
pub use listener::Listeners;
pub use network::Network;
pub use payments_file::{CsvError, PaymentsFile, PaymentsFileError};
pub use runs::{LeaseHeld, Runs};
pub use state::AppState;
