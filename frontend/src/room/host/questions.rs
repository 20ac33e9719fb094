//! What is asked before something is lost or shown, and how a seat moves to another device.

use leptos::html::Dialog;
use leptos::prelude::*;
use protocol::room::{MoveOffer, StationNumber};

use super::live::{HostCommand, HostRoom, use_host_room};
use super::qr::QrImage;
use crate::components::{AlertDialog, Button};
use crate::state::HostQuestion;
use crate::text::runs::QuestionText;
use crate::text::{said, use_text};

/// The question that is open, if one is.
#[component]
pub fn HostQuestionDialog(
    /// What is asked; the dialog takes it away when it is closed.
    question: RwSignal<Option<HostQuestion>>,
) -> impl IntoView {
    let (room, text) = (use_host_room(), use_text());
    let words = move |asked: HostQuestion, of: fn(&QuestionText) -> &'static str| {
        Signal::derive(move || of(&(text.get().host.question)(asked)).to_owned())
    };
    let dialog = move |asked: HostQuestion| {
        let title = words(asked, |words| words.title);
        let title = Signal::derive(move || match asked.station() {
            Some(station) => (text.get().host.of_station)(&station.to_string(), &title.get()),
            None => title.get(),
        });
        view! {
            <AlertDialog
                title
                body=words(asked, |words| words.what)
                confirm=words(asked, |words| words.confirm)
                cancel=said(|text| text.runs.cancel)
                on_confirm=move |()| confirmed(room, asked)
                on_close=move |()| question.set(None)
            />
        }
    };
    move || question.get().map(dialog)
}

fn confirmed(room: HostRoom, question: HostQuestion) {
    match question {
        HostQuestion::Free(station) => room.ask(HostCommand::Free(station)),
        HostQuestion::Reset(station) => room.ask(HostCommand::Reset(station)),
        HostQuestion::Crash(station) => room.ask(HostCommand::Crash(station)),
        HostQuestion::Move(station) => room.ask_for_move(station),
        HostQuestion::FreeLeft => room.ask(HostCommand::FreeLeft),
    }
}

/// PIN and QR code of a seat, as long as the host shows them.
#[component]
pub fn MoveDialog() -> impl IntoView {
    let offer = use_host_room().offer;
    move || offer.get().map(|(station, offer)| view! { <MoveOfferDialog station offer /> })
}

/// How a seat moves to another device.
#[component]
fn MoveOfferDialog(
    /// Which seat.
    station: StationNumber,
    /// Its PIN, and a QR code that moves it where an address is known.
    offer: MoveOffer,
) -> impl IntoView {
    let (room, text) = (use_host_room(), use_text());
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            // Fails only for a dialog that is open already.
            let _ = dialog.show_modal();
        }
    });
    let MoveOffer { pin, qr } = offer;
    let hint = said(if qr.is_some() { |text| text.host.move_hint } else { |text| text.host.move_by_pin });
    let code = qr.map(|qr| {
        view! { <QrImage svg=Signal::stored(Some(qr)) label=said(|text| text.host.move_seat) test_id="move-qr" /> }
    });
    view! {
        <dialog class="alert move" aria-labelledby="move-title" node_ref=dialog on:close=move |_| room.offer.set(None)>
            <h2 id="move-title">{move || (text.get().host.of_station)(&station.to_string(), text.get().host.move_seat)}</h2>
            {code}
            <p>
                {said(|text| text.host.pin)} " "
                <b data-testid="move-pin">{pin}</b>
            </p>
            <p data-testid="move-hint">{hint}</p>
            <div class="answers">
                <Button
                    test_id="close-move"
                    label=said(|text| text.host.close)
                    on_press=move |()| {
                        if let Some(dialog) = dialog.get_untracked() {
                            dialog.close();
                        }
                    }
                />
            </div>
        </dialog>
    }
}
