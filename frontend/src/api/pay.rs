//! One attempt on the wire. A run makes thousands, so the browser is asked directly: gloo-net's builder makes two
//! requests and an address for each. What all attempts share crosses from wasm to the browser once.

use experiment::{Attempt, Millis, NoAnswer, Outcome};
use js_sys::{JsString, Object, Reflect};
use protocol::{ATTEMPT_ID, IDEMPOTENCY_KEY};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

use super::{CONTENT_TYPE, JSON, detail};
use crate::browser::window;

/// What every attempt has in common.
struct Shared {
    /// `fetch` reads it before it returns, so that the next attempt may fill it in anew.
    init: RequestInit,
    content_type: JsString,
    json: JsString,
    attempt_id: JsString,
    idempotency_key: JsString,
}

impl Shared {
    fn new() -> Self {
        let init = RequestInit::new();
        init.set_method("POST");
        Self {
            init,
            content_type: CONTENT_TYPE.into(),
            json: JSON.into(),
            attempt_id: ATTEMPT_ID.into(),
            idempotency_key: IDEMPOTENCY_KEY.into(),
        }
    }

    fn fill_in(&self, attempt: &Attempt, controller: &AbortController) -> Result<&RequestInit, JsValue> {
        let headers = Object::new();
        Reflect::set(&headers, &self.content_type, &self.json)?;
        Reflect::set(&headers, &self.attempt_id, &attempt.id.to_string().into())?;
        if let Some(key) = &attempt.key {
            Reflect::set(&headers, &self.idempotency_key, &key.as_str().into())?;
        }
        let payment = serde_json::to_string(&attempt.payment).expect("a payment is three plain members");
        self.init.set_headers(&headers);
        self.init.set_body(&payment.into());
        self.init.set_signal(Some(&controller.signal()));
        Ok(&self.init)
    }
}

thread_local! {
    static SHARED: Shared = Shared::new();
}

/// One attempt. Whoever aborts it through `controller` knows by itself that it did: engines differ
/// in what such an error is called.
pub(crate) async fn pay(url: &str, attempt: &Attempt, controller: &AbortController) -> Outcome {
    match send(url, attempt, controller).await {
        Ok(response) => answered(&response).await,
        // It says nothing that could be relied on.
        Err(_) => Outcome::NoAnswer(NoAnswer::NetworkError),
    }
}

async fn send(url: &str, attempt: &Attempt, controller: &AbortController) -> Result<Response, JsValue> {
    let answer = SHARED.with(|shared| {
        let init = shared.fill_in(attempt, controller)?;
        Ok::<_, JsValue>(window().fetch_with_str_and_init(url, init))
    })?;
    JsFuture::from(answer).await?.dyn_into()
}

async fn answered(response: &Response) -> Outcome {
    // Read to its end also where nothing of it is wanted, so that the connection is gone before the next one opens.
    let body = body_of(response).await.ok();
    let status = response.status();
    if response.ok() {
        return Outcome::Answered { status, retry_after: None, detail: None };
    }
    let seconds = response.headers().get("retry-after").ok().flatten();
    let seconds = seconds.and_then(|seconds| seconds.parse::<Millis>().ok());
    let detail = body.and_then(|body| detail(&body.as_string()?));
    Outcome::Answered { status, retry_after: seconds.map(|seconds| seconds.saturating_mul(1_000)), detail }
}

/// The body of an answer, to its end: a string that is still the browser's.
async fn body_of(response: &Response) -> Result<JsValue, JsValue> {
    JsFuture::from(response.text()?).await
}
