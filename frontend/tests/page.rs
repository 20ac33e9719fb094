//! The page in a real browser, without a server behind it: it comes to life and says what is wrong.

#![cfg(target_arch = "wasm32")]

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("a document")
}

fn element(id: &str) -> Element {
    let found = document().query_selector(&format!("[data-testid='{id}']")).expect("a selector");
    found.unwrap_or_else(|| panic!("the page has no {id}"))
}

/// Asks again until it holds; the page paints when it likes.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..200 {
        if holds() {
            return;
        }
        TimeoutFuture::new(25).await;
    }
    panic!("waited in vain for {what}");
}

#[wasm_bindgen_test]
async fn the_page_lives_without_a_bank_and_says_so() {
    leptos::mount::mount_to_body(frontend::App);
    until("a live page", || document().document_element().is_some_and(|root| root.has_attribute("data-run"))).await;
    assert_eq!(document().document_element().and_then(|root| root.get_attribute("data-run")).as_deref(), Some("idle"));
    until("the sentence", || element("notices").text_content().is_some_and(|text| text.contains("bank"))).await;
    assert!(element("run").has_attribute("disabled"), "there is nothing to run");

    for id in ["waiting", "in-flight", "acknowledged", "refused", "unknown", "attempts", "settled"] {
        assert_eq!(element(id).text_content().as_deref(), Some("0"), "{id}");
    }
    for id in ["expected", "transferred"] {
        assert_eq!(element(id).text_content().as_deref(), Some("\u{2013}"), "nobody has told it {id}");
    }
    for id in ["measured-request-loss", "measured-reply-loss", "hidden-repeats", "preflights"] {
        assert_eq!(element(id).get_attribute("data-value").as_deref(), Some(""), "{id}");
    }
    assert_eq!(element("verdict").get_attribute("data-verdict").as_deref(), Some(""));

    // A chapter's button sets what shapes its result.
    element("chapter-5").dispatch_event(&web_sys::MouseEvent::new("click").expect("an event")).expect("a click");
    let value = |id: &str| {
        let element = element(id);
        js_sys::Reflect::get(&element, &"value".into()).ok().and_then(|value| value.as_string())
    };
    until("chapter 5", || value("key-policy").as_deref() == Some("unique")).await;
    assert_eq!(value("client-policy").as_deref(), Some("retry-with-key"));
    assert_eq!(value("request-loss").as_deref(), Some("0.3"));
    assert_eq!(value("concurrency").as_deref(), Some("6"));
    assert_eq!(element("chapter-5").get_attribute("aria-pressed").as_deref(), Some("true"));
}
