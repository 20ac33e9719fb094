//! What carries attempts. A run makes thousands, so each asks the browser directly and lets little cross between it and
//! wasm: what attempts share is made once, and an answer calls back from the browser's own promises. (A future would add
//! two closures and a microtask for each of its two waits, gloo-net's builder two requests and an address.)

use std::cell::RefCell;
use std::rc::Rc;

use experiment::{Attempt, Millis, NoAnswer, Outcome};
use js_sys::{JsString, Object, Promise, Reflect};
use protocol::{ATTEMPT_ID, AttemptId, IDEMPOTENCY_KEY};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{AbortController, RequestInit, Response};

use super::{CONTENT_TYPE, JSON, detail};

// `web_sys` has both, but decodes the address for each request, and catches what is never thrown.
#[wasm_bindgen]
extern "C" {
    fn fetch(url: &JsString, init: &RequestInit) -> Promise;

    #[wasm_bindgen(extends = Response)]
    type Answer;

    #[wasm_bindgen(method)]
    fn text(this: &Answer) -> Promise;
}

type Callback = Closure<dyn FnMut(JsValue)>;

/// Carries one attempt at a time, and then the next.
pub(crate) struct Line {
    out: Rc<Out>,
    /// `fetch` has read both before it returns, so that the next attempt may fill them in anew.
    init: RequestInit,
    headers: Object,
    attempt_id: JsString,
    idempotency_key: JsString,
    controller: AbortController,
    answered: Callback,
    failed: Callback,
}

/// The attempt that is out, and who is told of its end.
struct Out {
    attempt: RefCell<Option<AttemptId>>,
    answer: RefCell<Option<Answer>>,
    ended: Box<dyn Fn(AttemptId, Outcome)>,
}

impl Line {
    /// A line that tells `ended` of the end of each attempt: not before `send` has returned.
    pub(crate) fn new(ended: impl Fn(AttemptId, Outcome) + 'static) -> Self {
        let out = Rc::new(Out { attempt: RefCell::default(), answer: RefCell::default(), ended: Box::new(ended) });
        let headers = Object::new();
        set(&headers, &CONTENT_TYPE.into(), &JSON.into());
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_headers(&headers);
        Self {
            controller: listened_to(&init),
            answered: answered(&out),
            failed: out.callback(|out, _| out.failed()),
            out,
            init,
            headers,
            attempt_id: ATTEMPT_ID.into(),
            idempotency_key: IDEMPOTENCY_KEY.into(),
        }
    }

    /// Whether it carries nothing.
    pub(crate) fn is_free(&self) -> bool {
        self.out.attempt.borrow().is_none()
    }

    /// Whether it carries this attempt.
    pub(crate) fn carries(&self, id: &AttemptId) -> bool {
        self.out.attempt.borrow().as_ref() == Some(id)
    }

    /// Sends an attempt to `url`, over a line that is free.
    pub(crate) fn send(&self, url: &JsString, attempt: &Attempt) {
        set(&self.headers, &self.attempt_id, &attempt.id.to_string().into());
        match &attempt.key {
            Some(key) => set(&self.headers, &self.idempotency_key, &key.as_str().into()),
            None => drop(Reflect::delete_property(&self.headers, &self.idempotency_key)),
        }
        let payment = serde_json::to_string(&attempt.payment).expect("a payment is three plain members");
        self.init.set_body(&payment.into());
        self.out.attempt.replace(Some(attempt.id.clone()));
        call_back(&fetch(url, &self.init), &self.answered, &self.failed);
    }

    /// Gives up the attempt that is out. Whoever does it knows that it did: engines differ in what such an error is called.
    pub(crate) fn abort(&mut self) {
        self.controller.abort();
        self.controller = listened_to(&self.init);
    }
}

/// Of each answer the body is read to its end, also where nothing of it is wanted, so that the connection is gone before
/// the next one opens.
fn answered(out: &Rc<Out>) -> Callback {
    let read = out.callback(|out, body| out.read(&body));
    out.callback(move |out, answer| {
        let answer: Answer = answer.unchecked_into();
        call_back(&answer.text(), &read, &read);
        out.answer.replace(Some(answer));
    })
}

impl Out {
    fn callback(self: &Rc<Self>, called: impl Fn(&Self, JsValue) + 'static) -> Callback {
        let out = Rc::clone(self);
        Closure::new(move |value| called(&out, value))
    }

    fn failed(&self) {
        // The error says nothing that could be relied on.
        self.end(Outcome::NoAnswer(NoAnswer::NetworkError));
    }

    /// An answer without a body, or with half of one, is an answer: its status is known.
    fn read(&self, body: &JsValue) {
        if let Some(answer) = self.answer.take() {
            self.end(outcome(&answer, body));
        }
    }

    fn end(&self, outcome: Outcome) {
        if let Some(id) = self.attempt.take() {
            (self.ended)(id, outcome);
        }
    }
}

fn outcome(answer: &Answer, body: &JsValue) -> Outcome {
    let status = answer.status();
    if answer.ok() {
        return Outcome::Answered { status, retry_after: None, detail: None };
    }
    let seconds = answer.headers().get("retry-after").ok().flatten();
    let seconds = seconds.and_then(|seconds| seconds.parse::<Millis>().ok());
    let detail = body.as_string().and_then(|body| detail(&body));
    Outcome::Answered { status, retry_after: seconds.map(|seconds| seconds.saturating_mul(1_000)), detail }
}

/// The promise that `then` makes is nobody's.
fn call_back(promise: &Promise, kept: &Callback, broken: &Callback) {
    let _ = promise.then2(kept, broken);
}

/// What aborts the requests that are made with `init` from now on.
fn listened_to(init: &RequestInit) -> AbortController {
    let controller = AbortController::new().expect("browsers have had it for long");
    init.set_signal(Some(&controller.signal()));
    controller
}

fn set(headers: &Object, name: &JsString, value: &JsString) {
    Reflect::set(headers, name, value).expect("a plain object takes any member");
}
