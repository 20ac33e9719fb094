//! How people come in: the code, the address, the QR codes, and what to do when a phone does not get here.

use gloo_storage::{SessionStorage, Storage as _};
use leptos::html::Dialog;
use leptos::prelude::*;

use super::live::use_host_room;
use super::qr::{QrImage, WifiQr};
use super::wifi::Wifi;
use crate::api::room::qr_svg;
use crate::components::Button;
use crate::text::{said, use_text};

/// Under these names the tab remembers the Wi-Fi, and the address that was chosen.
const WIFI: &str = "wifi";
const ADDRESS: &str = "room-address";

/// What stands on the card.
#[derive(Clone, Copy)]
struct Invitation {
    /// Six digits.
    code: Signal<String>,
    /// The address that is chosen; `None` when none is known.
    address: Signal<Option<String>>,
    /// The QR code that leads there, once the hub has drawn it.
    qr: Signal<Option<String>>,
}

/// Code, address and QR code, small beside everything else; a button shows them large.
#[component]
pub fn JoinCard() -> impl IntoView {
    let room = use_host_room();
    let chosen = RwSignal::new(SessionStorage::get::<String>(ADDRESS).ok());
    let addresses = room.part(vec![], |overview| overview.addresses.clone());
    let offered = room.part(None, |overview| overview.address.clone());
    // An address that is gone is not offered any more.
    let address = Signal::derive(move || chosen.get().filter(|one| addresses.get().contains(one)).or(offered.get()));
    let code = room.part(String::new(), |overview| overview.code.clone());
    let secret = room.part(String::new(), |overview| overview.secret.clone());
    let answers = Memo::new(move |_| room.trouble.with(Option::is_none));
    let drawn = LocalResource::new(move || {
        secret.track();
        answers.track();
        let address = address.get();
        // Without an address there is nowhere for it to lead.
        async move { qr_svg(&address?).await.ok() }
    });
    let invitation = Invitation { code, address, qr: Signal::derive(move || drawn.get().flatten()) };
    let large = RwSignal::new(false);
    view! {
        <section class="join-card" aria-label=said(|text| text.host.join)>
            <QrImage svg=invitation.qr label=said(|text| text.host.qr) test_id="room-qr" />
            <div>
                <RoomCode code />
                <AddressChooser addresses address chosen />
                <JoinNews address />
            </div>
            <Button test_id="show-large" label=said(|text| text.host.large) on_press=move |()| large.set(true) />
        </section>
        <LargeInvitation invitation open=large />
    }
}

/// The code, in two groups of digits.
#[component]
fn RoomCode(
    /// Six digits.
    code: Signal<String>,
) -> impl IntoView {
    let grouped = move || {
        let code = code.get();
        code.split_at_checked(3).map_or_else(|| code.clone(), |(first, last)| format!("{first} {last}"))
    };
    view! {
        <p class="room-code">
            <span>{said(|text| text.host.code)}</span>
            <b data-testid="room-code" data-value=move || code.get()>{grouped}</b>
        </p>
    }
}

/// Where participants come in; a choice where there are several.
#[component]
fn AddressChooser(
    /// All of them.
    addresses: Signal<Vec<String>>,
    /// The one that is shown.
    address: Signal<Option<String>>,
    /// The one that the host has chosen.
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    let choose = move |address: String| {
        // A browser may keep nothing.
        drop(SessionStorage::set(ADDRESS, &address));
        chosen.set(Some(address));
    };
    let option = move |one: String| {
        let (value, shown) = (one.clone(), one.clone());
        let is_chosen = move || address.get().as_ref() == Some(&one);
        view! { <option value=value prop:selected=is_chosen>{shown}</option> }
    };
    view! {
        <Show
            when=move || addresses.with(|all| all.len() > 1)
            fallback=move || view! { <RoomAddress address /> }
        >
            <select
                data-testid="room-address"
                aria-label=said(|text| text.host.address)
                on:change:target=move |event| choose(event.target().value())
            >
                <For each=move || addresses.get() key=String::clone let:one>
                    {option(one)}
                </For>
            </select>
        </Show>
    }
}

