//! Joining, an idempotent request: the seat key is made and kept before the first try, and whatever is lost, the same key is
//! the same seat.

use std::pin::pin;

use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::room::{RecoverRequest, Seat, SeatRequest, StationNumber};

use crate::api::room::{self, Refusal, RoomError};
use crate::storage;

/// A request without an answer is sent again after so many milliseconds.
const AGAIN: u32 = 1_000;
/// Who waits for longer, in milliseconds, stands at the gate of codes and PINs behind others.
const LONG: u32 = 3_000;

/// Tabs are processes: each sees what another one stores a little later. So many milliseconds after both have made a seat
/// key, both read the same.
const SETTLES: u32 = 300;

/// With what somebody asks for a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ticket {
    /// The code that the host shows.
    Code(String),
    /// The secret of a QR code: of the room, or of a seat that moves.
    Secret(String),
    /// Number and PIN of a seat that moves here.
    Pin(RecoverRequest),
}

/// How far it has got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum JoinState {
    /// Nothing was asked for.
    #[default]
    Idle,
    /// The hub is being asked.
    Asking,
    /// It takes its time over this: codes and PINs are tried one after the other.
    AtTheGate(Ticket),
    /// It has not answered, and is being asked again.
    Unanswered,
    /// It said no to this. That is not sent again by itself.
    Refused(Ticket, Refusal),
    /// The browser keeps nothing, and so no seat.
    NoStorage,
}

impl JoinState {
    /// Whether the hub is being asked.
    pub(super) fn asks(&self) -> bool {
        matches!(self, Self::Asking | Self::AtTheGate(_) | Self::Unanswered)
    }
}

/// The handle on joining; the page leaves for its station when it has a seat.
#[derive(Clone, Copy)]
pub(super) struct Joining {
    state: RwSignal<JoinState>,
}

impl Joining {
    /// Takes up what this browser came with: a QR code, a code that had no answer, or a seat that it has.
    pub(super) fn begin() -> Self {
        let joining = Self { state: RwSignal::new(JoinState::Idle) };
        if let Some(secret) = storage::join_secret() {
            joining.ask(Ticket::Secret(secret));
        } else if let Some(code) = storage::unanswered_code() {
            joining.ask(Ticket::Code(code));
        } else if let Some(seat) = storage::seat() {
            lead_to(seat.station);
        }
        joining
    }

    /// Returns how far it has got.
    pub(super) fn state(self) -> ReadSignal<JoinState> {
        self.state.read_only()
    }

    /// Asks for a seat until there is an answer.
    pub(super) fn ask(self, ticket: Ticket) {
        if self.state.with_untracked(JoinState::asks) {
            return;
        }
        if let Ticket::Code(code) = &ticket {
            storage::set_unanswered_code(Some(code));
        }
        self.state.set(JoinState::Asking);
        spawn_local(async move {
            let came_to = loop {
                // What is read counts: two tabs have one seat.
                let Some(key) = seat_key().await else { break JoinState::NoStorage };
                match self.patiently(&ticket, sent(&key, &ticket)).await {
                    Ok(seat) if storage::set_seat(&seat) => {
                        storage::set_join_secret(None);
                        storage::set_unanswered_code(None);
                        lead_to(seat.station);
                        return;
                    }
                    Ok(_) => break JoinState::NoStorage,
                    Err(RoomError::NoAnswer) => self.state.set(JoinState::Unanswered),
                    Err(RoomError::Refused(refusal)) => break JoinState::Refused(ticket, refusal),
                }
                TimeoutFuture::new(AGAIN).await;
            };
            storage::set_join_secret(None);
            storage::set_unanswered_code(None);
            self.state.set(came_to);
        });
    }

    /// Says why, when the hub takes long. A QR code passes no gate: there is nothing to be said of it.
    async fn patiently<T>(self, ticket: &Ticket, asked: impl Future<Output = T>) -> T {
        match select(pin!(asked), TimeoutFuture::new(LONG)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(((), asked)) => {
                if !matches!(ticket, Ticket::Secret(_)) {
                    self.state.set(JoinState::AtTheGate(ticket.clone()));
                }
                asked.await
            }
        }
    }

    /// Asks once more for what was refused, with a new key: the old one has lost its seat for good.
    pub(super) fn ask_with_a_new_key(self) {
        if let JoinState::Refused(ticket, _) = self.state.get_untracked() {
            storage::forget_seat_and_key();
            self.ask(ticket);
        }
    }
}

/// Reads the seat key of this browser, which is made if there is none; `None` where the browser keeps nothing.
async fn seat_key() -> Option<String> {
    if storage::seat_key().is_none() {
        storage::make_seat_key();
        TimeoutFuture::new(SETTLES).await;
    }
    storage::seat_key()
}

async fn sent(key: &str, ticket: &Ticket) -> Result<Seat, RoomError> {
    match ticket {
        Ticket::Code(code) => room::join(key, &SeatRequest { code: Some(code.clone()), secret: None }).await,
        Ticket::Secret(secret) => room::join(key, &SeatRequest { code: None, secret: Some(secret.clone()) }).await,
        Ticket::Pin(request) => room::recover(key, request).await,
    }
}

/// Goes to a station; what stands behind the question mark, such as the language, goes with it.
fn lead_to(station: StationNumber) {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    // Fails only for an address that is none.
    let _ = location.replace(&format!("s/{station}/{query}"));
}
