//! One request on a connection of its own: an attempt to pay, or a look at the ledger.

use std::io;

use experiment::{Attempt, Outcome};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, CONTENT_TYPE, HOST, RETRY_AFTER};
use hyper::{Method, Request, Response, http};
use hyper_util::rt::TokioIo;
use protocol::{ATTEMPT_ID, IDEMPOTENCY_KEY, Problem};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::net::{TcpStream, lookup_host};

use super::target::Target;

/// What an attempt was answered.
#[derive(Debug)]
pub(super) struct Answer {
    /// What the client makes of it.
    pub(super) outcome: Outcome,
    pub(super) status: u16,
    /// The receipt of a `2xx`.
    pub(super) receipt: Option<ReceiptId>,
}

/// What tells one receipt from another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ReceiptId {
    pub(super) id: u64,
    pub(super) attempt: Option<String>,
}

/// An entry of the ledger, as far as a history needs it.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) id: u64,
    pub(super) key: Option<String>,
    pub(super) attempt: Option<String>,
}

/// Why no answer came.
#[derive(Debug, Error)]
pub(super) enum NoReply {
    /// The name cannot be resolved.
    #[error("the name {0} is unknown: {1}")]
    UnknownName(String, io::Error),
    /// No connection could be made.
    #[error("no connection to {0}: {1}")]
    NoConnection(String, io::Error),
    /// The connection ended before a whole answer had come.
    #[error("the connection to {0} ended without a whole answer: {1}")]
    BrokeOff(String, hyper::Error),
    /// The request cannot be written as HTTP.
    #[error("the request cannot be written: {0}")]
    BadRequest(#[from] http::Error),
    /// What came is no list of entries.
    #[error("{0} answered {1}, and no list of payments")]
    NoList(String, u16),
}

/// Makes the attempt; dropping the future gives it up.
pub(super) async fn pay(target: &Target, attempt: &Attempt) -> Result<Answer, NoReply> {
    let body = serde_json::to_vec(&attempt.payment).expect("a payment is JSON");
    let mut request = request(Method::POST, target)
        .header(CONTENT_TYPE, "application/json")
        .header(ATTEMPT_ID, attempt.id.to_string());
    if let Some(key) = &attempt.key {
        request = request.header(IDEMPOTENCY_KEY, key.as_str());
    }
    Ok(Answer::read(&exchange(target, request.body(Full::from(body))?).await?))
}

/// Reads the whole ledger, oldest entry first.
pub(super) async fn entries(target: &Target) -> Result<Vec<Entry>, NoReply> {
    let response = exchange(target, request(Method::GET, target).body(Full::default())?).await?;
    let no_list = || NoReply::NoList(target.authority.clone(), response.status().as_u16());
    if !response.status().is_success() {
        return Err(no_list());
    }
    serde_json::from_slice(response.body()).map_err(|_| no_list())
}

fn request(method: Method, target: &Target) -> http::request::Builder {
    let request = Request::builder().method(method).uri(&target.path);
    request.header(HOST, &target.authority).header(CONNECTION, "close")
}

/// An answer that breaks off is none.
async fn exchange(target: &Target, request: Request<Full<Bytes>>) -> Result<Response<Bytes>, NoReply> {
    let broke_off = |error| NoReply::BrokeOff(target.authority.clone(), error);
    let stream = connect(target).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broke_off)?;
    let exchange = async {
        let response = sender.send_request(request).await?;
        // Nothing more will be sent: the connection may end with the answer.
        drop(sender);
        let (head, body) = response.into_parts();
        Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
    };
    let (response, _) = tokio::join!(exchange, connection);
    response.map_err(broke_off)
}

async fn connect(target: &Target) -> Result<TcpStream, NoReply> {
    let addresses: Vec<_> = lookup_host((target.host.as_str(), target.port))
        .await
        .map_err(|error| NoReply::UnknownName(target.host.clone(), error))?
        .collect();
    let no_connection = |error| NoReply::NoConnection(target.authority.clone(), error);
    let stream = TcpStream::connect(&*addresses).await.map_err(no_connection)?;
    stream.set_nodelay(true).map_err(no_connection)?;
    Ok(stream)
}

impl Answer {
    fn read(response: &Response<Bytes>) -> Self {
        let status = response.status().as_u16();
        let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let retry_after = seconds.map(|seconds| seconds.saturating_mul(1_000));
        let problem = serde_json::from_slice::<Problem>(response.body()).ok();
        let receipt = response.status().is_success().then(|| serde_json::from_slice(response.body()).ok()).flatten();
        Self { outcome: Outcome::of_answer(status, retry_after, problem), status, receipt }
    }
}
