//! The bank: it decides payments and keeps them. It knows no HTTP; `payment_service` is its way to the outside.
//!
//! Reading order: [`Decision`] is what the bank says to an [`Order`], `policy` holds the ways to come to it, the
//! writer makes the decisions durable, [`store`] is where they are kept.

mod decision;
mod file_system;
mod ledger;
mod location;
mod metrics;
mod policies;
mod policy;
mod queue;
mod script;
pub mod store;

mod observers;
mod writer;

pub use decision::{Decision, Order, Unpaid};
pub use file_system::file_system;
pub use ledger::Ledger;
pub use location::Location;
pub use metrics::Metrics;
pub use observers::Observers;
pub use policies::Policies;
pub(crate) use policy::code;
pub use store::StoreError;
use store::{Claim, Transaction};
