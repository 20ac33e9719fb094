//! What came of it, as far as the client knows.

use std::fmt;
use std::time::Duration;

use experiment::Sending;
use hyper::StatusCode;
use serde::Serialize;

/// What came of it, as far as the client knows.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    payments: usize,
    attempts: u64,
    acknowledged: usize,
    pub(super) refused: usize,
    unknown: usize,
    seconds: f64,
}

/// The first payment that was refused, and how.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) payment: u32,
    pub(super) status: u16,
    /// The bank's own sentence; other servers send none.
    pub(super) detail: Option<String>,
}

impl Summary {
    pub(super) fn of(sending: &Sending, took: Duration) -> Self {
        let belief = sending.belief();
        Self {
            payments: belief.payments(),
            attempts: sending.attempts(),
            acknowledged: belief.acknowledged,
            refused: belief.refused,
            unknown: belief.unknown,
            seconds: took.as_secs_f64(),
        }
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("numbers are JSON")
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { payments, attempts, acknowledged, refused, unknown, seconds } = self;
        write!(
            f,
            "{payments} payments, {attempts} attempts in {seconds:.1} s: {acknowledged} acknowledged, {refused} \
             refused, {unknown} outcome unknown"
        )
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { payment, status, detail } = self;
        let reason = StatusCode::from_u16(*status).ok().and_then(|status| status.canonical_reason());
        write!(f, "payment {payment} was refused: {status} {}", reason.unwrap_or("(no name)"))?;
        detail.as_ref().map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}
