//! A participant's page without a browser: the real run ([`experiment::Run`]), carried out over HTTP.
//!
//! Dropping a [`Page`] is what a reload does to it: feed and connections are cut, and nothing is said to anybody.

mod steps;

use std::sync::Arc;
use std::time::Duration;

use experiment::{Answer, Command, Event, Failure, Phase, Run, Scenario, Sending, Start, StepError};
use protocol::room::MyResult;
use protocol::{ATTEMPT_ID, IDEMPOTENCY_KEY, Payment, RunId, payments_csv};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use crate::client::{SOON, http, until};
use crate::feeds::Feed;
use crate::participant::Participant;
use crate::sending::{Attempts, attempt_over_http, millis_since, random_run};
use crate::test_room::{Room, try_answer};
use steps::{read, warmed};

const REPORT_EVERY: Duration = Duration::from_secs(5);
const ASK_AGAIN: Duration = Duration::from_millis(100);
/// A feed that ended or was refused is rebuilt this often.
const REBUILD_EVERY: Duration = Duration::from_secs(2);
/// A ledger that has not changed for so long is quiet.
const QUIET: Duration = Duration::from_millis(300);

/// An open page.
pub(crate) struct Page<'a> {
    room: &'a Room,
    owner: &'a Participant,
    payments: Arc<[Payment]>,
    http: reqwest::Client,
    began: Instant,
    run: Run,
    /// Whether a run has waited for its network.
    pub(crate) has_waited: bool,
    attempts: Attempts,
    /// The step under way, and the renewals of the lease.
    steps: JoinSet<Event>,
    /// Requests whose answers nobody waits for.
    reports: JoinSet<()>,
    seq: u64,
    /// Whether the host holds all runs, as the feed says.
    held: watch::Receiver<bool>,
    _feed: JoinSet<()>,
}

/// When somebody presses Pause, and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hold {
    pub(crate) after: Duration,
    pub(crate) lasts: Duration,
}

/// A run that has its verdict.
pub(crate) struct Finished {
    pub(crate) run: RunId,
    /// What is said of it to the hub.
    pub(crate) report: Value,
}

impl<'a> Page<'a> {
    /// Loads the page: asks whether the seat is still its own, and opens its one feed.
    pub(crate) async fn open(room: &'a Room, owner: &'a Participant) -> Self {
        let me = owner.me(room).await.ok();
        let seq = me["seq"].as_u64().expect("a number");
        let file = owner.bank_soon(room, "/payments.csv").await;
        let payments = payments_csv::parse(file.text()).expect("a file").into();
        let (pace, held) = watch::channel(me["room"]["pace"]["paused"] == true);
        let mut feed = JoinSet::new();
        feed.spawn(follow(format!("{}/s/{:02}/lab/events", room.address, owner.station()), pace));
        Self {
            room,
            owner,
            payments,
            http: http(),
            began: Instant::now(),
            run: Run::default(),
            has_waited: false,
            attempts: Attempts::default(),
            steps: JoinSet::new(),
            reports: JoinSet::new(),
            seq,
            held,
            _feed: feed,
        }
    }

    /// Runs a scenario until it has its verdict: everything is acknowledged or given up, and the ledger is quiet.
    pub(crate) async fn runs(&mut self, scenario: Scenario, hold: Option<Hold>) -> Result<Finished, Failure> {
        let (settings, payments) = (scenario.settings(), scenario.payments(&self.payments));
        let (run, count) = (random_run(), payments.len());
        let start = Start {
            settings,
            payments,
            run: run.clone(),
            random: Box::new(rand::random),
            by_hand: None,
            hidden: false,
            follows_the_wire: false,
        };
        self.hears_of_the_host();
        self.tell(Event::Start(Box::new(start)));
        let mut report = json!({"state": "running", "scenario": scenario.to_string(), "run": run,
            "settings": settings.of_run(count), "prediction": count});
        self.until_done(&report, hold).await;
        if let Some(failure) = self.run.failure() {
            return Err(failure.clone());
        }
        self.ledger_is_quiet().await;
        report["state"] = json!("done");
        report["percent"] = json!(100);
        report["attempts"] = json!(self.run.sending().map(Sending::attempts));
        Ok(Finished { run, report })
    }

    /// Says that a run is done until the hub has read its ledger, as a page does before it starts another one.
    pub(crate) async fn is_done(&mut self, finished: &Finished) -> MyResult {
        until("the hub has read the ledger", async || {
            let me = self.owner.says(self.room, &self.next(&finished.report)).await.ok();
            let result: MyResult = serde_json::from_value(me["result"].clone()).ok()?;
            (result.run == finished.run).then_some(result)
        })
        .await
    }

    /// The hub is there again, and says what it keeps: what it has lost of a finished run is said once more.
    pub(crate) async fn hears_again(&mut self, finished: &Finished) -> MyResult {
        let me = self.owner.me(self.room).await.ok();
        self.seq = self.seq.max(me["seq"].as_u64().expect("a number"));
        match serde_json::from_value::<MyResult>(me["result"].clone()) {
            Ok(result) if result.run == finished.run => result,
            _ => self.is_done(finished).await,
        }
    }

    /// What `pagehide` does: frees the lease of the run, whether anybody hears of it or not.
    pub(crate) async fn is_left(&self) {
        if let Some(sending) = self.run.sending() {
            let path = format!("/s/{:02}/lab/run?run={}", self.owner.station(), sending.run());
            drop(try_answer(self.owner.request(self.room, Method::DELETE, &path)).await);
        }
    }

