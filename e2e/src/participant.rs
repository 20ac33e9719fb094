//! A participant without a browser, for rooms that are to be full: joins, predicts, runs a chapter, and says so.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use experiment::{ClientPolicy, Scenario};
use protocol::room::{Activity, Me, MyResult, MyState, SEAT_TOKEN, Seat, SeatRequest};
use protocol::{ATTEMPT_ID, IDEMPOTENCY_KEY, KeyPolicyRequest, Losses, RunId, RunRequest, Total};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::room::Room;

const PATIENCE: Duration = Duration::from_secs(10);
/// What each payment is; the workshop's are all alike.
const PAYMENT: &str = r#"{"src": "bianca", "dest": "marc", "amount": 1}"#;

/// Somebody who sits in a room.
#[derive(Debug)]
pub struct Participant {
    /// The seat.
    pub seat: Seat,
    hub: String,
    http: reqwest::Client,
    seq: u64,
}

impl Participant {
    /// Joins with the code; the same `number` is the same seat.
    pub async fn join(room: &Room, number: u8) -> Result<Self> {
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).timeout(PATIENCE).build()?;
        let request = SeatRequest { code: Some(room.code.clone()), secret: None };
        let asked = http.post(format!("{}/room/seats", room.address)).json(&request);
        let answer = asked.header(IDEMPOTENCY_KEY, format!("{number:032x}")).send().await?.error_for_status()?;
        Ok(Self { seat: answer.json().await?, hub: room.address.clone(), http, seq: 0 })
    }

    /// Says what is predicted for a scenario, and nothing runs.
    pub async fn predict(&mut self, scenario: Scenario, prediction: Total) -> Result<()> {
        self.say(MyState { prediction: Some(prediction), ..nothing_done(scenario) }).await?;
        Ok(())
    }

    /// Says goodbye.
    pub async fn leave(&mut self, scenario: Scenario) -> Result<()> {
        self.say(MyState { state: Activity::Left, ..nothing_done(scenario) }).await?;
        Ok(())
    }

    /// Runs a chapter with its own settings, one payment after the other, to its end; returns what the hub has read of it.
    pub async fn run(&mut self, scenario: Scenario, payments: usize, prediction: Total) -> Result<MyResult> {
        let run: RunId = format!("run-of-{}", self.seat.station).parse().ok().context("a run's id")?;
        let state = MyState { prediction: Some(prediction), run: Some(run.clone()), ..nothing_done(scenario) };
        self.say(MyState { state: Activity::Running, ..state.clone() }).await?;
        let settings = scenario.settings();
        self.set_up(&run, settings.losses, KeyPolicyRequest { policy: settings.key_policy, pause_ms: None }).await?;
        let mut attempts = 0;
        for payment in 1..=payments {
            attempts += self.pay(&run, payment, settings.client_policy).await?;
        }
        let free = self.bank(Method::DELETE, &format!("/lab/run?run={run}"));
        free.send().await?.error_for_status()?;
        let settings = Some(settings.of_run(payments));
        let done = MyState { state: Activity::Done, percent: 100, settings, attempts, ..state };
        self.say(done).await?.result.context("the hub has read nothing of the run")
    }

    async fn set_up(&self, run: &RunId, losses: Losses, policy: KeyPolicyRequest) -> Result<()> {
        let steps = [
            self.bank(Method::POST, "/lab/run").json(&RunRequest { run: run.clone() }),
            self.bank(Method::DELETE, "/payments/"),
            self.bank(Method::PUT, "/lab/key-policy").json(&policy),
            self.bank(Method::PUT, "/lab/network").json(&losses),
        ];
        for step in steps {
            step.send().await?.error_for_status()?;
        }
        Ok(())
    }

    /// Sends a payment as the client policy has it; returns the number of attempts.
    async fn pay(&self, run: &RunId, payment: usize, policy: ClientPolicy) -> Result<u64> {
        let url = format!("http://127.0.0.1:{}/payments/", self.seat.proxied_port);
        let key = format!("{:016x}{payment:016x}", self.seat.station.0);
        for attempt in 1.. {
            ensure!(attempt < 100, "payment {payment} is never acknowledged");
            let mut request = self.http.post(&url).header("content-type", "application/json").body(PAYMENT);
            request = request.header(ATTEMPT_ID, format!("{run}/{payment}/{attempt}"));
            if policy == ClientPolicy::RetryWithKey {
                request = request.header(IDEMPOTENCY_KEY, &key);
            }
            // No answer is not a no.
            let answered = request.send().await.is_ok_and(|answer| answer.status().is_success());
            if answered || policy == ClientPolicy::Once {
                return Ok(attempt);
            }
        }
        Ok(0)
    }

    /// Sends `PUT /room/me`.
    async fn say(&mut self, state: MyState) -> Result<Me> {
        self.seq += 1;
        let said = self.http.put(format!("{}/room/me", self.hub)).header(SEAT_TOKEN, &self.seat.token);
        let answer = said.json(&MyState { seq: self.seq, ..state }).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    fn bank(&self, method: Method, route: &str) -> RequestBuilder {
        let url = format!("{}/s/{}{route}", self.hub, self.seat.station);
        self.http.request(method, url).header(SEAT_TOKEN, &self.seat.token)
    }
}

fn nothing_done(scenario: Scenario) -> MyState {
    let state = json!({ "seq": 0, "state": "predicting", "scenario": scenario.to_string() });
    serde_json::from_value(state).expect("the rest may be absent")
}
