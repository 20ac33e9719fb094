//! What shapes a run. Each control writes one field of the settings of the next run.

use experiment::{ClientPolicy, Pace, RetryOrder, Settings};
use leptos::prelude::*;
use protocol::{KeyPolicy, Losses, MAX_PAUSE_MS};

use crate::components::{Checkbox, NumberInput, RangeInput, Select};
use crate::text::{said, use_text};

/// Attempts are given up between these times, in milliseconds.
const TIMEOUTS: (u64, u64) = (1, 600_000);

/// How the client sends.
#[component]
pub fn ClientPolicySelect(
    /// What the next run will do.
    settings: RwSignal<Settings>,
    /// Whether it cannot be changed now.
    locked: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    let names = Signal::derive(move || ClientPolicy::ALL.map(text.get().client_policies).map(str::to_owned).to_vec());
    view! {
        <Select
            test_id="client-policy"
            label=said(|text| text.client_policy)
            options=ClientPolicy::ALL.map(ClientPolicy::as_str).to_vec()
            names
            value=move || settings.get().client_policy.as_str()
            on_change=move |name: String| {
                if let Ok(policy) = name.parse() {
                    settings.update(|settings| settings.client_policy = policy);
                }
            }
            disabled=locked
        />
    }
}

/// What the bank does with a key.
#[component]
pub fn KeyPolicySelect(
    /// What the next run will do.
    settings: RwSignal<Settings>,
    /// Whether it cannot be changed now.
    locked: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    let names = Signal::derive(move || KeyPolicy::ALL.map(text.get().key_policies).map(str::to_owned).to_vec());
    view! {
        <Select
            test_id="key-policy"
            label=said(|text| text.key_policy)
            options=KeyPolicy::ALL.map(KeyPolicy::as_str).to_vec()
            names
            value=move || settings.get().key_policy.as_str()
            on_change=move |name: String| {
                if let Ok(policy) = name.parse() {
                    settings.update(|settings| settings.key_policy = policy);
                }
            }
            disabled=locked
        />
    }
}

/// A share of what gets lost; it says how many of a thousand.
#[component]
pub fn LossInput(
    /// Its `data-testid`.
    test_id: &'static str,
    /// What gets lost.
    label: Signal<String>,
    /// What the next run will do.
    settings: RwSignal<Settings>,
    /// Which of the two losses it is.
    of: fn(&mut Losses) -> &mut f64,
    /// Whether it cannot be changed now.
    locked: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    let loss = Signal::derive(move || *of(&mut settings.get().losses));
    view! {
        <RangeInput
            test_id
            label
            reading=move || (text.get().of_a_thousand)(loss.get())
            value=loss
            on_change=move |loss| settings.update(|settings| *of(&mut settings.losses) = loss)
            disabled=locked
        />
    }
}

/// The settings that matter less often: how many senders, when and how long they wait, how fast all goes.
#[component]
pub fn AdvancedSettings(
    /// What the next run will do.
    settings: RwSignal<Settings>,
    /// Whether they cannot be changed now.
    #[prop(into)]
    locked: Signal<bool>,
) -> impl IntoView {
    let pauses = move || settings.get().key_policy == KeyPolicy::CheckThenInsert;
    view! {
        <div class="advanced-settings">
            <NumberInput
                test_id="concurrency"
                label=said(|text| text.senders)
                min=1
                max=Settings::MAX_SENDERS_IN_A_BROWSER as u64
                value=move || settings.get().senders as u64
                on_change=move |senders| {
                    settings.update(|settings| settings.senders = usize::try_from(senders).unwrap_or(1));
                }
                disabled=locked
            />
            <RetryOrderSelect settings locked />
            <PaceSelect settings locked />
            <NumberInput
                test_id="attempt-timeout"
                label=said(|text| text.runs.attempt_timeout)
                unit=said(|text| text.runs.milliseconds)
                min=TIMEOUTS.0
                max=TIMEOUTS.1
                value=move || settings.get().attempt_timeout
                on_change=move |timeout| settings.update(|settings| settings.attempt_timeout = timeout)
                disabled=locked
            />
            <div hidden=move || !pauses()>
                <NumberInput
                    test_id="pause-ms"
                    label=said(|text| text.runs.pause_ms)
                    unit=said(|text| text.runs.milliseconds)
                    min=0
                    max=u64::from(MAX_PAUSE_MS)
                    value=move || u64::from(settings.get().pause_ms)
                    on_change=move |pause| {
                        settings.update(|settings| settings.pause_ms = u32::try_from(pause).unwrap_or(MAX_PAUSE_MS));
                    }
                    disabled=locked
                />
            </div>
            <Checkbox
                test_id="awaits-crash"
                label=said(|text| text.runs.awaits_crash)
                checked=move || settings.get().awaits_crash
                on_change=move |awaits| settings.update(|settings| settings.awaits_crash = awaits)
                disabled=locked
            />
        </div>
    }
}

/// When a failed payment is tried again.
#[component]
fn RetryOrderSelect(
    /// What the next run will do.
    settings: RwSignal<Settings>,
    /// Whether it cannot be changed now.
    locked: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    let names = Signal::derive(move || RetryOrder::ALL.map(text.get().runs.retry_orders).map(str::to_owned).to_vec());
    let label = said(|text| text.runs.retry_order);
    view! {
        <label class="field">
            <span>{label}</span>
            <Select
                test_id="retry-order"
                label
                options=RetryOrder::ALL.map(RetryOrder::as_str).to_vec()
                names
                value=move || settings.get().retry_order.as_str()
                on_change=move |name: String| {
                    if let Ok(order) = name.parse() {
                        settings.update(|settings| settings.retry_order = order);
                    }
                }
                disabled=locked
            />
        </label>
    }
}

/// How fast all goes.
#[component]
fn PaceSelect(
    /// What the next run will do.
    settings: RwSignal<Settings>,
    /// Whether it cannot be changed now.
    locked: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    let names = Signal::derive(move || Pace::ALL.map(text.get().runs.paces).map(str::to_owned).to_vec());
    let label = said(|text| text.runs.pace);
    view! {
        <label class="field">
            <span>{label}</span>
            <Select
                test_id="pace"
                label
                options=Pace::ALL.map(Pace::as_str).to_vec()
                names
                value=move || settings.get().pace.as_str()
                on_change=move |name: String| {
                    if let Ok(pace) = name.parse() {
                        settings.update(|settings| settings.pace = pace);
                    }
                }
                disabled=locked
            />
        </label>
    }
}
