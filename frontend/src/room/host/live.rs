//! The room as its host sees it, asked for again and again, and what the host asks of it.

use std::sync::Arc;

use futures::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::Payment;
use protocol::room::{MoveOffer, Overview, PaceRequest, StationNumber};

use crate::api::room::{self, Refusal, RoomError};

/// The overview is asked for every so many milliseconds.
const EVERY: u32 = 500;
/// A hub that did not answer is asked again after so many milliseconds.
const AGAIN: u32 = 2_000;

/// What the dashboard shows. It is followed as long as the component that asked for it is there.
#[derive(Clone, Copy)]
pub struct HostRoom {
    /// The latest overview.
    pub overview: ReadSignal<Option<Overview>>,
    /// What the host's own lab pays; a station pays the first of them.
    pub payments: ReadSignal<Arc<[Payment]>>,
    /// Why the latest overview did not come.
    pub trouble: ReadSignal<Option<RoomError>>,
    /// Why the latest thing that was asked for was not done.
    pub refused: ReadSignal<Option<RoomError>>,
    /// How a seat moves, once the host wanted to see it.
    pub offer: RwSignal<Option<(StationNumber, MoveOffer)>>,
    set_overview: WriteSignal<Option<Overview>>,
    set_payments: WriteSignal<Arc<[Payment]>>,
    set_trouble: WriteSignal<Option<RoomError>>,
    set_refused: WriteSignal<Option<RoomError>>,
}

/// Something that the host asks of the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostCommand {
    /// Change what the room does together.
    Pace(PaceRequest),
    /// Let nobody else in, or somebody again.
    Lock(bool),
    /// Make a new code and a new secret.
    NewCode,
    /// Free a seat.
    Free(StationNumber),
    /// Reset a station.
    Reset(StationNumber),
    /// Crash a station's bank.
    Crash(StationNumber),
    /// Free all seats that were left.
    FreeLeft,
}

impl HostCommand {
    fn send(self) -> LocalBoxFuture<'static, Result<(), RoomError>> {
        match self {
            Self::Pace(pace) => Box::pin(async move { room::set_pace(&pace).await }),
            Self::Lock(locked) => Box::pin(room::set_lock(locked)),
            Self::NewCode => Box::pin(room::renew_code()),
            Self::Free(station) => Box::pin(room::free(station)),
            Self::Reset(station) => Box::pin(room::reset(station)),
            Self::Crash(station) => Box::pin(room::crash(station)),
            Self::FreeLeft => Box::pin(room::free_left()),
        }
    }
}

impl HostRoom {
    /// Follows the room from now on, and provides what is known of it to the components below.
    pub fn follow() -> Self {
        let (overview, set_overview) = signal(None);
        let (payments, set_payments) = signal(Arc::default());
        let (trouble, set_trouble) = signal(None);
        let (refused, set_refused) = signal(None);
        let offer = RwSignal::new(None);
        let room =
            Self { overview, payments, trouble, refused, offer, set_overview, set_payments, set_trouble, set_refused };
        provide_context(room);
        spawn_local(async move {
            while let Some(pause) = room.look().await {
                TimeoutFuture::new(pause).await;
            }
        });
        room
    }

    /// Returns a part of the overview, which says so when it has changed; `nothing` before there is one.
    pub fn part<T>(self, nothing: T, of: impl Fn(&Overview) -> T + Send + Sync + 'static) -> Signal<T>
    where
        T: Clone + PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.overview.with(|overview| overview.as_ref().map_or_else(|| nothing.clone(), &of))).into()
    }

    /// Asks for something; what comes of it is in the next overview.
    pub fn ask(self, command: HostCommand) {
        spawn_local(async move {
            let answer = command.send().await;
            self.set_refused.try_set(answer.err());
            self.look().await;
        });
    }

    /// Asks how a seat moves to another device.
    pub fn ask_for_move(self, station: StationNumber) {
        spawn_local(async move {
            match room::offer_move(station).await {
                Ok(offer) => drop(self.offer.try_set(Some((station, offer)))),
                Err(error) => drop(self.set_refused.try_set(Some(error))),
            }
        });
    }

    /// Says that something the browser was to do was not done.
    pub fn failed(self, error: RoomError) {
        self.set_refused.set(Some(error));
    }

    /// Asks once. Returns how long to wait before the next time, in milliseconds; `None` when nobody looks any more.
    async fn look(self) -> Option<u32> {
        if self.payments.try_with_untracked(|payments| payments.is_empty())? {
            self.read_payments().await;
        }
        let answer = room::overview().await;
        let pause = if answer.is_ok() { EVERY } else { AGAIN };
        let trouble = match answer {
            Ok(overview) => {
                self.set_overview.try_set(Some(overview));
                None
            }
            Err(error) => Some(error),
        };
        let is_gone = self.set_trouble.try_set(trouble).is_some();
        (!is_gone).then_some(pause)
    }

    /// A bank that is down is asked again with the next overview.
    async fn read_payments(self) {
        if let Ok(csv) = room::payments_csv().await
            && let Ok(payments) = protocol::payments_csv::parse(&csv)
        {
            self.set_payments.try_set(payments.into());
        }
    }
}

/// Whether the hub knows another host key, or none.
pub(super) fn is_wrong_key(error: &RoomError) -> bool {
    matches!(error, RoomError::Refused(Refusal::Wrong | Refusal::Unknown))
}

/// Returns the room that the dashboard shows.
pub fn use_host_room() -> HostRoom {
    expect_context()
}
