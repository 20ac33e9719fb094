//! The few things the page asks of the browser itself.

use std::cell::RefCell;
use std::time::Duration;

use experiment::Millis;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use protocol::RunId;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Performance, ResizeObserver, Storage, Window};

/// Under this name a tab remembers its run.
const RUN: &str = "run";

pub(crate) fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

pub(crate) fn document() -> Document {
    window().document().expect("a window has a document")
}

/// The first element that a selector finds.
pub(crate) fn find<T: JsCast>(selector: &str) -> Option<T> {
    document().query_selector(selector).ok()?.map(JsCast::unchecked_into)
}

/// Scrolls an element on by most of what it shows; `false` if there is next to nothing left.
pub(crate) fn scrolled_on(element: &Element, forward: bool) -> bool {
    const NOTHING: i32 = 8;
    let (before, step) = (element.scroll_top(), element.client_height() * 4 / 5);
    element.set_scroll_top(if forward { before + step } else { before - step });
    (element.scroll_top() - before).abs() > NOTHING
}

thread_local! {
    // The clock is looked at several times for each attempt.
    static PERFORMANCE: Performance = window().performance().expect("browsers have had performance for long");
}

/// Milliseconds on the page's own clock, which only goes forward.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page lives for less than 2^53 ms")]
pub(crate) fn now() -> Millis {
    PERFORMANCE.with(Performance::now) as Millis
}

/// Names a stretch of work, so that a script can ask how long the frames took.
pub(crate) fn measured<T>(name: &str, work: impl FnOnce() -> T) -> T {
    const START: &str = "start";
    let performance = PERFORMANCE.with(Clone::clone);
    let _ = performance.mark(START);
    let result = work();
    let _ = performance.measure_with_start_mark(name, START);
    performance.clear_marks_with_mark_name(START);
    result
}

/// Tells, as long as it lives, when an element is laid out and when its size changes.
pub(crate) struct SizeWatch {
    observer: ResizeObserver,
    _told: Closure<dyn Fn()>,
}

impl SizeWatch {
    pub(crate) fn new(element: &Element, told: impl Fn() + 'static) -> Option<Self> {
        let told = Closure::<dyn Fn()>::new(told);
        let observer = ResizeObserver::new(told.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _told: told })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// How many cores the machine has, as far as the browser tells.
pub(crate) fn cores() -> f64 {
    window().navigator().hardware_concurrency()
}

pub(crate) fn is_hidden() -> bool {
    document().hidden()
}

/// The host name in the page's own address.
pub(crate) fn host_name() -> String {
    window().location().hostname().unwrap_or_default()
}

/// Sixteen random bytes. (`randomUUID` does not exist on a page opened by LAN address.)
pub(crate) fn random() -> [u8; 16] {
    thread_local! {
        // Asked for each key, the browser takes longer than for the rest of an attempt's bookkeeping.
        static RESERVE: RefCell<Vec<[u8; 16]>> = const { RefCell::new(Vec::new()) };
    }
    RESERVE.with_borrow_mut(|reserve| {
        if reserve.is_empty() {
            let mut bytes = [0; 1024];
            let crypto = window().crypto().expect("browsers have had crypto for long");
            crypto.get_random_values_with_u8_array(&mut bytes).expect("a kilobyte is no quota problem");
            reserve.extend_from_slice(bytes.as_chunks().0);
        }
        reserve.pop().expect("there are 64")
    })
}

/// A new run's id.
pub(crate) fn random_run() -> RunId {
    let [bytes @ .., _, _, _, _, _, _, _, _] = random();
    format!("{:016x}", u64::from_be_bytes(bytes)).parse().expect("sixteen hexadecimal digits are a run's id")
}

/// What the page's own address says behind its `#`.
pub(crate) fn fragment() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// Takes the `#` and what follows out of the page's own address.
pub(crate) fn remove_fragment() {
    let (location, history) = (window().location(), window().history());
    let address = [location.pathname(), location.search()].into_iter().flatten().collect::<String>();
    if let Ok(history) = history {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// What the browser calls itself.
pub(crate) fn user_agent() -> String {
    window().navigator().user_agent().unwrap_or_default()
}

/// The time of day, as RFC 3339.
pub(crate) fn time_of_day() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// What a clock on the wall showed at this time of the page's own, as 10:32.
pub(crate) fn wall_clock(at: Millis) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a page lives for less than 2^53 ms")]
    let ago = now().saturating_sub(at) as f64;
    let date = js_sys::Date::new(&(js_sys::Date::now() - ago).into());
    format!("{}:{:02}", date.get_hours(), date.get_minutes())
}

/// The run that this tab started last, also when it has been loaded again since.
pub(crate) fn remembered_run() -> Option<RunId> {
    session()?.get_item(RUN).ok()??.parse().ok()
}

/// Remembers a run in this tab. A browser that keeps nothing only says less after a reload.
pub(crate) fn remember_run(run: &RunId) {
    if let Some(session) = session() {
        let _ = session.set_item(RUN, run.as_str());
    }
}

fn session() -> Option<Storage> {
    window().session_storage().ok()?
}

/// Calls back once, after so many milliseconds.
pub(crate) fn after(millis: Millis, work: impl FnOnce() + 'static) -> Option<TimeoutHandle> {
    set_timeout_with_handle(work, Duration::from_millis(millis)).ok()
}

/// The part of the page's own address behind the question mark.
pub(crate) fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// Changes that part and leaves the rest; nothing is loaded.
pub(crate) fn set_query(query: &str) {
    let (location, history) = (window().location(), window().history());
    let hash = location.hash().unwrap_or_default();
    if let Ok(history) = history {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("{query}{hash}")));
    }
}

/// Says for whom the page is shown.
pub(crate) fn set_view(projector: bool) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-view", if projector { "projector" } else { "page" });
    }
}

/// Says which language the page is in.
pub(crate) fn set_language(code: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", code);
    }
}
