//! What the host of a room sees: who is there, what they predicted, what it came to, and the buttons that lead the room.
//!
//! `HostRoom` asks for the overview and sends what the host wants. `class_result` says what the class came to, without a
//! browser, and `class_axis` where that lies; the components draw it. [`Dashboard`] is a slide of the presenter view and
//! stands on [`HostPage`].

#![expect(unreachable_pub, reason = "what the component macro makes of a component is public")]

mod class_axis;
mod class_chart;
mod class_result;
mod controls;
mod join_card;
mod live;
mod qr;
mod questions;
mod station_tiles;
mod wifi;

use leptos::prelude::*;

use self::class_chart::ClassChart;
use self::controls::{PaceControls, RoomControls};
use self::join_card::JoinCard;
use self::live::{HostRoom, is_wrong_key};
use self::questions::{HostQuestionDialog, MoveDialog};
use self::station_tiles::StationTiles;
use crate::api::room::{Refusal, RoomError};
use crate::lab_page::LanguageSwitch;
use crate::text::{Language, Text, said, use_text};

/// The host's page at the hub: the dashboard, and the way to her own lab.
#[component]
pub fn HostPage() -> impl IntoView {
    let language = expect_context::<RwSignal<Language>>();
    view! {
        <header class="top roomy">
            <h1>{said(|text| text.host.title)}</h1>
            <nav class="host-links">
                <a data-testid="host-lab" href="s/00/">{said(|text| text.host.to_lab)}</a>
                <a data-testid="host-presenter" href="s/00/?view=projector">{said(|text| text.host.to_presenter)}</a>
            </nav>
            <div class="tools">
                <LanguageSwitch language />
            </div>
        </header>
        <main class="host-page">
            <Dashboard />
        </main>
    }
}

/// Everything that the host sees of the room.
#[component]
pub fn Dashboard() -> impl IntoView {
    let (room, question) = (HostRoom::follow(), RwSignal::new(None));
    view! {
        <div class="dashboard" data-testid="dashboard">
            <Trouble room />
            <Show when=move || room.overview.with(Option::is_some)>
                <div class="room-head">
                    <JoinCard />
                    <div>
                        <PaceControls />
                        <RoomControls question />
                    </div>
                </div>
                <ClassChart />
                <StationTiles question />
            </Show>
            <HostQuestionDialog question />
            <MoveDialog />
        </div>
    }
}

/// That the room does not answer, does not know this host, or has refused something.
#[component]
fn Trouble(
    /// The room.
    room: HostRoom,
) -> impl IntoView {
    let text = use_text();
    let trouble = move || {
        let nothing_yet = room.overview.with(Option::is_none).then(|| text.get().host.asking.to_owned());
        let error = room.trouble.get().or_else(|| room.refused.get());
        error.map(|error| sentence(&error, text.get())).or(nothing_yet)
    };
    view! {
        <p class="trouble" role="status" data-testid="room-trouble" hidden=move || trouble().is_none()>
            {trouble}
        </p>
    }
}

/// Returns what is said of a request that came to nothing.
fn sentence(error: &RoomError, text: &Text) -> String {
    let host = &text.host;
    match error {
        RoomError::NoAnswer => host.no_hub.to_owned(),
        error if is_wrong_key(error) => host.wrong_key.to_owned(),
        RoomError::Refused(Refusal::Other(_, detail)) => (host.refused)(detail),
        RoomError::Refused(_) => (host.refused)(""),
    }
}
