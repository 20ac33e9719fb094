//! What the running bank was compiled from.

use axum::Json;
use protocol::{KeyPolicy, PolicyCode};

use crate::bank::code;

/// `GET /lab/code`: the deciding functions of every key policy.
pub(super) async fn show() -> Json<Vec<PolicyCode>> {
    Json(KeyPolicy::ALL.map(code::of).to_vec())
}
