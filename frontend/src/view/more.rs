//! The settings that matter less often: when and how long the client waits, how fast it goes, how long the bank pauses.

use experiment::{Pace, RetryOrder, Settings};
use leptos::prelude::*;
use protocol::{KeyPolicy, MAX_PAUSE_MS};

use super::crash::CrashButton;
use super::lab;
use crate::model::Seen;
use crate::text::text;

/// Attempts are given up between these times, in milliseconds.
const TIMEOUTS: (u64, u64) = (1, 600_000);

/// In a drawer, open when one of them is not as usual; and beside it what kills the bank.
#[component]
pub(super) fn More() -> impl IntoView {
    let lab = lab();
    let settings = lab.settings;
    let locked = lab.seen(Seen::settings_are_locked);
    let unusual = Memo::new(move |_| settings.with(is_unusual));
    let pauses = Memo::new(move |_| settings.with(|settings| settings.key_policy == KeyPolicy::CheckThenInsert));
    view! {
        <div class="beside">
        <details class="more" open=unusual>
            <summary>{move || text().runs.more}</summary>
            <div>
                <Choice id="retry-order" label=|| text().runs.retry_order all=&RetryOrder::ALL name=RetryOrder::as_str
                    word=|order| (text().runs.retry_orders)(order) get=|s| s.retry_order set=|s, order| s.retry_order = order locked />
                <Choice id="pace" label=|| text().runs.pace all=&Pace::ALL name=Pace::as_str
                    word=|pace| (text().runs.paces)(pace) get=|s| s.pace set=|s, pace| s.pace = pace locked />
                <Milliseconds id="attempt-timeout" label=|| text().runs.attempt_timeout bounds=TIMEOUTS
                    get=|s| s.attempt_timeout set=|s, ms| s.attempt_timeout = ms locked />
                <Show when=move || pauses.get()>
                    <Milliseconds id="pause-ms" label=|| text().runs.pause_ms bounds=(0, u64::from(MAX_PAUSE_MS))
                        get=|s| u64::from(s.pause_ms) set=|s, ms| s.pause_ms = u32::try_from(ms).unwrap_or(MAX_PAUSE_MS) locked />
                </Show>
                <label class="switch">
                    <input
                        type="checkbox"
                        data-testid="awaits-crash"
                        disabled=locked
                        prop:checked=move || settings.with(|settings| settings.awaits_crash)
                        on:change:target=move |event| settings.update(|s| s.awaits_crash = event.target().checked())
                    />
                    <span>{move || text().runs.awaits_crash}</span>
                </label>
            </div>
        </details>
        <CrashButton />
        </div>
    }
}

fn is_unusual(settings: &Settings) -> bool {
    settings.retry_order != RetryOrder::default()
        || settings.pace != Pace::default()
        || settings.attempt_timeout != Settings::ATTEMPT_TIMEOUT
        || settings.awaits_crash
        || settings.key_policy == KeyPolicy::CheckThenInsert
}

/// One of a few values with names.
#[component]
fn Choice<T: Copy + PartialEq + Send + Sync + 'static>(
    id: &'static str,
    label: fn() -> &'static str,
    all: &'static [T],
    /// As in the contract.
    name: fn(T) -> &'static str,
    /// As people say it.
    word: fn(T) -> &'static str,
    get: fn(&Settings) -> T,
    set: fn(&mut Settings, T),
    locked: Memo<bool>,
) -> impl IntoView {
    let settings = lab().settings;
    let option = move |value: T| {
        view! {
            <option value=name(value) prop:selected=move || settings.with(|settings| get(settings) == value)>
                {move || word(value)}
            </option>
        }
    };
    view! {
        <label>
            <span>{label}</span>
            <select
                data-testid=id
                disabled=locked
                on:change:target=move |event| {
                    let chosen = event.target().value();
                    if let Some(value) = all.iter().find(|value| name(**value) == chosen) {
                        settings.update(|settings| set(settings, *value));
                    }
                }
            >
                {all.iter().map(|value| option(*value)).collect_view()}
            </select>
        </label>
    }
}

/// A time in milliseconds; what is no number, or out of bounds, becomes the nearest that is not.
#[component]
fn Milliseconds(
    id: &'static str,
    label: fn() -> &'static str,
    bounds: (u64, u64),
    get: fn(&Settings) -> u64,
    set: fn(&mut Settings, u64),
    locked: Memo<bool>,
) -> impl IntoView {
    let settings = lab().settings;
    view! {
        <label>
            <span>{label}</span>
            <input
                data-testid=id
                type="number"
                min=bounds.0.to_string()
                max=bounds.1.to_string()
                disabled=locked
                prop:value=move || settings.with(|settings| get(settings).to_string())
                on:change:target=move |event| {
                    let before = settings.with_untracked(get);
                    let ms = event.target().value().parse().unwrap_or(before).clamp(bounds.0, bounds.1);
                    event.target().set_value(&ms.to_string());
                    settings.update(|settings| set(settings, ms));
                }
            />
            <span>{move || text().runs.milliseconds}</span>
        </label>
    }
}
