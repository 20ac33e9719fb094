//! The page's own clock, and what it shows on the wall.

use experiment::Millis;
use leptos::prelude::window;
use web_time::Instant;

thread_local! {
    static OPENED: Instant = Instant::now();
}

/// Returns the milliseconds since the page was opened, on a clock that only goes forward.
#[expect(clippy::cast_possible_truncation, reason = "a page lives for less than 2^64 ms")]
pub(crate) fn now() -> Millis {
    OPENED.with(Instant::elapsed).as_millis() as Millis
}

/// Returns the milliseconds since 1970. Somebody may set this clock; but it goes on while a computer sleeps.
pub(crate) fn of_the_wall() -> f64 {
    js_sys::Date::now()
}

/// Returns what a clock on the wall showed at this time of the page's own, as 10:32.
pub(crate) fn on_the_wall(at: Millis) -> String {
    let ago = now().saturating_sub(at) as f64;
    let date = js_sys::Date::new(&(of_the_wall() - ago).into());
    format!("{}:{:02}", date.get_hours(), date.get_minutes())
}

/// Returns the time of day, as RFC 3339.
pub(crate) fn time_of_day() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// Names a stretch of work, so that a script can ask how long the frames took.
pub(crate) fn measured<T>(name: &str, work: impl FnOnce() -> T) -> T {
    const START: &str = "start";
    let Some(performance) = window().performance() else { return work() };
    // Whether it can be measured or not, the work is done.
    let _ = performance.mark(START);
    let result = work();
    let _ = performance.measure_with_start_mark(name, START);
    performance.clear_marks_with_mark_name(START);
    result
}
