//! Components of the lab page, each mounted alone with plain signals: what they show, and what they keep covered.

#![cfg(target_arch = "wasm32")]

use std::fmt::Debug;

use experiment::{Belief, Fate, Fates, Scenario, Verdict};
use frontend::components::RangeInput;
use frontend::lab_page::{GridLegend, Pipeline, Totals};
use frontend::model::{self, LedgerOwner};
use gloo_timers::future::TimeoutFuture;
use leptos::mount::mount_to;
use leptos::prelude::*;
use protocol::Total;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

/// A component, alone in an element of its own.
struct Mounted(HtmlElement);

impl Mounted {
    fn new<V: IntoView + 'static>(component: impl FnOnce() -> V + 'static) -> Self {
        let document = web_sys::window().and_then(|window| window.document()).expect("a document");
        let place: HtmlElement = document.create_element("div").expect("an element").unchecked_into();
        document.body().expect("a body").append_child(&place).expect("a place");
        mount_to(place.clone(), component).forget();
        Self(place)
    }

    fn find(&self, id: &str) -> Option<Element> {
        self.0.query_selector(&format!("[data-testid='{id}']")).expect("a selector")
    }

    fn text(&self, id: &str) -> String {
        self.find(id).and_then(|element| element.text_content()).unwrap_or_else(|| panic!("no {id}"))
    }

    fn attribute(&self, id: &str, name: &str) -> Option<String> {
        self.find(id).unwrap_or_else(|| panic!("no {id}")).get_attribute(name)
    }

    fn click(&self, id: &str) {
        self.find(id).unwrap_or_else(|| panic!("no {id}")).unchecked_into::<HtmlElement>().click();
    }

    /// Waits until the component has followed its signals.
    async fn until<T: PartialEq + Debug>(&self, read: impl Fn(&Self) -> T, expected: T) {
        for _ in 0..100 {
            if read(self) == expected {
                return;
            }
            TimeoutFuture::new(10).await;
        }
        assert_eq!(read(self), expected);
    }
}

fn euros(euros: u64) -> Total {
    Total::from_cents(euros * 100)
}

#[wasm_bindgen_test]
async fn the_totals_cover_the_bank_and_say_what_is_off() {
    let belief = RwSignal::new(Belief { acknowledged: 490, unknown: 510, ..Belief::default() });
    let owner = LedgerOwner::ThisRun;
    let totals = RwSignal::new(model::Totals { expected: euros(1_000), owner, ..model::Totals::default() });
    let page = Mounted::new(move || view! { <Totals belief totals /> });
    assert_eq!((page.text("acknowledged"), page.text("unknown")), ("490".into(), "510".into()));
    assert_eq!((page.text("expected"), page.text("transferred")), ("1000".into(), "?".into()));
    assert_eq!((page.attribute("transferred", "data-value"), page.attribute("difference", "data-value")), (None, None));
    assert_eq!(page.attribute("verdict", "data-verdict").as_deref(), Some(""));

    let bank =
        model::BankTotals { transferred: euros(694), verdict: Some(Verdict::Missing), ..model::BankTotals::default() };
    totals.update(|totals| totals.bank = Some(bank));
    page.until(|page| page.text("transferred"), "694".into()).await;
    assert_eq!(page.attribute("transferred", "data-value").as_deref(), Some("694"));
    assert_eq!(page.attribute("difference", "data-value").as_deref(), Some("-306"));
    assert_eq!(page.attribute("verdict", "data-verdict").as_deref(), Some("missing"));
    assert_eq!(page.text("verdict"), "missing");

    totals.update(|totals| totals.owner = LedgerOwner::StoppedRun);
    page.until(|page| page.text("verdict"), "stopped".into()).await;
}

#[wasm_bindgen_test]
async fn the_totals_say_that_a_ledger_is_that_of_an_earlier_run() {
    let totals = RwSignal::new(model::Totals { bank: Some(model::BankTotals::default()), ..model::Totals::default() });
    let page = Mounted::new(move || view! { <Totals belief=RwSignal::new(Belief::before(1_000)) totals /> });
    assert!(page.attribute("earlier-run", "hidden").is_some(), "an empty ledger is nobody's");
    assert_eq!(page.attribute("difference", "data-value"), None, "and nothing is missing from it before a run");
    totals.update(|totals| totals.owner = LedgerOwner::EarlierRun);
    page.until(|page| page.attribute("earlier-run", "hidden"), None).await;
    assert_eq!(page.text("earlier-run"), "ledger of an earlier run");
}

