//! The state of the whole lab, and the key policy.

use axum::Json;
use axum::extract::State;
use protocol::{KeyPolicyRequest, LabState, MAX_PAUSE_MS};

use crate::error::Error;
use crate::extract;
use crate::network::NetworkSnapshot;
use crate::state::AppState;

/// `GET /lab/state`.
pub(super) async fn show(State(app): State<AppState>) -> Result<Json<LabState>, Error> {
    let snapshot = async {
        match &app.network {
            Some(network) => network.snapshot().await,
            None => NetworkSnapshot::unreachable(),
        }
    };
    let (settings, network) = tokio::join!(app.ledger.settings(), snapshot);
    let settings = settings?;
    Ok(Json(LabState {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        start: app.identity.start().to_owned(),
        probe: app.identity.probe(),
        payments: app.payments.payments,
        expected: app.payments.expected,
        proxied_url: app.config.proxied_url.clone(),
        proxied_port: app.config.published_proxied_port.or(network.port).unwrap_or(app.config.proxied_port),
        key_policy: settings.policy,
        pause_ms: settings.pause_ms,
        run: app.runs.lease(),
        network: network.state,
    }))
}

/// `PUT /lab/key-policy`: answers the new state.
pub(super) async fn set_key_policy(
    State(app): State<AppState>,
    extract::Json(request): extract::Json<KeyPolicyRequest>,
) -> Result<Json<LabState>, Error> {
    if request.pause_ms.is_some_and(|pause| pause > MAX_PAUSE_MS) {
        return Err(Error::BadRequest(format!("pause_ms must be from 0 to {MAX_PAUSE_MS}")));
    }
    app.ledger.set_key_policy(request).await?;
    show(State(app)).await
}