    async fn until_done(&mut self, report: &Value, hold: Option<Hold>) {
        let mut presses: Vec<(Instant, Event)> = Vec::new();
        if let Some(Hold { after, lasts }) = hold {
            let first = Instant::now() + after;
            presses = vec![(first + lasts, Event::Resume), (first, Event::Pause)];
        }
        let mut report_at = Instant::now();
        loop {
            while let Some(command) = self.run.poll(millis_since(self.began)) {
                self.carry_out(command);
            }
            self.has_waited |= self.run.waits_for_network();
            if self.run.phase() == Phase::Done {
                return;
            }
            let deadline = self.run.deadline().map(|deadline| self.began + Duration::from_millis(deadline));
            let press_at = presses.last().map(|(at, _)| *at);
            tokio::select! {
                (id, outcome) = self.attempts.next() => self.tell(Event::AttemptEnded(id, outcome)),
                Some(Ok(event)) = self.steps.join_next() => self.tell(event),
                Ok(()) = self.held.changed() => self.hears_of_the_host(),
                () = sleep_until(press_at.unwrap_or(self.began)), if press_at.is_some() => {
                    if let Some((_, event)) = presses.pop() {
                        self.tell(event);
                    }
                }
                () = sleep_until(report_at) => {
                    report_at += REPORT_EVERY;
                    let request = self.owner.request(self.room, Method::PUT, "/room/me").json(&self.next(report));
                    self.reports.spawn(async { drop(try_answer(request).await) });
                }
                () = sleep_until(deadline.unwrap_or(self.began)), if deadline.is_some() => {}
            }
        }
    }

    fn hears_of_the_host(&mut self) {
        let held = *self.held.borrow_and_update();
        self.tell(Event::HeldByHost(held));
    }

    fn tell(&mut self, event: Event) {
        self.run.handle(event, millis_since(self.began));
    }

    /// The report with the next number.
    fn next(&mut self, report: &Value) -> Value {
        self.seq += 1;
        let mut report = report.clone();
        report["seq"] = json!(self.seq);
        report
    }

    fn carry_out(&mut self, command: Command) {
        let (method, path, body) = match command {
            Command::Send(attempt) => {
                let id = attempt.id.clone();
                return self.attempts.start(id, attempt_over_http(self.http.clone(), self.owner.pays_at(), attempt));
            }
            Command::Abort(id) => {
                self.attempts.abort(&id);
                return self.tell(Event::AttemptEnded(id, no_answer()));
            }
            Command::Warm(id, key) => {
                let request = self.http.post(self.owner.pays_at()).timeout(SOON).json(&json!({}));
                let request = request.header(ATTEMPT_ID, id.to_string()).header(IDEMPOTENCY_KEY, key.as_str());
                self.steps.spawn(async move { Event::StepEnded(warmed(&request).await) });
                return;
            }
            Command::TakeLease(run) => (Method::POST, "/lab/run".to_owned(), Some(json!({"run": run}))),
            Command::RenewLease(run) => {
                let step = self.step(Method::POST, "/lab/run", Some(&json!({"run": run})));
                self.steps.spawn(async { Event::LeaseRenewed(step.await) });
                return;
            }
            Command::FreeLease(run) => (Method::DELETE, format!("/lab/run?run={run}"), None),
            Command::ClearLedger => (Method::DELETE, "/payments/".to_owned(), None),
            Command::SetKeyPolicy(policy) => (Method::PUT, "/lab/key-policy".to_owned(), Some(json!(policy))),
            Command::SetNetwork(losses) => (Method::PUT, "/lab/network".to_owned(), Some(json!(losses))),
            Command::ReadState => (Method::GET, "/lab/state".to_owned(), None),
        };
        let step = self.step(method, &path, body.as_ref());
        self.steps.spawn(async { Event::StepEnded(step.await) });
    }

    /// Asks the bank by way of the hub, and again as long as there is no answer and it is not too late.
    fn step(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> impl Future<Output = Result<Answer, StepError>> + use<> {
        let request = self.owner.request(self.room, method, &format!("/s/{:02}{path}", self.owner.station()));
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        async move {
            let end = Instant::now() + SOON;
            while Instant::now() < end {
                let reply = try_answer(request.try_clone().expect("a body in memory")).await;
                match reply.map_or(Err(StepError::NoAnswer), |reply| read(&reply)) {
                    Err(StepError::NoAnswer) => sleep(ASK_AGAIN).await,
                    known => return known,
                }
            }
            Err(StepError::NoAnswer)
        }
    }

    async fn ledger_is_quiet(&self) {
        let (mut last, mut since) = (String::new(), Instant::now());
        until("the ledger is quiet", async || {
            let now = self.owner.bank_soon(self.room, "/stats").await.text().to_owned();
            if now != last {
                (last, since) = (now, Instant::now());
            }
            (since.elapsed() >= QUIET).then_some(())
        })
        .await;
    }
}

/// Follows the feed for as long as the page is open, and says whether the host holds all runs.
async fn follow(url: String, pace: watch::Sender<bool>) {
    loop {
        if let Some(mut feed) = Feed::try_open(&url).await {
            while let Some(event) = feed.next_whenever().await {
                if event["event"] == "room" {
                    let paused = event["pace"]["paused"] == true;
                    pace.send_if_modified(|held| std::mem::replace(held, paused) != paused);
                }
            }
        }
        sleep(REBUILD_EVERY).await;
    }
}

fn no_answer() -> experiment::Outcome {
    experiment::Outcome::NoAnswer(experiment::NoAnswer::NetworkError)
}
