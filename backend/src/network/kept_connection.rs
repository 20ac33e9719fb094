//! Whether the Toxiproxy that answers is still the one that answered before.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{HOST, USER_AGENT};
use http_body_util::BodyExt as _;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use reqwest::Url;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long Toxiproxy may take to answer.
const LIMIT: Duration = Duration::from_millis(600);

/// A connection to the control API that is kept open: it ends with the process at its other end. One that is started anew
/// between two looks is noticed by nothing else.
#[derive(Default)]
pub(super) struct KeptConnection {
    kept: Option<SendRequest<Body>>,
}

impl KeptConnection {
    /// Returns whether the connection has ended since it was asked last; then another one is kept.
    pub(super) async fn has_ended(&mut self, control_api: &Url) -> bool {
        if let Some(kept) = &mut self.kept
            && matches!(timeout(LIMIT, asked(kept, control_api)).await, Ok(Some(StatusCode::OK)))
        {
            return false;
        }
        let ended = self.kept.take().is_some();
        self.kept = timeout(LIMIT, opened(control_api)).await.ok().flatten();
        ended
    }
}

async fn opened(control_api: &Url) -> Option<SendRequest<Body>> {
    let address = (control_api.host_str()?.trim_matches(['[', ']']), control_api.port_or_known_default()?);
    let stream = TcpStream::connect(address).await.ok()?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    Some(sender)
}

/// Asks for the version, so that nobody takes the connection for an idle one.
async fn asked(kept: &mut SendRequest<Body>, control_api: &Url) -> Option<StatusCode> {
    let version = control_api.join("version").ok()?;
    let request = Request::get(version.path())
        .header(HOST, control_api.authority())
        .header(USER_AGENT, concat!("exactly-once-lab/", env!("CARGO_PKG_VERSION")));
    kept.ready().await.ok()?;
    let answer = kept.send_request(request.body(Body::empty()).ok()?).await.ok()?;
    let status = answer.status();
    answer.into_body().collect().await.ok()?;
    Some(status)
}
