//! Drives [`Sending`] with real connections and a real clock.

use std::collections::{BTreeSet, HashMap};
use std::future::ready;
use std::io::Write as _;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use experiment::{Action, Attempt, Millis, NoAnswer, Outcome, Sending};
use indicatif::ProgressBar;
use protocol::AttemptId;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep_until};

use super::exchange::{self, Answer, NoReply};
use super::history::{Call, History};
use super::silence::Silence;
use super::summary::Refusal;
use super::target::Target;

/// Sends until nothing is left to be sent.
pub(super) struct Sender {
    targets: Vec<Target>,
    pub(super) sending: Sending,
    started: Instant,
    history: Option<Arc<History>>,
    tasks: JoinSet<Ended>,
    under_way: HashMap<AttemptId, UnderWay>,
    /// Numbers of senders that have nothing to do.
    idle: BTreeSet<u16>,
    silence: Silence,
    pub(super) first_refusal: Option<Refusal>,
}

struct UnderWay {
    task: AbortHandle,
    call: Call,
}

struct Ended {
    id: AttemptId,
    returned: Instant,
    answer: Result<Answer, NoReply>,
}

impl Sender {
    /// `targets` take turns, so that a payment's next attempt meets the next of them.
    pub(super) fn new(sending: Sending, targets: Vec<Target>, history: Option<Arc<History>>, started: Instant) -> Self {
        let senders = u16::try_from(sending.settings().senders).unwrap_or(u16::MAX);
        Self {
            targets,
            sending,
            started,
            history,
            tasks: JoinSet::new(),
            under_way: HashMap::new(),
            idle: (0..senders).collect(),
            silence: Silence::since(started),
            first_refusal: None,
        }
    }

    /// Whether it was interrupted.
    pub(super) async fn send_all(&mut self, progress: &ProgressBar) -> bool {
        let mut interrupted = false;
        // One for all rounds, and asked before the first: no Ctrl-C is missed from the first attempt on.
        let mut ctrl_c = pin!(tokio::signal::ctrl_c());
        tokio::select! {
            biased;
            _ = &mut ctrl_c => return true,
            () = ready(()) => {}
        }
        loop {
            self.start_what_is_due();
            let belief = self.sending.belief();
            progress.set_position(belief.settled() as u64);
            progress.set_message(format!("{} attempts", self.sending.attempts()));
            if self.sending.is_finished() {
                return interrupted;
            }
            let deadline = self.sending.deadline().map(|deadline| self.started + Duration::from_millis(deadline));
            let silent = self.silence.due();
            tokio::select! {
                Some(ended) = self.tasks.join_next() => {
                    // A task that was aborted has been reported when it was.
                    if let Ok(ended) = ended {
                        self.ended(ended);
                    }
                }
                () = sleep_until(deadline.unwrap_or(self.started)), if deadline.is_some() => {}
                () = sleep_until(silent.unwrap_or(self.started)), if silent.is_some() => {
                    let sentence = self.silence.say();
                    // A reader that has gone away is no reason to panic.
                    progress.suspend(|| { let _ = writeln!(std::io::stderr(), "{sentence}"); });
                }
                _ = &mut ctrl_c, if !interrupted => {
                    interrupted = true;
                    self.sending.stop();
                }
            }
        }
    }

    /// Why nothing was ever heard; `None` when something was.
    pub(super) fn never_heard(&self) -> Option<&str> {
        (self.sending.attempts_answered() == 0).then(|| self.silence.why())
    }

    fn start_what_is_due(&mut self) {
        while let Some(action) = self.sending.poll(self.now()) {
            match action {
                Action::Send(attempt) => self.start(attempt),
                Action::Abort(id) => self.abort(&id),
            }
        }
    }

    fn start(&mut self, attempt: Attempt) {
        let client = self.idle.pop_first().expect("there are as many senders as attempts at once");
        let call = Call { client, key: attempt.key.clone(), at: Instant::now() };
        let target = self.target_of(&attempt.id).clone();
        let id = attempt.id.clone();
        let task = self.tasks.spawn(async move {
            let answer = exchange::pay(&target, &attempt).await;
            Ended { id: attempt.id, returned: Instant::now(), answer }
        });
        self.under_way.insert(id, UnderWay { task, call });
    }

    fn target_of(&self, id: &AttemptId) -> &Target {
        let turn = u64::from(id.payment) + u64::from(id.attempt);
        &self.targets[usize::try_from(turn).unwrap_or(0) % self.targets.len()]
    }

    fn abort(&mut self, id: &AttemptId) {
        if let Some(UnderWay { task, call }) = self.under_way.remove(id) {
            task.abort();
            self.write_down(id, &call, None);
        }
        self.silence.gave_up(self.sending.settings().attempt_timeout);
        self.sending.ended(id, Outcome::NoAnswer(NoAnswer::NetworkError), self.now());
    }

    fn ended(&mut self, Ended { id, returned, answer }: Ended) {
        // One that was aborted just before it ended stays aborted.
        let Some(UnderWay { call, .. }) = self.under_way.remove(&id) else { return };
        self.write_down(&id, &call, answer.as_ref().ok().map(|answer| (answer, returned)));
        let outcome = match answer {
            Ok(answer) => {
                self.silence.ends(returned);
                answer.outcome
            }
            Err(error) => {
                tracing::debug!(attempt = %id, %error, "no answer");
                self.silence.goes_on(&error);
                Outcome::NoAnswer(NoAnswer::NetworkError)
            }
        };
        let refused = self.sending.belief().refused;
        self.sending.ended(&id, outcome.clone(), self.now());
        if self.sending.belief().refused == refused {
            return;
        }
        let (status, detail) = match outcome {
            Outcome::Answered { status, problem, .. } => (status, problem.map(|problem| problem.detail)),
            Outcome::RuleFailed(detail) => (StatusCode::SERVICE_UNAVAILABLE.as_u16(), Some(detail)),
            Outcome::NoAnswer(_) => return,
        };
        self.first_refusal.get_or_insert(Refusal { payment: id.payment, status, detail });
    }

    fn write_down(&mut self, id: &AttemptId, call: &Call, answer: Option<(&Answer, Instant)>) {
        self.idle.insert(call.client);
        if let Some(history) = &self.history {
            history.paid(id, call, answer);
        }
    }

    fn now(&self) -> Millis {
        Millis::try_from(self.started.elapsed().as_millis()).unwrap_or(Millis::MAX)
    }
}
