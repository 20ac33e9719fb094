//! Every refusal of the bank and the lab, and how it looks on the wire: problem details (RFC 9457).
//!
//! Use the variant that says what the caller should do about it. The private cause of a failure is logged where it
//! happens and never sent.

mod room;

use axum::http::header::{ACCEPT_ENCODING, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use protocol::{BodyError, KeyError, PROBLEM_JSON, Problem, RuleError, RulePlace};
use serde::Serialize;
use thiserror::Error;

pub use room::RoomRefusal;

/// Why a request was refused. Nothing was executed.
#[derive(Debug, Error)]
pub enum Error {
    /// What came is no request of HTTP/1.1; the connection ends.
    #[error("this is no request of HTTP/1.1")]
    NotHttp,
    /// The request line and the headers are too long together, or too many; the connection ends.
    #[error("request line and headers must have at most {0} bytes together, in at most 100 headers")]
    HeadTooLarge(usize),
    /// `Host` is not one of ours (DNS rebinding).
    #[error("the host {0} is not served here; --allow-host {0} allows it")]
    ForeignHost(String),
    /// `Host` is no host with or without a port.
    #[error("the Host \"{0}\" is no host name or address, with or without a port")]
    NoSuchHost(String),
    /// A request without the one `Host` that HTTP/1.1 asks for.
    #[error("a request of HTTP/1.1 names its host, exactly once")]
    NotOneHost,
    /// A request of HTTP/1.0 that does not say its host, for more than the bank's health.
    #[error("without a Host only GET and HEAD of /health and /stats, and OPTIONS, are answered")]
    NoHost,
    /// It came through the network, and that is for payments.
    #[error(
        "through the network come payments only: /payments without DELETE, /stats and /health; everything else is asked \
         at the bank's own port"
    )]
    NotThroughNetwork,
    /// It did not come from the hub of the room, and this listener is the hub's alone.
    #[error("only the hub of this room is answered here")]
    NotFromHub,
    /// Another site asks for what only the lab's own page may ask.
    #[error("only the lab's own page may ask for this")]
    ForeignSite,
    /// A control, and the one who asks is not on this machine.
    #[error("only this machine may ask for this; --open-controls allows it to everybody")]
    ControlsClosed,
    /// A control, while the page comes from an address that is not this machine's.
    #[error(
        "with a --page-origin that is not this machine's nobody may ask for this; --open-controls allows it to everybody"
    )]
    ControlsClosedToPages,
    /// A control, while the proxy leads other machines to the first listener.
    #[error(
        "the proxy leads to the bank's own port, so that anybody might ask for this through the network: Repair \
         (POST /lab/network/repair) puts it right"
    )]
    ControlsBypassed,
    /// No such route.
    #[error("there is nothing here")]
    NotFound,
    /// The route exists, the method does not; `Allow` says which do.
    #[error("this route does not take that method")]
    MethodNotAllowed,
    /// The body is not declared to be JSON.
    #[error("the content type must be application/json")]
    NotJson,
    /// The body is declared twice.
    #[error("the body has two content types")]
    TwoContentTypes,
    /// The body is in another encoding of characters.
    #[error("the body must be UTF-8; another charset is not read")]
    ForeignCharset,
    /// The body is packed.
    #[error("the body must come as it is, without a Content-Encoding")]
    EncodedBody,
    /// The body is too long.
    #[error("the body must have at most {0} bytes")]
    TooLarge(usize),
    /// The body did not come in time.
    #[error("the body took longer than {0} s")]
    TooSlow(u64),
    /// The connection ended inside the body. Nobody reads this answer.
    #[error("the body broke off")]
    BodyBrokeOff,
    /// The body is not a payment.
    #[error("{0}")]
    BadBody(#[from] BodyError),
    /// A key header is malformed.
    #[error("{0}")]
    BadKey(#[from] KeyError),
    /// Two key headers name different keys.
    #[error("the request carries two different idempotency keys")]
    KeysDisagree,
    /// Anything else in the request that cannot be read: what and where.
    #[error("{0}")]
    BadRequest(String),
    /// The key stands for another payment, which differs in this member.
    #[error("the key was used for another payment: {0} differs")]
    KeyOfAnotherPayment(&'static str),
    /// The rule of this ledger said no, in these words.
    #[error("{0}")]
    RuleRefused(String),
    /// The rule of this ledger could not decide the order, and would not the next time either.
    #[error("the rule failed, and nothing was executed: {0}")]
    ScriptFailed(RuleError),
    /// A rule that cannot be saved.
    #[error("{}", .0.detail)]
    BadScript(RuleError),
    /// Not now: the same request may succeed later.
    #[error("{0}; nothing was executed, send it again")]
    Unavailable(String),
    /// Something stands in the way that the caller can put right.
    #[error("{0}")]
    Conflict(String),
    /// Another run holds the lease, renewed so many seconds ago.
    #[error("another page is running")]
    LeaseHeld {
        /// Seconds since the holder's last renewal or arrival; a member of the problem.
        age_s: f64,
    },
    /// There is no proxy that could lose anything.
    #[error("the proxy is missing or disabled; POST /lab/network/repair puts it right")]
    NoProxy,
    /// The network's control API does not answer; it may be starting anew.
    #[error("Toxiproxy does not answer: {0}")]
    NetworkGone(String),
    /// The network's control API answers, and not as it should; or there is none.
    #[error("{0}")]
    BadGateway(String),
    /// A room's own refusals.
    #[error("{0}")]
    Room(#[from] RoomRefusal),
}

impl Error {
    /// The status on the wire.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::HeadTooLarge(_) => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::ForeignHost(_)
            | Self::NoSuchHost(_)
            | Self::NoHost
            | Self::NotThroughNetwork
            | Self::NotFromHub
            | Self::ForeignSite
            | Self::ControlsClosed
            | Self::ControlsClosedToPages
            | Self::ControlsBypassed => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotJson | Self::TwoContentTypes | Self::ForeignCharset | Self::EncodedBody => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::NotHttp
            | Self::NotOneHost
            | Self::BodyBrokeOff
            | Self::BadBody(_)
            | Self::BadKey(_)
            | Self::KeysDisagree
            | Self::BadRequest(_)
            | Self::BadScript(_) => StatusCode::BAD_REQUEST,
            Self::KeyOfAnotherPayment(_) | Self::RuleRefused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable(_) | Self::ScriptFailed(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Conflict(_) | Self::LeaseHeld { .. } | Self::NoProxy => StatusCode::CONFLICT,
            Self::NetworkGone(_) | Self::BadGateway(_) => StatusCode::BAD_GATEWAY,
            Self::Room(refusal) => refusal.status(),
        }
    }

    /// The kind of problem: the end of its URI, and its title.
    fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Self::NotHttp => ("not-http", "Not HTTP"),
            Self::HeadTooLarge(_) => ("head-too-large", "Head too large"),
            Self::ForeignHost(_) | Self::NoSuchHost(_) => ("foreign-host", "Foreign host"),
            Self::NotOneHost | Self::NoHost => ("no-host", "No host"),
            Self::NotThroughNetwork => ("not-through-network", "Not through the network"),
            Self::NotFromHub => ("not-from-hub", "Not from the hub"),
            Self::ForeignSite => ("foreign-site", "Foreign site"),
            Self::ControlsClosed | Self::ControlsClosedToPages | Self::ControlsBypassed => {
                ("controls-closed", "Controls closed")
            }
            Self::NotFound => ("not-found", "Not found"),
            Self::MethodNotAllowed => ("method-not-allowed", "Method not allowed"),
            Self::NotJson | Self::TwoContentTypes | Self::ForeignCharset => ("not-json", "Not JSON"),
            Self::EncodedBody => ("encoded-body", "Encoded body"),
            Self::TooLarge(_) => ("too-large", "Body too large"),
            Self::TooSlow(_) => ("too-slow", "Body too slow"),
            Self::BodyBrokeOff => ("body-broke-off", "Body broke off"),
            Self::BadBody(_) => ("bad-body", "Not a payment"),
            Self::BadKey(_) => ("bad-key", "Malformed idempotency key"),
            Self::KeysDisagree => ("keys-disagree", "Two idempotency keys"),
            Self::BadRequest(_) => ("bad-request", "Bad request"),
            Self::KeyOfAnotherPayment(_) => ("key-of-another-payment", "Key of another payment"),
            Self::RuleRefused(_) => ("rule-refused", "Refused by the rule"),
            Self::ScriptFailed(_) => ("script-failed", "The rule failed"),
            Self::BadScript(_) => ("bad-script", "Not a rule"),
            Self::Unavailable(_) => ("unavailable", "Not now"),
            Self::Conflict(_) => ("conflict", "Conflict"),
            Self::LeaseHeld { .. } => ("lease-held", "Lease held"),
            Self::NoProxy => ("no-proxy", "No proxy"),
            Self::NetworkGone(_) => ("network-gone", "Network not reachable"),
            Self::BadGateway(_) => ("bad-gateway", "Network not as it should be"),
            Self::Room(refusal) => refusal.kind(),
        }
    }
}

