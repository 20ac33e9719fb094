//! Every request of the page, and nothing else. Requests of the lab go to the page's own origin;
//! payments go to one fixed URL behind the broken network, with the default cache mode: any other
//! mode makes Chromium check CORS before every attempt.

mod line;

use experiment::StepError;
use gloo_net::http::{Request, RequestBuilder};
use protocol::{
    ATTEMPT_ID, AttemptId, IDEMPOTENCY_KEY, IdempotencyKey, KeyPolicy, KeyPolicyRequest, LabState, Losses, PolicyCode,
    Receipt, RunCounts, RunId, RunRequest,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestInit};

use crate::code::before;

pub(crate) use line::Line;

const CONTENT_TYPE: &str = "content-type";
const JSON: &str = "application/json";

/// A lab route that is silent for this long counts as no answer, in milliseconds.
const PATIENCE: u32 = 5_000;
/// A warming goes through Toxiproxy, which may be slow to start.
const WARMING_PATIENCE: u32 = 10_000;

/// What the page reads of a problem (RFC 9457); `age_s` is the lease's.
#[derive(Deserialize)]
struct Refusal {
    detail: String,
    age_s: Option<f64>,
}

/// Where payments are sent past the network: the bank is the page's own origin.
pub(crate) const PAYMENTS: &str = "/payments/";

/// Where payments are sent: never a literal address, or a page opened from another machine would
/// pay its own reader's computer.
pub(crate) fn payments_url(state: &LabState, host_name: &str) -> String {
    match &state.proxied_url {
        Some(url) => format!("{}/payments/", url.trim_end_matches('/')),
        None => format!("http://{host_name}:{}/payments/", state.proxied_port),
    }
}

/// `GET /lab/state`.
pub(crate) async fn lab_state() -> Result<LabState, StepError> {
    json(&lab(Request::get("/lab/state"), None::<&()>).await?)
}

/// `GET /lab/code`: what the bank was compiled from, with what is new against the policy before.
pub(crate) async fn policy_codes() -> Result<Vec<PolicyCode>, StepError> {
    let mut codes = Vec::new();
    for policy in KeyPolicy::ALL {
        let since = before(policy).map(|before| ["&since=", before.as_str()].concat()).unwrap_or_default();
        let path = ["/lab/code?policy=", policy.as_str(), &since].concat();
        codes.push(json(&lab(Request::get(&path), None::<&()>).await?)?);
    }
    Ok(codes)
}

/// `GET /payments.csv`.
pub(crate) async fn payments_csv() -> Result<String, StepError> {
    lab(Request::get("/payments.csv"), None::<&()>).await
}

/// `GET /payments/?after=`: the ledger's entries behind `after`.
pub(crate) async fn entries(after: u64) -> Result<Vec<Receipt>, StepError> {
    json(&lab(Request::get(&format!("/payments/?after={after}")), None::<&()>).await?)
}

/// `DELETE /payments/`.
pub(crate) async fn clear_ledger() -> Result<(), StepError> {
    lab(Request::delete("/payments/"), None::<&()>).await.map(drop)
}

/// `PUT /lab/key-policy`.
pub(crate) async fn set_key_policy(policy: KeyPolicyRequest) -> Result<(), StepError> {
    lab(Request::put("/lab/key-policy"), Some(&policy)).await.map(drop)
}

/// `PUT /lab/network`.
pub(crate) async fn set_network(losses: Losses) -> Result<(), StepError> {
    lab(Request::put("/lab/network"), Some(&losses)).await.map(drop)
}

/// `POST /lab/network/repair`.
pub(crate) async fn repair_network() -> Result<(), StepError> {
    lab(Request::post("/lab/network/repair"), None::<&()>).await.map(drop)
}

/// `POST /lab/crash`. No answer is the success: the bank is gone.
pub(crate) async fn crash() -> Result<(), StepError> {
    lab(Request::post("/lab/crash"), None::<&()>).await.map(drop)
}

/// `POST /lab/run`: takes or renews the lease.
pub(crate) async fn take_lease(run: RunId) -> Result<(), StepError> {
    lab(Request::post("/lab/run"), Some(&RunRequest { run })).await.map(drop)
}

/// `DELETE /lab/run?run=`.
pub(crate) async fn free_lease(run: RunId) -> Result<(), StepError> {
    lab(Request::delete(&lease_url(&run)), None::<&()>).await.map(drop)
}