/// The address, or that none is known.
#[component]
fn RoomAddress(
    /// Where participants come in.
    address: Signal<Option<String>>,
) -> impl IntoView {
    let text = use_text();
    let said = move || address.get().unwrap_or_else(|| text.get().host.no_address.to_owned());
    view! { <p class="room-address" data-testid="room-address">{said}</p> }
}

/// What the host should know: nobody has come in from outside yet, or somebody guesses the code.
#[component]
fn JoinNews(
    /// The address that is shown.
    address: Signal<Option<String>>,
) -> impl IntoView {
    let room = use_host_room();
    let seen = is_reached(address);
    let guessing = room.part(false, |overview| overview.guessing);
    view! {
        <div role="status">
            <p class="warning" data-testid="guessing" hidden=move || !guessing.get()>
                {said(|text| text.host.guessing)}
            </p>
            <p data-testid="not-seen" hidden=move || seen.get()>{said(|text| text.host.not_seen)}</p>
        </div>
    }
}

/// Whether another device has reached the address that is shown; where none is shown there is nothing to reach.
fn is_reached(address: Signal<Option<String>>) -> Signal<bool> {
    let reached = use_host_room().part(None, |overview| Some(overview.reached.clone()));
    Signal::derive(move || match (address.get(), reached.get()) {
        (Some(address), Some(reached)) => reached.contains(&address),
        _ => true,
    })
}

/// The same for the last row, with the Wi-Fi, whose name and password stay in this tab.
#[component]
fn LargeInvitation(
    /// What is shown.
    invitation: Invitation,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let seen = is_reached(invitation.address);
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match open.get() {
            // Fails only for a dialog that is open already.
            true if !dialog.open() => drop(dialog.show_modal()),
            false if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let Wifi { name, password } = SessionStorage::get(WIFI).unwrap_or_default();
    let (name, password) = (RwSignal::new(name), RwSignal::new(password));
    let wifi = Signal::derive(move || Wifi { name: name.get(), password: password.get() });
    // A browser may keep nothing.
    Effect::new(move || wifi.with(|wifi| drop(SessionStorage::set(WIFI, wifi))));
    view! {
        <dialog class="invitation" aria-labelledby="invitation-title" node_ref=dialog on:close=move |_| open.set(false)>
            <header>
                <h2 id="invitation-title">{said(|text| text.host.join)}</h2>
                <Button test_id="close-large" label=said(|text| text.host.close) on_press=move |()| open.set(false) />
            </header>
            <div class="codes">
                <div class="way-in">
                    <QrImage svg=invitation.qr label=said(|text| text.host.qr) test_id="room-qr-large" />
                    <RoomAddress address=invitation.address />
                    <RoomCode code=invitation.code />
                </div>
                <WifiQr wifi />
            </div>
            <p hidden=move || seen.get()>
                {said(|text| text.host.not_seen)} " " {said(|text| text.host.advice)}
            </p>
            <fieldset class="wifi">
                <legend>{said(|text| text.host.wifi)}</legend>
                <WifiField kind="text" test_id="wifi-name" label=said(|text| text.host.wifi_name) value=name />
                <WifiField
                    kind="password"
                    test_id="wifi-password"
                    label=said(|text| text.host.wifi_password)
                    value=password
                />
                <p>{said(|text| text.host.wifi_hint)}</p>
            </fieldset>
        </dialog>
    }
}

/// Name or password of the Wi-Fi.
#[component]
fn WifiField(
    /// The `type` of the field.
    kind: &'static str,
    /// Its `data-testid`.
    test_id: &'static str,
    /// What it says.
    label: Signal<String>,
    /// What was typed.
    value: RwSignal<String>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{move || label.get()}</span>
            <input type=kind data-testid=test_id autocomplete="off" bind:value=value />
        </label>
    }
}
