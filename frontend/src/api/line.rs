//! What carries attempts. A run makes thousands, so each asks the browser directly and lets little cross between it and
//! wasm: what attempts share is made once, and the browser calls back. (A future would add two closures and a microtask
//! for each of its two waits, gloo-net's builder two requests and an address.)
//!
//! Requests are of the older kind, `XMLHttpRequest`. On the wire they are `fetch`'s; within Chromium an attempt takes 2 to
//! 8 % less time, because it makes no streams and no promises.

use std::cell::RefCell;
use std::rc::Rc;

use experiment::{Attempt, Millis, NoAnswer, Outcome};
use js_sys::{Function, JsString, Promise};
use protocol::{ATTEMPT_ID, AttemptId, IDEMPOTENCY_KEY, Payment};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

use super::{CONTENT_TYPE, JSON, detail};

// `web_sys` has it, but decodes method, address and names for each request, and catches what is never thrown.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = XMLHttpRequest)]
    type Request;

    #[wasm_bindgen(constructor, js_class = "XMLHttpRequest")]
    fn new() -> Request;

    #[wasm_bindgen(method, js_class = "XMLHttpRequest")]
    fn open(this: &Request, method: &JsString, url: &JsString);

    #[wasm_bindgen(method, js_class = "XMLHttpRequest", js_name = setRequestHeader)]
    fn set_header(this: &Request, name: &JsString, value: &JsString);

    #[wasm_bindgen(method, setter, js_class = "XMLHttpRequest", js_name = onloadend)]
    fn set_ended(this: &Request, ended: Option<&Function>);

    #[wasm_bindgen(method, js_class = "XMLHttpRequest")]
    fn send(this: &Request, body: &JsString);

    #[wasm_bindgen(method, js_class = "XMLHttpRequest")]
    fn abort(this: &Request);

    #[wasm_bindgen(method, getter, js_class = "XMLHttpRequest")]
    fn status(this: &Request) -> u16;

    #[wasm_bindgen(method, js_class = "XMLHttpRequest", js_name = getResponseHeader)]
    fn header(this: &Request, name: &str) -> Option<String>;

    #[wasm_bindgen(method, getter, js_class = "XMLHttpRequest", js_name = responseText)]
    fn text(this: &Request) -> String;
}

/// The status of an answer that never came, or not to its end.
const NONE: u16 = 0;

/// Carries one attempt at a time, and then the next.
pub(crate) struct Line {
    out: Rc<Out>,
    names: Names,
    body: Option<Body>,
    ended: Closure<dyn Fn()>,
    aborted: Closure<dyn FnMut(JsValue)>,
}

/// What each request says, as the browser's own strings.
struct Names {
    post: JsString,
    content_type: JsString,
    json: JsString,
    attempt_id: JsString,
    idempotency_key: JsString,
}

/// The latest payment and what it is on the wire: the next one is often alike, and another attempt always.
struct Body {
    payment: Payment,
    json: JsString,
}

/// The attempt that is out, and who is told of its end.
struct Out {
    attempt: RefCell<Option<(AttemptId, Request)>>,
    told: Box<dyn Fn(AttemptId, Outcome)>,
}

impl Line {
    /// A line that tells of the end of each attempt: not before `send` has returned.
    pub(crate) fn new(told: impl Fn(AttemptId, Outcome) + 'static) -> Self {
        let out = Rc::new(Out { attempt: RefCell::default(), told: Box::new(told) });
        let (ending, aborted) = (Rc::clone(&out), Rc::clone(&out));
        Self {
            out,
            names: Names {
                post: "POST".into(),
                content_type: CONTENT_TYPE.into(),
                json: JSON.into(),
                attempt_id: ATTEMPT_ID.into(),
                idempotency_key: IDEMPOTENCY_KEY.into(),
            },
            body: None,
            ended: Closure::new(move || ending.end()),
            aborted: Closure::new(move |_| aborted.end()),
        }
    }

    /// Whether it carries nothing.
    pub(crate) fn is_free(&self) -> bool {
        self.out.attempt.borrow().is_none()
    }

    /// Whether it carries this attempt.
    pub(crate) fn carries(&self, id: &AttemptId) -> bool {
        self.out.attempt.borrow().as_ref().is_some_and(|(out, _)| out == id)
    }

    /// Sends an attempt to `url`, over a line that is free.
    pub(crate) fn send(&mut self, url: &JsString, attempt: &Attempt) {
        let latest = self.body.take().filter(|body| body.payment == attempt.payment);
        let body = self.body.insert(latest.unwrap_or_else(|| Body::of(&attempt.payment)));
        let (request, names) = (Request::new(), &self.names);
        request.open(&names.post, url);
        request.set_header(&names.content_type, &names.json);
        request.set_header(&names.attempt_id, &attempt.id.to_string().into());
        if let Some(key) = &attempt.key {
            request.set_header(&names.idempotency_key, &key.as_str().into());
        }
        request.set_ended(Some(self.ended.as_ref().unchecked_ref()));
        request.send(&body.json);
        self.out.attempt.replace(Some((attempt.id.clone(), request)));
    }

    /// Gives up the attempt that is out. Whoever does it knows that it did: the browser only says that there is no answer.
    pub(crate) fn abort(&self) {
        if let Some((_, request)) = &*self.out.attempt.borrow() {
            // It would call back before it returns, while the caller is busy with the lab.
            request.set_ended(None);
            request.abort();
            let _ = Promise::resolve(&JsValue::UNDEFINED).then(&self.aborted);
        }
    }
}

impl Body {
    fn of(payment: &Payment) -> Self {
        let json = serde_json::to_string(payment).expect("a payment is three plain members");
        Self { payment: payment.clone(), json: json.into() }
    }
}

impl Out {
    /// Not before the body was read to its end, also where nothing of it is wanted: so the connection is gone before the
    /// next one opens, and an answer that breaks off is none. (`WebKitGTK` takes half a body for a whole one.)
    fn end(&self) {
        if let Some((id, request)) = self.attempt.take() {
            (self.told)(id, request.outcome());
        }
    }
}

impl Request {
    fn outcome(&self) -> Outcome {
        match self.status() {
            // An error says nothing that could be relied on.
            NONE => Outcome::NoAnswer(NoAnswer::NetworkError),
            status @ 200..300 => Outcome::Answered { status, retry_after: None, detail: None },
            status => {
                let seconds = self.header("retry-after").and_then(|seconds| seconds.parse::<Millis>().ok());
                let retry_after = seconds.map(|seconds| seconds.saturating_mul(1_000));
                Outcome::Answered { status, retry_after, detail: detail(&self.text()) }
            }
        }
    }
}
