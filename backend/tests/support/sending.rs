//! Drives [`Sending`] as a client does: attempts side by side, given up in time, and a bank that crashes in between.

use std::collections::HashMap;
use std::future::pending;
use std::time::Duration;

use experiment::{Action, Attempt, Millis, NoAnswer, Outcome, Sending};
use protocol::{ATTEMPT_ID, AttemptId, IDEMPOTENCY_KEY, Problem, RunId};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep_until};

/// A bank behind its network, as a client meets it.
pub(crate) trait Peer {
    /// Makes one attempt.
    fn attempt(&self, attempt: Attempt) -> impl Future<Output = Outcome> + Send + 'static;

    /// Ends the bank's process, and returns when another one answers.
    async fn crash(&mut self);
}

/// Sends until every payment has its final outcome.
pub(crate) async fn send_all(mut sending: Sending, peer: &mut impl Peer) -> Sending {
    let (began, mut attempts) = (Instant::now(), Attempts::default());
    while !sending.is_finished() {
        while let Some(action) = sending.poll(millis_since(began)) {
            match action {
                Action::Send(attempt) => attempts.start(attempt.id.clone(), peer.attempt(attempt)),
                Action::Abort(id) => {
                    attempts.abort(&id);
                    sending.ended(&id, Outcome::NoAnswer(NoAnswer::NetworkError), millis_since(began));
                }
            }
        }
        if sending.waits_for_crash() {
            peer.crash().await;
            sending.crashed();
            continue;
        }
        let deadline = sending.deadline().map(|deadline| began + Duration::from_millis(deadline));
        tokio::select! {
            (id, outcome) = attempts.next() => sending.ended(&id, outcome, millis_since(began)),
            () = sleep_until(deadline.unwrap_or(began)), if deadline.is_some() => {}
        }
    }
    sending
}

/// Attempts under way. What is still under way ends when this is dropped.
#[derive(Default)]
pub(crate) struct Attempts {
    tasks: JoinSet<(AttemptId, Outcome)>,
    handles: HashMap<AttemptId, AbortHandle>,
}

impl Attempts {
    pub(crate) fn start(&mut self, id: AttemptId, attempt: impl Future<Output = Outcome> + Send + 'static) {
        let own = id.clone();
        let handle = self.tasks.spawn(async move { (own, attempt.await) });
        self.handles.insert(id, handle);
    }

    /// Gives an attempt up; [`next`](Self::next) says nothing of it any more.
    pub(crate) fn abort(&mut self, id: &AttemptId) {
        if let Some(handle) = self.handles.remove(id) {
            handle.abort();
        }
    }

    /// Waits for the next attempt that ends.
    pub(crate) async fn next(&mut self) -> (AttemptId, Outcome) {
        while let Some(ended) = self.tasks.join_next().await {
            if let Ok((id, outcome)) = ended
                && self.handles.remove(&id).is_some()
            {
                return (id, outcome);
            }
        }
        pending().await
    }
}

/// Makes an attempt on a connection of its own: `POST` to the URL of a bank's payments.
pub(crate) async fn attempt_over_http(http: reqwest::Client, url: String, attempt: Attempt) -> Outcome {
    let Attempt { id, key, payment, .. } = attempt;
    let request = http.post(url).header(ATTEMPT_ID, id.to_string()).json(&payment);
    let request = match &key {
        Some(key) => request.header(IDEMPOTENCY_KEY, key.as_str()),
        None => request,
    };
    let answer = async {
        let response = request.send().await?;
        let status = response.status().as_u16();
        let body = response.bytes().await?;
        Ok::<_, reqwest::Error>(Outcome::of_answer(status, None, serde_json::from_slice::<Problem>(&body).ok()))
    };
    answer.await.unwrap_or(Outcome::NoAnswer(NoAnswer::NetworkError))
}

/// A run id that nobody else has.
pub(crate) fn random_run() -> RunId {
    format!("{:016x}", rand::random::<u64>()).parse().expect("sixteen hexadecimal digits are a run id")
}

/// What the state machines of `experiment` take for the time.
pub(crate) fn millis_since(began: Instant) -> Millis {
    Millis::try_from(began.elapsed().as_millis()).unwrap_or(Millis::MAX)
}
