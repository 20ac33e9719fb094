//! What the running bank decides with.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use protocol::{KeyPolicy, PolicyCode};
use serde::Deserialize;

use crate::bank::code;
use crate::error::Error;
use crate::state::AppState;

/// Whose code, and against whose.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// The policy in force when absent.
    policy: Option<KeyPolicy>,
    /// The policy to compare with.
    since: Option<KeyPolicy>,
}

/// `GET /lab/code?since=POLICY`: the deciding functions of the key policy in force, or of `policy`, and which of their
/// lines `since` does not have.
pub(super) async fn show(
    State(app): State<AppState>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<PolicyCode>, Error> {
    let Query(Asked { policy, since }) = asked.map_err(|error| Error::BadRequest(error.body_text()))?;
    let policy = match policy {
        Some(policy) => policy,
        None => app.ledger.settings().await?.policy,
    };
    Ok(Json(code::of(policy, since, &app.ledger.script().await?)))
}
