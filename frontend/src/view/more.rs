//! The settings that matter less often: when and how long the client waits, how fast it goes, how long the bank pauses.

use experiment::{Pace, RetryOrder, Settings};
use leptos::prelude::*;
use protocol::{KeyPolicy, MAX_PAUSE_MS};

use super::settings::{choice, labelled, whole_number};
use super::{crash, lab};
use crate::dom::{El, checkbox, el, switch};
use crate::text::text;
use crate::view::seen::Seen;

/// Attempts are given up between these times, in milliseconds.
const TIMEOUTS: (u64, u64) = (1, 600_000);

/// In a drawer, open when one of them is not as usual; and beside it what kills the bank.
pub(super) fn more() -> El {
    let settings = lab().settings;
    let drawer = el("details")
        .class("more")
        .attr_if("open", move || settings.with(is_unusual))
        .child(el("summary").text(text().runs.more))
        .child(el("div").children(manners()).children(times()).child(awaits_crash()));
    el("div").class("beside").child(drawer).child(crash::crash_button())
}

fn is_unusual(settings: &Settings) -> bool {
    settings.retry_order != RetryOrder::default()
        || settings.pace != Pace::default()
        || settings.attempt_timeout != Settings::ATTEMPT_TIMEOUT
        || settings.awaits_crash
        || settings.key_policy == KeyPolicy::CheckThenInsert
}

/// In which order failed payments are tried again, and how fast all goes.
fn manners() -> [El; 2] {
    let text = &text().runs;
    let (order, pace) = (text.retry_order, text.pace);
    let orders = choice("retry-order", order, &RetryOrder::ALL, RetryOrder::as_str, text.retry_orders, |settings| {
        &mut settings.retry_order
    });
    let paces = choice("pace", pace, &Pace::ALL, Pace::as_str, text.paces, |settings| &mut settings.pace);
    [labelled(order, orders), labelled(pace, paces)]
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
    let in_ms = |label: &str, number: El| labelled(label, number).child(el("span").text(text.milliseconds));
    [in_ms(text.attempt_timeout, timeout), in_ms(text.pause_ms, pause).hidden_if(move || !pauses())]
}

fn awaits_crash() -> El {
    let settings = lab().settings;
    let locked = lab().seen(Seen::settings_are_locked);
    let awaits = move || settings.with(|settings| settings.awaits_crash);
    let input = checkbox("awaits-crash", awaits, move |on| settings.update(|settings| settings.awaits_crash = on));
    switch(input.disabled_if(move || locked.get()), text().runs.awaits_crash)
}
