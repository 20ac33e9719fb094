//! The focus in a real browser: a button that is disabled or taken away leaves it near.

#![cfg(target_arch = "wasm32")]

use frontend::components::Button;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

fn focused() -> String {
    document().active_element().map(|element| element.id()).unwrap_or_default()
}

fn focus(test_id: &str) {
    let found = document().query_selector(&format!("[data-testid='{test_id}']")).expect("a selector");
    found.expect("a button").unchecked_into::<HtmlElement>().focus().expect("it takes the focus");
}

#[wasm_bindgen_test]
async fn a_button_that_is_disabled_or_taken_away_leaves_the_focus_near() {
    let (disabled, shown) = (RwSignal::new(false), RwSignal::new(true));
    let place: HtmlElement = document().create_element("div").expect("a place").unchecked_into();
    document().body().expect("a body").append_child(&place).expect("it takes the place");
    let mounted = mount_to(place, move || {
        view! {
            <main id="page" tabindex="-1">
                <div id="group" tabindex="-1">
                    <Button test_id="go" label="Go" on_press=|()| () disabled />
                </div>
                <Show when=move || shown.get()>
                    <Button test_id="mend" label="Mend" on_press=|()| () />
                </Show>
                <Button test_id="other" label="Other" on_press=|()| () disabled />
            </main>
        }
    });
    focus("go");
    disabled.set(true);
    tick().await;
    assert_eq!(focused(), "group", "the nearest that takes it");

    focus("mend");
    shown.set(false);
    tick().await;
    assert_eq!(focused(), "page");

    document().get_element_by_id("group").expect("a group").unchecked_into::<HtmlElement>().focus().expect("a focus");
    disabled.set(false);
    tick().await;
    disabled.set(true);
    tick().await;
    assert_eq!(focused(), "group", "a button without the focus takes it from nobody");
    drop(mounted);
}
