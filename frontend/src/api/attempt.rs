//! One attempt: a payment, sent through the network on a connection of its own.

use experiment::{Attempt, Millis, NoAnswer, Outcome};
use gloo_net::http::{Request, Response};
use protocol::{ATTEMPT_ID, AttemptId, IDEMPOTENCY_KEY, Problem};
use web_sys::AbortSignal;

use super::answered;
use super::credentials::signed;

/// How an attempt ended.
pub struct Ended {
    /// Which one.
    pub id: AttemptId,
    /// How.
    pub outcome: Outcome,
}

/// Sends an attempt to `url` and returns how it ended. After `abort()` of its signal it ends like one without an answer:
/// whoever aborted it knows that it did. The cache mode is the default one: with any other, Chromium checks CORS before
/// every attempt.
pub async fn send(url: &str, attempt: Attempt, signal: &AbortSignal) -> Ended {
    let request = Request::post(url).header(ATTEMPT_ID, &attempt.id.to_string()).abort_signal(Some(signal));
    let request = match &attempt.key {
        Some(key) => request.header(IDEMPOTENCY_KEY, key.as_str()),
        None => request,
    };
    // Past the network it goes to the hub, where there is one.
    let request = if attempt.direct { signed(request) } else { request };
    let outcome = match answered(request.json(&attempt.payment)).await {
        Ok((response, body)) => outcome(&response, &body),
        // An error says nothing that could be relied on, and an answer that breaks off is none.
        Err(_) => Outcome::NoAnswer(NoAnswer::NetworkError),
    };
    Ended { id: attempt.id, outcome }
}

fn outcome(response: &Response, body: &str) -> Outcome {
    let status = response.status();
    if response.ok() {
        return Outcome::Answered { status, retry_after: None, problem: None };
    }
    let seconds = response.headers().get("retry-after").and_then(|seconds| seconds.parse::<Millis>().ok());
    let retry_after = seconds.map(|seconds| seconds.saturating_mul(1_000));
    match serde_json::from_str::<Problem>(body).ok() {
        // Past the network in a room: the hub could not bring it to its end at the bank.
        Some(problem) if problem.kind == Problem::BANK_GONE => Outcome::NoAnswer(NoAnswer::NetworkError),
        problem => Outcome::of_answer(status, retry_after, problem),
    }
}