#[wasm_bindgen_test]
async fn the_pipeline_tells_the_run_in_numbers_once_the_bank_is_revealed() {
    const IDS: [&str; 5] =
        ["pipeline-sent", "pipeline-lost-before", "pipeline-arrived", "pipeline-lost-after", "pipeline-answered"];
    let counts = RwSignal::new(model::Pipeline { sent: 2_041, answered: 1_000, ..model::Pipeline::default() });
    let covered = RwSignal::new(true);
    let settings = RwSignal::new(Scenario::Chapter(3).settings());
    let locked = RwSignal::new(false);
    let page = Mounted::new(
        move || view! { <Pipeline sends="1000 payments" settings locked network="Toxiproxy" counts covered /> },
    );
    let numbers = |page: &Mounted| IDS.map(|id| page.text(id));
    assert_eq!(numbers(&page), ["2041", "?", "?", "?", "1000"].map(str::to_owned));

    covered.set(false);
    counts.update(|counts| {
        (counts.lost_before, counts.arrived, counts.lost_after) = (Some(612), Some(1_429), Some(429));
    });
    page.until(numbers, ["2041", "612", "1429", "429", "1000"].map(str::to_owned)).await;
    assert!(page.attribute("pipeline-given-up", "hidden").is_some());

    // What the client gave up is no loss that anybody measured.
    counts.update(|counts| (counts.lost_before, counts.lost_after, counts.given_up) = (None, None, 7));
    page.until(|page| page.attribute("pipeline-lost-before", "data-value"), Some(String::new())).await;
    page.until(|page| page.text("pipeline-given-up"), "given up by the client: 7".into()).await;
}

#[wasm_bindgen_test]
async fn the_legend_shows_the_clients_belief_while_the_bank_is_covered_and_filters() {
    let fates = RwSignal::new(None);
    let belief = RwSignal::new(Belief { acknowledged: 3, unknown: 2, ..Belief::default() });
    let filter = RwSignal::new(None);
    let page = Mounted::new(move || view! { <GridLegend fates belief filter /> });
    assert_eq!(page.attribute("believed-unknown", "data-value").as_deref(), Some("2"));
    assert!(page.find("fate-paid-not-known").is_none(), "the legend gives nothing away");
    page.click("believed-unknown");
    page.until(|_| filter.get_untracked(), Some("unknown")).await;
    page.click("believed-unknown");
    page.until(|_| filter.get_untracked(), None).await;

    let known = [Fate::PaidKnown, Fate::PaidKnown, Fate::PaidTimes(3), Fate::NeverPaid, Fate::Caught];
    fates.set(Some(Fates::count(known)));
    page.until(|page| page.find("fate-paid-known").is_some(), true).await;
    let count = |id: &str| page.attribute(id, "data-value").expect("a count");
    assert_eq!(
        ["fate-paid-known", "fate-paid-times", "fate-never-paid", "fate-caught"].map(count),
        ["2", "1", "1", "1"]
    );
    assert!(page.find("believed-unknown").is_none());
}

#[wasm_bindgen_test]
async fn a_finger_that_scrolls_across_a_slider_leaves_it_where_it_is() {
    let value = RwSignal::new(0.3);
    let page = Mounted::new(move || {
        let moved = move |to| value.set(to);
        view! { <RangeInput test_id="loss" label="lost" reading="" value on_change=moved /> }
    });
    let slider = page.find("loss").expect("a slider");
    let drag = js_sys::Function::new_with_args(
        "slider, pointerType, x, y",
        "const event = (type, clientX, clientY) =>
            slider.dispatchEvent(new PointerEvent(type, { pointerType, clientX, clientY, bubbles: true }));
        event('pointerdown', 10, 10);
        slider.value = '0.8';
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        event('pointerup', x, y);",
    );
    for (pointer, x, y, expected) in [("touch", 12, 200, 0.3), ("touch", 200, 12, 0.8), ("mouse", 12, 200, 0.8)] {
        value.set(0.3);
        let arguments = js_sys::Array::of4(&slider, &pointer.into(), &x.into(), &y.into());
        drag.apply(&wasm_bindgen::JsValue::NULL, &arguments).expect("a drag");
        assert!((value.get_untracked() - expected).abs() < 1e-9, "{pointer} to {x}, {y}");
        TimeoutFuture::new(0).await;
    }
}
