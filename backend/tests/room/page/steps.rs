//! How the steps around a run end.

use experiment::{Answer, StepError};
use protocol::Problem;
use tokio::time::{Instant, sleep};

use super::ASK_AGAIN;
use crate::client::{Answer as Reply, SOON};
use crate::test_room::try_answer;

/// Any answer is a success.
pub(super) async fn warmed(request: &reqwest::RequestBuilder) -> Result<Answer, StepError> {
    let end = Instant::now() + SOON;
    while Instant::now() < end {
        if try_answer(request.try_clone().expect("a body in memory")).await.is_some() {
            return Ok(Answer::Done);
        }
        sleep(ASK_AGAIN).await;
    }
    Err(StepError::NoAnswer)
}

/// Reads what came of a step, as a page does.
pub(super) fn read(reply: &Reply) -> Result<Answer, StepError> {
    match reply.status {
        200 => Ok(serde_json::from_slice(&reply.body).map_or(Answer::Done, |state| Answer::State(Box::new(state)))),
        201..300 => Ok(Answer::Done),
        409 if reply.json()["age_s"].is_f64() => Err(StepError::Held(reply.json()["age_s"].as_f64().unwrap_or(0.0))),
        _ => {
            let problem: Problem = serde_json::from_slice(&reply.body).expect("a refusal is a problem");
            Err(match problem.kind.as_ref() {
                Problem::BANK_GONE => StepError::NoAnswer,
                Problem::NETWORK_GONE => StepError::NetworkGone,
                Problem::NO_PROXY => StepError::NoProxy,
                _ => StepError::Refused(problem),
            })
        }
    }
}