/// The same, from a page that is going away: nobody waits for the answer.
pub(crate) fn free_lease_on_leaving(run: &RunId) {
    let init = RequestInit::new();
    init.set_method("DELETE");
    // gloo-net has no such member.
    drop(js_sys::Reflect::set(&init, &JsValue::from_str("keepalive"), &JsValue::TRUE));
    if let Some(window) = web_sys::window() {
        let _ = window.fetch_with_str_and_init(&lease_url(run), &init);
    }
}

/// `GET /lab/runs/{run}`.
pub(crate) async fn run_counts(run: &RunId) -> Result<RunCounts, StepError> {
    json(&lab(Request::get(&format!("/lab/runs/{}", escaped(run))), None::<&()>).await?)
}

/// Lets the browser do its CORS check for the payments' exact URL. Any answer is a success.
pub(crate) async fn warm(url: &str, id: &AttemptId, key: &IdempotencyKey) -> Result<(), StepError> {
    let signal = AbortSignal::timeout_with_u32(WARMING_PATIENCE);
    let request = Request::post(url).header(CONTENT_TYPE, JSON).header(ATTEMPT_ID, &id.to_string());
    let request = request.header(IDEMPOTENCY_KEY, key.as_str()).abort_signal(Some(&signal));
    let response = request.body("{}").map_err(|_| StepError::NoAnswer)?.send().await;
    let response = response.map_err(|_| StepError::NoAnswer)?;
    drop(response.text().await);
    Ok(())
}

/// One request to the lab, and its body as text.
async fn lab<B: serde::Serialize>(request: RequestBuilder, body: Option<&B>) -> Result<String, StepError> {
    let request = request.abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
    let request = match body {
        Some(body) => {
            request.header(CONTENT_TYPE, JSON).body(serde_json::to_string(body).expect("the lab's bodies are plain"))
        }
        None => request.build(),
    };
    let response = request.map_err(|_| StepError::NoAnswer)?.send().await.map_err(|_| StepError::NoAnswer)?;
    let (status, ok) = (response.status(), response.ok());
    let text = response.text().await.map_err(|_| StepError::NoAnswer)?;
    if ok { Ok(text) } else { Err(refusal(status, &text)) }
}

fn refusal(status: u16, body: &str) -> StepError {
    match serde_json::from_str::<Refusal>(body) {
        Ok(Refusal { age_s: Some(age), .. }) if status == 409 => StepError::Held(age),
        Ok(Refusal { detail, .. }) => StepError::Refused(status, detail),
        Err(_) => StepError::Refused(status, String::new()),
    }
}

fn detail(body: &str) -> Option<String> {
    serde_json::from_str(body).ok().map(|Refusal { detail, .. }| detail)
}

/// An answer that is no JSON did not come from this lab.
fn json<T: DeserializeOwned>(text: &str) -> Result<T, StepError> {
    serde_json::from_str(text).map_err(|error| StepError::Refused(200, error.to_string()))
}

fn lease_url(run: &RunId) -> String {
    format!("/lab/run?run={}", escaped(run))
}

fn escaped(run: &RunId) -> String {
    js_sys::encode_uri_component(run.as_str()).into()
}

#[cfg(test)]
mod tests {
    use protocol::{KeyPolicy, NetworkState, Total};

    use super::*;

    fn state(proxied_url: Option<&str>) -> LabState {
        LabState {
            version: String::new(),
            start: String::new(),
            probe: None,
            payments: 1,
            expected: Total::from_cents(100),
            proxied_url: proxied_url.map(str::to_owned),
            proxied_port: 8888,
            key_policy: KeyPolicy::Unique,
            pause_ms: 45,
            run: None,
            network: NetworkState::unreachable(),
        }
    }

    #[test]
    fn payments_go_to_the_host_the_page_was_opened_from() {
        assert_eq!(payments_url(&state(None), "lab.example"), "http://lab.example:8888/payments/");
        assert_eq!(payments_url(&state(None), "[::1]"), "http://[::1]:8888/payments/");
        assert_eq!(payments_url(&state(Some("http://far:9/")), "lab.example"), "http://far:9/payments/");
    }

    #[test]
    fn a_held_lease_is_told_from_other_refusals() {
        assert_eq!(refusal(409, r#"{"detail":"taken","age_s":2.5}"#), StepError::Held(2.5));
        assert_eq!(refusal(409, r#"{"detail":"missing"}"#), StepError::Refused(409, "missing".into()));
        assert_eq!(refusal(502, "no JSON"), StepError::Refused(502, String::new()));
    }
}
