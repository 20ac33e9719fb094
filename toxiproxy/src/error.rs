//! What the control API refuses, and with which words.

/// Why a control request was refused. The texts are Toxiproxy's, except for what follows `bad request body:`,
/// which in the original changes with Go's version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The body is not JSON, or has a member of the wrong type.
    #[error("bad request body: {0}")]
    BadRequestBody(String),
    /// A proxy without a name or an upstream; `at` is empty or says which one of a list, counted from 1.
    #[error("missing required field: {field}{at}")]
    MissingField {
        /// The member that is missing or empty.
        field: &'static str,
        /// ` at proxy N` for a list, else empty.
        at: String,
    },
    /// A stream that is neither `upstream` nor `downstream`.
    #[error("stream was invalid, can be either upstream or downstream")]
    InvalidStream,
    /// A toxic type that does not exist.
    #[error("invalid toxic type")]
    InvalidToxicType,
    /// There is no proxy of that name.
    #[error("proxy not found")]
    ProxyNotFound,
    /// There is no toxic of that name on this proxy.
    #[error("toxic not found")]
    ToxicNotFound,
    /// A proxy of that name exists.
    #[error("proxy already exists")]
    ProxyAlreadyExists,
    /// A toxic of that name exists on this proxy, on either stream.
    #[error("toxic already exists")]
    ToxicAlreadyExists,
    /// The address to listen on cannot be understood or bound.
    #[error("{0}")]
    Listen(String),
    /// The request took too long, which for want of anything to wait for means that a host name did not resolve.
    #[error("request timed out")]
    TimedOut,
}

impl Error {
    /// The HTTP status that goes with the refusal.
    pub fn status(&self) -> u16 {
        match self {
            Self::BadRequestBody(_) | Self::MissingField { .. } | Self::InvalidStream | Self::InvalidToxicType => 400,
            Self::ProxyNotFound | Self::ToxicNotFound => 404,
            Self::ProxyAlreadyExists | Self::ToxicAlreadyExists => 409,
            Self::Listen(_) => 500,
            Self::TimedOut => 503,
        }
    }
}
