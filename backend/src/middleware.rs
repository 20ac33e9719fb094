//! What stands in front of every route. `app.rs` lists it in order.

pub(crate) mod access;
pub(crate) mod attempt_counting;
mod authority;
pub(crate) mod connection_close;
pub(crate) mod cors;
pub(crate) mod host;
pub(crate) mod hub;
pub(crate) mod refusal_logging;

/// Returns whether this is `/payments` or below it.
fn is_payments(path: &str) -> bool {
    path == "/payments" || path.starts_with("/payments/")
}
