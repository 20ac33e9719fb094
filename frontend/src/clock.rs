//! The page's own clock.

use experiment::Millis;
use web_time::Instant;

thread_local! {
    static OPENED: Instant = Instant::now();
}

/// Returns the milliseconds since the page was opened, on a clock that only goes forward.
#[expect(clippy::cast_possible_truncation, reason = "a page lives for less than 2^64 ms")]
pub fn now() -> Millis {
    // Nothing has happened at 0: it stands for "long ago".
    OPENED.with(Instant::elapsed).as_millis() as Millis + 1
}
