//! The rule that somebody wrote on the page.

use axum::Json;
use axum::extract::State;
use protocol::{Script, ScriptRequest};
use tokio::task::spawn_blocking;

use crate::error::Error;
use crate::extract;
use crate::state::AppState;

/// `GET /lab/script`: the rule of this ledger.
pub(super) async fn show(State(app): State<AppState>) -> Result<Json<Script>, Error> {
    Ok(Json(app.ledger.script().await?))
}

/// `PUT /lab/script`: checks a rule, puts it in place, and answers it. It decides every payment sent from then on,
/// under the policy `script`.
pub(super) async fn save(
    State(app): State<AppState>,
    extract::Json(ScriptRequest { text }): extract::Json<ScriptRequest>,
) -> Result<Json<Script>, Error> {
    let checked = spawn_blocking(move || rule::check(&text).map(|()| text)).await;
    let text = checked.map_err(|_| Error::Unavailable("the rule could not be checked".to_owned()))?;
    app.ledger.set_script(text.map_err(Error::BadScript)?).await?;
    show(State(app)).await
}
