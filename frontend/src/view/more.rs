//! The settings that matter less often: when and how long the client waits, how fast it goes, how long the bank pauses.

use experiment::{Pace, RetryOrder, Settings};
use leptos::prelude::*;
use protocol::{KeyPolicy, MAX_PAUSE_MS};

use super::settings::{choice, whole_number};
use super::{crash, lab};
use crate::dom::{El, el};
use crate::model::Seen;
use crate::text::text;

/// Attempts are given up between these times, in milliseconds.
const TIMEOUTS: (u64, u64) = (1, 600_000);

/// In a drawer, open when one of them is not as usual; and beside it what kills the bank.
pub(super) fn more() -> El {
    let settings = lab().settings;
    let drawer = el("details")
        .class("more")
        .attr_if("open", move || settings.with(is_unusual))
        .child(el("summary").text(text().runs.more))
        .child(el("div").children([retry_order(), pace()]).children(times()).child(awaits_crash()));
    el("div").class("beside").child(drawer).child(crash::crash_button())
}

fn is_unusual(settings: &Settings) -> bool {
    settings.retry_order != RetryOrder::default()
        || settings.pace != Pace::default()
        || settings.attempt_timeout != Settings::ATTEMPT_TIMEOUT
        || settings.awaits_crash
        || settings.key_policy == KeyPolicy::CheckThenInsert
}

fn retry_order() -> El {
    let text = &text().runs;
    let orders = RetryOrder::ALL.map(|order| (order.as_str(), (text.retry_orders)(order)));
    let choice = choice(
        "retry-order",
        text.retry_order,
        &orders,
        |settings| settings.retry_order.as_str(),
        |settings, name| settings.retry_order = name.parse().unwrap_or(settings.retry_order),
    );
    el("label").child(el("span").text(text.retry_order)).child(choice)
}

fn pace() -> El {
    let text = &text().runs;
    let paces = Pace::ALL.map(|pace| (pace.as_str(), (text.paces)(pace)));
    let choice = choice(
        "pace",
        text.pace,
        &paces,
        |settings| settings.pace.as_str(),
        |settings, name| settings.pace = name.parse().unwrap_or(settings.pace),
    );
    el("label").child(el("span").text(text.pace)).child(choice)
}

/// How long the client waits, and how long the one bank that pauses.
fn times() -> [El; 2] {
    let (text, settings) = (&text().runs, lab().settings);
    let timeout = whole_number("attempt-timeout", TIMEOUTS, |s| s.attempt_timeout, |s, ms| s.attempt_timeout = ms);
    let pause = whole_number(
        "pause-ms",
        (0, u64::from(MAX_PAUSE_MS)),
        |settings| u64::from(settings.pause_ms),
        |settings, ms| settings.pause_ms = u32::try_from(ms).unwrap_or(MAX_PAUSE_MS),
    );
    let pauses = move || settings.with(|settings| settings.key_policy == KeyPolicy::CheckThenInsert);
    let labelled = |label: &str, number: El| {
        el("label").child(el("span").text(label)).child(number).child(el("span").text(text.milliseconds))
    };
    [labelled(text.attempt_timeout, timeout), labelled(text.pause_ms, pause).hidden_if(move || !pauses())]
}

fn awaits_crash() -> El {
    let (text, settings) = (&text().runs, lab().settings);
    let locked = lab().seen(Seen::settings_are_locked);
    let switch = el("input")
        .attr("type", "checkbox")
        .id("awaits-crash")
        .checked_if(move || settings.with(|settings| settings.awaits_crash))
        .disabled_if(move || locked.get())
        .on_input("change", move |input| settings.update(|settings| settings.awaits_crash = input.checked()));
    el("label").class("switch").child(switch).child(el("span").text(text.awaits_crash))
}
