//! The network: what it loses, and how it is put right.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::{Losses, NetworkState};

use super::read;
use crate::app::AppState;
use crate::error::Error;
use crate::network::{Error as NetworkError, Network};

/// `PUT /lab/network`: sets both losses, and answers what Toxiproxy says afterwards.
pub(super) async fn set(
    State(app): State<AppState>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<NetworkState>, Error> {
    let losses: Losses = read(&headers, body).await?;
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
            NetworkError::NoProxy => {
                Self::Conflict("the proxy is missing or disabled; POST /lab/network/repair puts it right".to_owned())
            }
            NetworkError::Toxiproxy(error) => Self::BadGateway(error.to_string()),
        }
    }
}
