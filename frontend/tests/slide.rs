//! A slide of the presenter view, alone in a real browser, with plain signals: it decides what is shown.

#![cfg(target_arch = "wasm32")]

use experiment::{Exhibit, Scenario};
use frontend::model::Slide;
use frontend::presenter::SlideContent;
use frontend::presenter::parts::Part;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

/// The names of the parts on a slide, from top to bottom.
fn shown(slide: &HtmlElement) -> Vec<String> {
    let children = slide.children();
    (0..children.length()).filter_map(|index| children.item(index)?.text_content()).collect()
}

fn names(parts: &[Part]) -> Vec<String> {
    parts.iter().map(|part| format!("{part:?}")).collect()
}

#[wasm_bindgen_test]
async fn a_slide_shows_its_parts_and_no_others_and_keeps_what_the_next_one_has_too() {
    let (slide, scenario, crash) =
        (RwSignal::new(Slide::Question), RwSignal::new(Scenario::Chapter(3)), RwSignal::new(false));
    let place: HtmlElement = document().create_element("div").expect("a place").unchecked_into();
    document().body().expect("a body").append_child(&place).expect("it takes the place");
    let part = |part: Part| view! { <p>{format!("{part:?}")}</p> }.into_any();
    let mounted = mount_to(place.clone(), move || view! { <SlideContent slide scenario crash part /> });
    assert_eq!(shown(&place), names(&[Part::Conditions, Part::Axis]));

    slide.set(Slide::Running);
    tick().await;
    assert_eq!(shown(&place), names(&[Part::Grid]), "the bank's side is on no slide before the answer");
    let grid = place.first_element_child();
    slide.set(Slide::Fates);
    tick().await;
    assert_eq!(shown(&place), names(&[Part::Grid]));
    assert_eq!(place.first_element_child(), grid, "the same grid, not another");

    slide.set(Slide::Answer);
    tick().await;
    assert_eq!(shown(&place), names(&[Part::Totals, Part::Axis]));

    scenario.set(Scenario::Exhibit(Exhibit::MemoryAndCrash));
    slide.set(Slide::Running);
    crash.set(true);
    tick().await;
    assert_eq!(shown(&place), names(&[Part::Crash, Part::Grid]));

    scenario.set(Scenario::ByHand);
    slide.set(Slide::Question);
    tick().await;
    assert_eq!(shown(&place), names(&[Part::ByHand]));
    drop(mounted);
}
