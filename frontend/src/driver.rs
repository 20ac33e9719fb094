//! Executes what the experiment asks for, and tells it what came of it. No decision is made here.

use experiment::{Answer, Attempt, Command, Event, Millis, StepError};
use gloo_timers::future::TimeoutFuture;
use leptos::leptos_dom::helpers::TimeoutHandle;
use wasm_bindgen_futures::spawn_local;

use crate::api::Line;
use crate::lab::Lab;
use crate::{api, browser};

/// How often a bank that is down is asked whether it is back, in milliseconds.
const ASK_AGAIN: u32 = 50;

/// When the experiment wants to be asked again.
pub(crate) struct Deadline {
    at: Millis,
    timer: Option<TimeoutHandle>,
}

impl Lab {
    /// Tells the experiment what happened, and does what it then asks for.
    pub(crate) fn tell(self, event: Event) {
        let now = browser::now();
        self.with(|inner| inner.model.live.run.handle(event, now));
        self.go_on(now);
    }

    fn go_on(self, now: Millis) {
        while let Some(command) = self.with(|inner| inner.model.live.run.poll(now)) {
            self.execute(command);
        }
        self.set_deadline(now);
        self.touch();
    }

    fn execute(self, command: Command) {
        match command {
            Command::Send(attempt) => self.send(&attempt),
            Command::Abort(id) => self.with(|inner| {
                if let Some(line) = inner.lines.iter().find(|line| line.carries(&id)) {
                    line.abort();
                }
            }),
            Command::RenewLease(run) => spawn_local(async move {
                let renewed = api::take_lease(run).await.map(|()| Answer::Done);
                self.tell(Event::LeaseRenewed(renewed));
            }),
            step => spawn_local(async move {
                let ended = self.step(step).await;
                self.tell(Event::StepEnded(ended));
            }),
        }
    }

    fn send(self, attempt: &Attempt) {
        self.with(|inner| {
            let free = inner.lines.iter().position(Line::is_free).unwrap_or_else(|| {
                inner.lines.push(Line::new(move |id, outcome| self.tell(Event::AttemptEnded(id, outcome))));
                inner.lines.len() - 1
            });
            let direct = attempt.direct.then(|| api::PAYMENTS.into());
            inner.lines[free].send(direct.as_ref().unwrap_or(&inner.url), attempt);
        });
    }

    async fn step(self, step: Command) -> Result<Answer, StepError> {
        match step {
            Command::TakeLease(run) => api::take_lease(run).await?,
            Command::FreeLease(run) => api::free_lease(run).await?,
            Command::ClearLedger => self.clear_ledger().await?,
            Command::SetKeyPolicy(policy) => api::set_key_policy(policy).await?,
            Command::SetNetwork(losses) => api::set_network(losses).await?,
            Command::Warm(id, key) => {
                let url = self.with(|inner| String::from(&inner.url));
                api::warm(&url, &id, &key).await?;
            }
            Command::ReadState => {
                let state = api::lab_state().await?;
                self.with(|inner| inner.model.state_read(Ok(state.clone()), browser::now()));
                return Ok(Answer::State(Box::new(state)));
            }
            Command::Send(_) | Command::Abort(_) | Command::RenewLease(_) => {}
        }
        Ok(Answer::Done)
    }

    async fn clear_ledger(self) -> Result<(), StepError> {
        api::clear_ledger().await?;
        self.with(|inner| inner.model.ledger_cleared(browser::now()));
        Ok(())
    }

    /// Crashes the bank, and waits until it answers again.
    pub(crate) fn crash_the_bank(self) {
        spawn_local(async move {
            let answer = api::crash().await;
            self.with(|inner| inner.model.crash.answered(answer));
            while self.with(|inner| inner.model.crash.is_under_way()) {
                self.touch();
                TimeoutFuture::new(ASK_AGAIN).await;
                if let Ok(state) = api::lab_state().await {
                    let now = browser::now();
                    self.with(|inner| {
                        inner.model.state_read(Ok(state), now);
                        inner.model.crash.answers_again(now);
                    });
                    self.tell(Event::Crashed);
                }
            }
            self.touch();
        });
    }

    /// Asks the experiment again in time. A timer that is too early only asks in vain.
    fn set_deadline(self, now: Millis) {
        self.with(|inner| {
            let Some(at) = inner.model.live.run.deadline() else { return };
            if inner.deadline.as_ref().is_some_and(|deadline| deadline.at <= at) {
                return;
            }
            if let Some(Deadline { timer: Some(timer), .. }) = inner.deadline.take() {
                timer.clear();
            }
            let timer = browser::after(at.saturating_sub(now), move || {
                let now = browser::now();
                self.with(|inner| {
                    inner.deadline = None;
                    inner.model.timer_was_late(now.saturating_sub(at));
                });
                self.go_on(now);
            });
            inner.deadline = Some(Deadline { at, timer });
        });
    }
}
