//! The one owner of the experiment, and the handle that components hold.

mod bridge;
mod handle;

pub(crate) use bridge::start;
pub(crate) use handle::Request;
pub use handle::{RunnerHandle, use_runner};
