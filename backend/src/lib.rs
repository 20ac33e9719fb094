//! The bank and the lab around it.

mod app;
mod attempts;
pub mod bank;
mod error;
mod feed;
mod guard;
mod lab;
pub mod network;
mod page;
mod payments_file;
mod runs;
pub mod send;
mod server;

pub use app::{AppState, Config, serve};
pub use error::Error;
pub use feed::Feed;
pub use guard::Peer;
pub use network::Network;
pub use payments_file::{CsvError, PaymentsFile, PaymentsFileError};
pub use runs::{Held, Runs};