/// Marks the answer to a refused request, for the log, the counters and the event feed.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// What the answer says. It never repeats values of the payload.
    pub(crate) detail: String,
}

/// A problem and the extension members that some have (RFC 9457, section 3.2).
#[derive(Serialize)]
struct Body<'a> {
    #[serde(flatten)]
    problem: &'a Problem,
    #[serde(skip_serializing_if = "Option::is_none")]
    age_s: Option<f64>,
    #[serde(flatten)]
    place: Option<RulePlace>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        let encoded = matches!(self, Self::EncodedBody);
        let room = if let Self::Room(refusal) = self { Some(refusal) } else { None };
        let age_s = if let Self::LeaseHeld { age_s } = self { Some(age_s) } else { None };
        let place = match &self {
            Self::ScriptFailed(error) | Self::BadScript(error) => Some(RulePlace::from(error)),
            _ => None,
        };
        let (kind, title) = self.kind();
        let problem = Problem {
            kind: format!("{}{kind}", Problem::TYPES).into(),
            title: title.into(),
            status: status.as_u16(),
            detail: self.to_string(),
        };
        let body = Body { problem: &problem, age_s, place };
        let body = serde_json::to_vec(&body).expect("a problem is plain JSON");
        let mut response = (status, [(CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        // What a rule fails once it fails again: its clients are not to come back.
        if matches!(self, Self::Unavailable(_)) || room.is_some_and(RoomRefusal::passes) {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if let Some(scheme) = room.and_then(RoomRefusal::asks_for) {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(scheme));
        }
        if encoded {
            // RFC 9110, section 12.5.3: what would have been taken.
            response.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        response.extensions_mut().insert(Refusal { detail: problem.detail });
        response
    }
}
