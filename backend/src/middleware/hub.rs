//! A room's hub: what carries its secret may ask for everything, and a station's first listener is the hub's alone.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::error::Error;
use crate::hub_secret;
use crate::listener::Arrival;
use crate::state::AppState;

/// Marks what comes from the hub, which has judged it already; at a station's first listener nothing else is answered.
pub(crate) async fn admit(State(app): State<AppState>, mut request: Request, next: Next) -> Result<Response, Error> {
    let direct = matches!(request.extensions().get(), Some(Arrival::Direct(_)));
    if let Some(hub) = app.config.hub.as_ref().filter(|_| direct) {
        if hub.secret.is_carried_by(request.headers()) {
            request.extensions_mut().insert(Arrival::FromHub);
        } else if hub.is_station {
            return Err(Error::NotFromHub);
        }
    }
    request.headers_mut().remove(hub_secret::HEADER);
    Ok(next.run(request).await)
}
