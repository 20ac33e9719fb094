//! The lab API and the ledger: requests to the page's own origin.

use experiment::StepError;
use futures::FutureExt as _;
use gloo_net::http::{Request, RequestBuilder};
use protocol::{
    ATTEMPT_ID, AttemptId, IDEMPOTENCY_KEY, IdempotencyKey, KeyPolicy, KeyPolicyRequest, LabState, Losses, PolicyCode,
    Problem, Receipt, RuleError, RuleProblem, RunCounts, RunId, RunRequest, Script, ScriptRequest,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use web_sys::RequestInit;

use super::credentials::{self, signed};
use super::{answered, patience, problem, unreadable, url};

/// A route that is silent for this long counts as no answer, in milliseconds.
const PATIENCE: u32 = 5_000;
/// A warming goes through Toxiproxy, which may be slow to start.
const WARMING_PATIENCE: u32 = 10_000;

/// Sends `GET /lab/state`.
pub async fn state() -> Result<LabState, StepError> {
    json(Request::get(&url("lab/state"))).await
}

/// Sends `GET /lab/code`: what the bank was compiled from for `policy`, with the lines that `since` does not have.
pub async fn policy_code(policy: KeyPolicy, since: Option<KeyPolicy>) -> Result<PolicyCode, StepError> {
    let since = since.map(|since| ("since", since.as_str()));
    json(Request::get(&url("lab/code")).query([("policy", policy.as_str())]).query(since)).await
}

/// Why a rule was not saved.
#[derive(Clone, Debug, PartialEq)]
pub enum SaveError {
    /// It cannot be used: what is wrong with it, and where.
    Rule(RuleError),
    /// The bank refused, or did not answer.
    NotSaved(StepError),
}

/// Sends `GET /lab/script`: the rule of this ledger.
pub async fn script() -> Result<Script, StepError> {
    json(Request::get(&url("lab/script"))).await
}

/// Sends `PUT /lab/script`: puts another rule in place.
pub async fn save_script(text: String) -> Result<Script, SaveError> {
    let request = signed(Request::put(&url("lab/script"))).abort_signal(Some(&patience(PATIENCE)));
    let (response, body) = answered(request.json(&ScriptRequest { text })).await.map_err(SaveError::NotSaved)?;
    if !response.ok() {
        return Err(not_saved(response.status(), &body));
    }
    serde_json::from_str(&body).map_err(|error| SaveError::NotSaved(StepError::Refused(unreadable(&error))))
}

fn not_saved(status: u16, body: &str) -> SaveError {
    match serde_json::from_str(body) {
        Ok(RuleProblem { problem, place }) => SaveError::Rule(RuleError {
            kind: place.error,
            detail: problem.detail,
            name: place.name,
            line: place.line,
            column: place.column,
        }),
        Err(_) => SaveError::NotSaved(refusal(status, body)),
    }
}

/// Sends `GET /payments.csv`.
pub async fn payments_csv() -> Result<String, StepError> {
    text(Request::get(&url("payments.csv")).abort_signal(Some(&patience(PATIENCE))).build()).await
}

/// Sends `GET /payments/?after=`: the ledger's entries behind `after`.
pub async fn entries(after: u64) -> Result<Vec<Receipt>, StepError> {
    json(Request::get(&url("payments/")).query([("after", after.to_string())])).await
}

/// Sends `DELETE /payments/`.
pub async fn clear_ledger() -> Result<(), StepError> {
    done(Request::delete(&url("payments/"))).await
}

/// Sends `PUT /lab/key-policy`.
pub async fn set_key_policy(policy: KeyPolicyRequest) -> Result<(), StepError> {
    done_with(Request::put(&url("lab/key-policy")), &policy).await
}

/// Sends `PUT /lab/network`.
pub async fn set_network(losses: Losses) -> Result<(), StepError> {
    done_with(Request::put(&url("lab/network")), &losses).await
}

/// Sends `POST /lab/network/repair`.
pub async fn repair_network() -> Result<(), StepError> {
    done(Request::post(&url("lab/network/repair"))).await
}

/// Sends `POST /lab/crash`. No answer proves nothing: the request may have been lost.
pub async fn crash() -> Result<(), StepError> {
    done(Request::post(&url("lab/crash"))).await
}

/// Sends `POST /lab/run`: takes or renews the lease.
pub async fn take_lease(run: RunId) -> Result<(), StepError> {
    done_with(Request::post(&url("lab/run")), &RunRequest { run }).await
}

/// Sends `DELETE /lab/run?run=`: frees the lease, if this run holds it.
pub async fn free_lease(run: &RunId) -> Result<(), StepError> {
    done(Request::delete(&url("lab/run")).query([("run", run.as_str())])).await
}

/// Sends `DELETE /lab/run`: frees the lease, whoever holds it.
pub async fn free_any_lease() -> Result<(), StepError> {
    done(Request::delete(&url("lab/run"))).await
}

/// Frees the lease of a page that is going away: the request outlives it, and nobody waits for the answer.
pub fn free_lease_on_leaving(run: &RunId) {
    let init = RequestInit::new();
    init.set_method("DELETE");
    // gloo-net and web-sys have no such member.
    drop(js_sys::Reflect::set(&init, &JsValue::from_str("keepalive"), &JsValue::TRUE));
    let address = url(&format!("lab/run?run={}", String::from(js_sys::encode_uri_component(run.as_str()))));
    if let Ok(request) = web_sys::Request::new_with_str_and_init(&address, &init) {
        if let Some((name, value)) = credentials::header() {
            // Fails only for a value that is no header's.
            let _ = request.headers().set(name, &value);
        }
        // Polled once, it is on its way.
        drop(Request::from(request).send().now_or_never());
    }
}

/// Sends `GET /lab/runs/{run}`.
pub async fn run_counts(run: &RunId) -> Result<RunCounts, StepError> {
    json(Request::get(&url(&format!("lab/runs/{}", String::from(js_sys::encode_uri_component(run.as_str())))))).await
}

/// Lets the browser do its CORS check for the payments' exact URL. Any answer is a success, one that breaks off too.
pub async fn warm(payments_url: &str, id: &AttemptId, key: &IdempotencyKey) -> Result<(), StepError> {
    let request = Request::post(payments_url)
        .header("content-type", "application/json")
        .header(ATTEMPT_ID, &id.to_string())
        .header(IDEMPOTENCY_KEY, key.as_str())
        .abort_signal(Some(&patience(WARMING_PATIENCE)))
        .body("{}");
    let response = request.map_err(|_| StepError::NoAnswer)?.send().await.map_err(|_| StepError::NoAnswer)?;
    // Read to its end, so that its connection is gone before the next one opens.
    drop(response.text().await);
    Ok(())
}

async fn done(request: RequestBuilder) -> Result<(), StepError> {
    text(signed(request).abort_signal(Some(&patience(PATIENCE))).build()).await.map(drop)
}

async fn done_with(request: RequestBuilder, body: &impl Serialize) -> Result<(), StepError> {
    text(signed(request).abort_signal(Some(&patience(PATIENCE))).json(body)).await.map(drop)
}

/// An answer that is not the JSON expected did not come from this lab.
async fn json<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, StepError> {
    let body = text(signed(request).abort_signal(Some(&patience(PATIENCE))).build()).await?;
    serde_json::from_str(&body).map_err(|error| StepError::Refused(unreadable(&error)))
}

async fn text(request: Result<Request, gloo_net::Error>) -> Result<String, StepError> {
    let (response, body) = answered(request).await?;
    if response.ok() { Ok(body) } else { Err(refusal(response.status(), &body)) }
}

fn refusal(status: u16, body: &str) -> StepError {
    /// A member of the problem that says that another page holds the lease.
    #[derive(Deserialize)]
    struct Held {
        age_s: f64,
    }
    if status == 409
        && let Ok(Held { age_s }) = serde_json::from_str(body)
    {
        return StepError::Held(age_s);
    }
    let problem = problem(status, body);
    match problem.kind.as_ref() {
        // A hub could not bring it to its end at the bank: it may have been done, or not.
        Problem::BANK_GONE => StepError::NoAnswer,
        Problem::NETWORK_GONE => StepError::NetworkGone,
        Problem::NO_PROXY => StepError::NoProxy,
        _ => StepError::Refused(problem),
    }
}

#[cfg(test)]
mod tests {
    use protocol::RuleErrorKind;

    use super::*;

    #[test]
    fn a_rule_that_cannot_be_used_says_what_is_wrong_and_where() {
        let bad = r#"{"type":"urn:problem-type:exactly-once-lab:bad-script","title":"Not a rule","status":400,
            "detail":"Variable not found: recipt","error":"unknown-name","name":"recipt","line":2,"column":8}"#;
        let SaveError::Rule(error) = not_saved(400, bad) else { panic!("the rule is to blame") };
        assert_eq!((error.kind, error.name.as_deref()), (RuleErrorKind::UnknownName, Some("recipt")));
        assert_eq!((error.line, error.column), (Some(2), Some(8)));
        let foreign = r#"{"type":"about:blank","title":"","status":403,"detail":"not from here"}"#;
        let refused = StepError::Refused(Problem::of_type("about:blank", 403, "not from here"));
        assert_eq!(not_saved(403, foreign), SaveError::NotSaved(refused));
    }

    #[test]
    fn a_refusal_carries_its_sentence_and_a_lease_its_age() {
        let held = r#"{"type":"about:blank","title":"","status":409,"detail":"another","age_s":2.5}"#;
        assert_eq!(refusal(409, held), StepError::Held(2.5));
        let refused = |status, detail| StepError::Refused(Problem::of_type("about:blank", status, detail));
        let conflict = r#"{"type":"about:blank","title":"","status":409,"detail":"not now"}"#;
        assert_eq!(refusal(409, conflict), refused(409, "not now"));
        assert_eq!(refusal(502, "<html>"), refused(502, ""));
    }

    #[test]
    fn a_bank_and_a_network_that_may_be_starting_anew_are_told_from_refusals() {
        for (kind, status, error) in [
            (Problem::BANK_GONE, 502, StepError::NoAnswer),
            (Problem::NETWORK_GONE, 502, StepError::NetworkGone),
            (Problem::NO_PROXY, 409, StepError::NoProxy),
        ] {
            let body = format!(r#"{{"type":"{kind}","title":"","status":{status},"detail":"gone"}}"#);
            assert_eq!(refusal(status, &body), error);
        }
    }
}
