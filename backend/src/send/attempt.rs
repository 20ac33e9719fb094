//! One attempt on a connection of its own.

use std::fmt;
use std::str::FromStr;

use experiment::{Attempt, NoAnswer, Outcome};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, CONTENT_TYPE, HOST, RETRY_AFTER};
use hyper::{Method, Request, Response, Uri};
use hyper_util::rt::TokioIo;
use protocol::{ATTEMPT_ID, IDEMPOTENCY_KEY, Problem};
use tokio::net::TcpStream;

/// Where payments are sent: `http://HOST[:PORT][/PATH]`, the path `/payments/` unless given.
#[derive(Clone, Debug)]
pub struct Target {
    authority: String,
    host: String,
    port: u16,
    path: String,
}

/// The text is no [`Target`].
#[derive(Debug)]
pub struct TargetError;

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let uri: Uri = text.parse().map_err(|_| TargetError)?;
        let authority = uri.authority().ok_or(TargetError)?;
        if uri.scheme_str() != Some("http") {
            return Err(TargetError);
        }
        let path = match uri.path() {
            "" | "/" => "/payments/",
            path => path,
        };
        Ok(Self {
            authority: authority.to_string(),
            host: authority.host().trim_matches(['[', ']']).to_owned(),
            port: authority.port_u16().unwrap_or(80),
            path: path.to_owned(),
        })
    }
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a target looks like http://127.0.0.1:8888/payments/")
    }
}

impl std::error::Error for TargetError {}

/// Makes the attempt; dropping the future gives it up.
pub(super) async fn make(target: &Target, attempt: &Attempt) -> Outcome {
    match exchange(target, attempt).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::debug!(attempt = %attempt.id, %error, "no answer");
            Outcome::NoAnswer(NoAnswer::NetworkError)
        }
    }
}

async fn exchange(target: &Target, attempt: &Attempt) -> Result<Outcome, Box<dyn std::error::Error + Send + Sync>> {
    let stream = TcpStream::connect((target.host.as_str(), target.port)).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let request = request(target, attempt)?;
    let exchange = async {
        let response = sender.send_request(request).await?;
        // Nothing more will be sent: the connection may end with the answer.
        drop(sender);
        read(response).await
    };
    let (outcome, _) = tokio::join!(exchange, connection);
    Ok(outcome?)
}

fn request(
    target: &Target,
    attempt: &Attempt,
) -> Result<Request<Full<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(&target.path)
        .header(HOST, &target.authority)
        .header(CONTENT_TYPE, "application/json")
        .header(CONNECTION, "close")
        .header(ATTEMPT_ID, attempt.id.to_string());
    if let Some(key) = &attempt.key {
        request = request.header(IDEMPOTENCY_KEY, key.as_str());
    }
    Ok(request.body(Full::new(serde_json::to_vec(&attempt.payment)?.into()))?)
}

/// An answer that breaks off is none.
async fn read(response: Response<Incoming>) -> hyper::Result<Outcome> {
    let status = response.status().as_u16();
    let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let body = response.into_body().collect().await?.to_bytes();
    let detail = serde_json::from_slice::<Problem>(&body).ok().map(|problem| problem.detail);
    Ok(Outcome::Answered { status, retry_after: seconds.map(|seconds| seconds.saturating_mul(1_000)), detail })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_an_http_address_with_the_payments_path_unless_given() {
        let target: Target = "http://127.0.0.1:8888".parse().expect("a target");
        assert_eq!((target.host.as_str(), target.port, target.path.as_str()), ("127.0.0.1", 8888, "/payments/"));
        let target: Target = "http://[::1]/elsewhere".parse().expect("a target");
        assert_eq!((target.host.as_str(), target.port, target.path.as_str()), ("::1", 80, "/elsewhere"));
        for text in ["", "127.0.0.1:8888", "https://127.0.0.1/", "/payments/"] {
            assert!(text.parse::<Target>().is_err(), "{text}");
        }
    }
}
