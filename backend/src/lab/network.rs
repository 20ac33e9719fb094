//! The network: what it loses, and how it is put right.

use axum::Json;
use axum::extract::State;
use protocol::{Losses, NetworkState};

use crate::error::Error;
use crate::extract;
use crate::network::{ClientError, Error as NetworkError, Network};
use crate::state::AppState;

/// `PUT /lab/network`: sets both losses, and answers what Toxiproxy says afterwards.
pub(super) async fn set(
    State(app): State<AppState>,
    extract::Json(losses): extract::Json<Losses>,
) -> Result<Json<NetworkState>, Error> {
    if !losses.are_shares() {
        return Err(Error::BadRequest("request_loss and reply_loss are numbers from 0 to 1".to_owned()));
    }
    Ok(Json(network(&app)?.set_losses(losses).await?))
}

/// `POST /lab/network/repair`: puts the proxy right, and answers what Toxiproxy says afterwards.
pub(super) async fn repair(State(app): State<AppState>) -> Result<Json<NetworkState>, Error> {
    Ok(Json(network(&app)?.repair().await?))
}

fn network(app: &AppState) -> Result<&Network, Error> {
    app.network.as_ref().ok_or_else(|| Error::BadGateway("the bank was started without --toxiproxy".to_owned()))
}

impl From<NetworkError> for Error {
    fn from(error: NetworkError) -> Self {
        match error {
            NetworkError::NoProxy => Self::NoProxy,
            NetworkError::Toxiproxy(ClientError::Unreachable(why)) => Self::NetworkGone(why),
            NetworkError::Toxiproxy(error @ ClientError::Refused { .. }) => Self::BadGateway(error.to_string()),
        }
    }
}
