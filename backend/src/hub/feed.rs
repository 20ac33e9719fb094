//! The feeds of the hub: the room's events, and with a station those of its bank. A page has one of them, because a
//! browser has six connections per host.

use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt as _, stream};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use protocol::LabEvent;
use protocol::room::StationNumber;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep};

use super::{Hub, bank};
use crate::room::{self, Station};

/// How often to look whether a bank is back.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// A comment this often finds out that a page has gone.
const KEEP_ALIVE: Duration = Duration::from_secs(3);
/// How many messages may wait for a page that reads slowly.
const WAITING: usize = 32;
const COMMENT: &[u8] = b":\n\n";
/// What ends an event, and what banks write.
const END: &[u8] = b"\n\n";

/// `GET /room/events`: the feed of a page without a station.
pub(super) async fn of_room(State(hub): State<Hub>) -> Response {
    feed(&hub, None)
}

/// `GET /s/NN/lab/events`: what the bank says, and the room's events. It stays open while the bank is down.
pub(super) fn of_station(hub: &Hub, station: Station) -> Response {
    feed(hub, Some(station))
}

fn feed(hub: &Hub, station: Option<Station>) -> Response {
    let of = station.as_ref().map(|station| station.number);
    let open = hub.0.feeds.open(of);
    let (page, mut messages) = mpsc::channel(WAITING);
    let carrier = Carrier { hub: hub.clone(), of, page: page.clone(), events: hub.0.room.subscribe(), alive: ticks() };
    tokio::spawn(async move {
        let mut carrying = pin!(carrier.carry(station));
        tokio::select! {
            _ = &mut carrying => {}
            () = open.closed() => {}
            () = page.closed() => {}
        }
    });
    let body = stream::poll_fn(move |cx| messages.poll_recv(cx)).map(Ok::<Bytes, Infallible>);
    // Proxies that keep answers back until they are large (nginx) let this one through.
    let head = [("x-accel-buffering", "no")];
    let kind = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-cache")];
    (head, kind, Body::from_stream(body)).into_response()
}

fn ticks() -> Interval {
    let mut ticks = interval_at(Instant::now() + KEEP_ALIVE, KEEP_ALIVE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Nobody reads the feed any more.
struct Gone;

/// Carries events to one page.
struct Carrier {
    hub: Hub,
    of: Option<StationNumber>,
    page: mpsc::Sender<Bytes>,
    events: broadcast::Receiver<LabEvent>,
    alive: Interval,
}

impl Carrier {
    async fn carry(mut self, station: Option<Station>) -> Result<(), Gone> {
        self.say(&LabEvent::Room(self.hub.0.room.state())).await?;
        let mut is_down = false;
        loop {
            let bank = match &station {
                Some(station) => bank_feed(station).await,
                None => None,
            };
            if let Some(bank) = bank {
                is_down = false;
                self.pass_on(bank).await?;
            }
            if station.is_some() && !is_down {
                is_down = true;
                self.say(&LabEvent::BankDown).await?;
            }
            self.wait().await?;
        }
    }

    /// Passes on what a bank says until it is gone. It begins with `started`.
    async fn pass_on(&mut self, mut bank: Incoming) -> Result<(), Gone> {
        let mut unfinished = Vec::new();
        loop {
            tokio::select! {
                event = next(&mut self.events, &self.hub, self.of) => self.say(&event).await?,
                frame = bank.frame() => {
                    let Some(Ok(frame)) = frame else { return Ok(()) };
                    unfinished.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data));
                    // Events of the room come between those of the bank, and never into one.
                    if let Some(last) = unfinished.windows(END.len()).rposition(|bytes| bytes == END) {
                        let rest = unfinished.split_off(last + END.len());
                        self.send(std::mem::replace(&mut unfinished, rest).into()).await?;
                    }
                }
            }
        }
    }

    /// Passes on what the room says, until it is time to look at the bank again.
    async fn wait(&mut self) -> Result<(), Gone> {
        let mut time = pin!(sleep(LOOK_EVERY));
        loop {
            tokio::select! {
                () = &mut time => return Ok(()),
                event = next(&mut self.events, &self.hub, self.of) => self.say(&event).await?,
                _ = self.alive.tick() => self.send(Bytes::from_static(COMMENT)).await?,
            }
        }
    }

    async fn say(&self, event: &LabEvent) -> Result<(), Gone> {
        let data = event.data().expect("events are plain JSON");
        self.send(format!("data: {data}\n\n").into()).await
    }

    async fn send(&self, message: Bytes) -> Result<(), Gone> {
        self.page.send(message).await.map_err(|_| Gone)
    }
}

/// The next event of the room that concerns this page. Where some were missed, the room as it is now.
async fn next(events: &mut broadcast::Receiver<LabEvent>, hub: &Hub, of: Option<StationNumber>) -> LabEvent {
    loop {
        match events.recv().await {
            Ok(event) if room::is_for(&event, of) => return event,
            Ok(_) => {}
            Err(broadcast::error::RecvError::Lagged(_)) => return LabEvent::Room(hub.0.room.state()),
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Opens the feed of a bank; `None` while it is down.
async fn bank_feed(station: &Station) -> Option<Incoming> {
    let request = Request::get("/lab/events").body(Body::empty()).expect("a plain request");
    let response = bank::ask(station, request).await.ok()?;
    (response.status() == StatusCode::OK).then(|| response.into_body())
}
