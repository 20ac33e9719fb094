//! The way of a payment from client to bank, with everything that shapes a result where it acts.

use experiment::{ClientPolicy, Settings};
use leptos::prelude::*;
use protocol::{KeyPolicy, Losses};

use super::lab;
use crate::model::Seen;
use crate::number;
use crate::text::text;

/// Client, lost requests, Toxiproxy, lost replies, bank.
#[component]
pub(super) fn Path() -> impl IntoView {
    let lab = lab();
    let locked = lab.seen(Seen::settings_are_locked);
    let request = Loss {
        id: "request-loss",
        label: |text| text.requests_lost,
        get: |losses| losses.request,
        set: |losses, share| losses.request = share,
    };
    let reply = Loss {
        id: "reply-loss",
        label: |text| text.replies_lost,
        get: |losses| losses.reply,
        set: |losses, share| losses.reply = share,
    };
    view! {
        <section class="path">
            <Client locked />
            <LossSlider loss=request locked />
            <Network />
            <LossSlider loss=reply locked />
            <Bank locked />
        </section>
    }
}

/// What the client does, and how many attempts it has out at once.
#[component]
fn Client(locked: Memo<bool>) -> impl IntoView {
    let lab = lab();
    let settings = lab.settings;
    let sum = lab.seen(|seen| (seen.belief.payments(), seen.expected.to_string()));
    view! {
        <div class="station">
            <div class="who">
                <h3>{move || text().client}</h3>
                <p>{move || sum.with(|(count, total)| (text().sends)(*count, total))}</p>
            </div>
            <select
                data-testid="client-policy"
                aria-label=move || text().client_policy
                disabled=locked
                on:change:target=move |event| {
                    if let Ok(policy) = event.target().value().parse() {
                        settings.update(|settings| settings.client_policy = policy);
                    }
                }
            >
                {ClientPolicy::ALL
                    .map(|policy| {
                        view! {
                            <option value=policy.as_str() prop:selected=move || settings.with(|s| s.client_policy == policy)>
                                {move || (text().client_policies)(policy)}
                            </option>
                        }
                    })}
            </select>
            <label class="senders">
                <span>{move || text().senders}</span>
                <input
                    data-testid="concurrency"
                    type="number"
                    min="1"
                    max=Settings::MAX_SENDERS_IN_A_BROWSER.to_string()
                    disabled=locked
                    prop:value=move || settings.with(|settings| settings.senders.to_string())
                    on:change:target=move |event| {
                        let senders = event.target().value().parse().unwrap_or(1);
                        settings.update(|s| s.senders = senders.clamp(1, Settings::MAX_SENDERS_IN_A_BROWSER));
                    }
                />
            </label>
        </div>
    }
}

/// One of the two losses: how it is read and written.
#[derive(Clone, Copy)]
struct Loss {
    id: &'static str,
    label: fn(&crate::text::Text) -> &'static str,
    get: fn(&Losses) -> f64,
    set: fn(&mut Losses, f64),
}

/// A share of what is lost, in hundredths; it says how many of a thousand.
#[component]
fn LossSlider(loss: Loss, locked: Memo<bool>) -> impl IntoView {
    let settings = lab().settings;
    let share = Memo::new(move |_| settings.with(|settings| (loss.get)(&settings.losses)));
    view! {
        <label class="loss" class:lossy=move || { share.get() > 0.0 }>
            <span>{move || (loss.label)(text())}</span>
            <output>{move || (text().of_a_thousand)(share.get())}</output>
            <input
                data-testid=loss.id
                type="range"
                min="0"
                max="1"
                step="0.01"
                disabled=locked
                prop:value=move || number::short(share.get())
                on:input:target=move |event| {
                    let share = number::share(&event.target().value()).unwrap_or(0.0);
                    settings.update(|settings| (loss.set)(&mut settings.losses, share));
                }
            />
        </label>
    }
}

/// Which Toxiproxy stands between them.
#[component]
fn Network() -> impl IntoView {
    let lab = lab();
    let name = lab.seen(|seen| seen.lab.as_ref().map(|state| state.network.clone()));
    view! {
        <div class="station network">
            <h3>{move || text().network}</h3>
            <p data-testid="network-name">
                {move || match name.get() {
                    None => text().looking.to_owned(),
                    Some(network) => match (network.name, network.version) {
                        (Some(name), Some(version)) => format!("{name} {version}"),
                        (Some(name), None) => name,
                        (None, _) => text().no_network.to_owned(),
                    },
                }}
            </p>
        </div>
    }
}

/// What the bank does with a key.
#[component]
fn Bank(locked: Memo<bool>) -> impl IntoView {
    let settings = lab().settings;
    view! {
        <div class="station">
            <h3>{move || text().bank}</h3>
            <select
                data-testid="key-policy"
                aria-label=move || text().key_policy
                disabled=locked
                on:change:target=move |event| {
                    if let Ok(policy) = event.target().value().parse() {
                        settings.update(|settings| settings.key_policy = policy);
                    }
                }
            >
                {KeyPolicy::ALL
                    .map(|policy| {
                        view! {
                            <option value=policy.as_str() prop:selected=move || settings.with(|s| s.key_policy == policy)>
                                {move || (text().key_policies)(policy)}
                            </option>
                        }
                    })}
            </select>
        </div>
    }
}
