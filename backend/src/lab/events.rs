//! `GET /lab/events`: the feed, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, StreamExt as _};
use protocol::LabEvent;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::sleep;

use crate::state::AppState;

/// A comment this often keeps a feed alive through whatever lies between, and finds out that a page has gone.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// How long an event waits for others. One write for each payment would cost the bank and the browser more than the
/// page's own work, and the page shows its log more rarely than that.
const TOGETHER: Duration = Duration::from_millis(100);

/// Everything from now on, behind a `started`: then the page reads what was before from the ledger. The feed ends
/// when the bank does.
pub(super) async fn feed(State(app): State<AppState>) -> impl IntoResponse {
    let started = stream::iter([LabEvent::Started]);
    let events = stream::unfold(app.feed.subscribe(), batch).flat_map(stream::iter);
    let events = started.chain(events).map(|event| Ok::<_, Infallible>(on_the_wire(&event)));
    // Proxies that keep answers back until they are large (nginx) let this one through.
    let at_once = [("x-accel-buffering", "no")];
    (at_once, Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// The next event, and all that come within a moment. Nobody is woken while it waits for them.
async fn batch(mut events: Receiver<LabEvent>) -> Option<(Vec<LabEvent>, Receiver<LabEvent>)> {
    let first = match events.recv().await {
        Ok(event) => event,
        Err(RecvError::Lagged(_)) => LabEvent::Lagged,
        Err(RecvError::Closed) => return None,
    };
    sleep(TOGETHER).await;
    let mut batch = vec![first];
    loop {
        batch.push(match events.try_recv() {
            Ok(event) => event,
            Err(TryRecvError::Lagged(_)) => LabEvent::Lagged,
            Err(TryRecvError::Empty | TryRecvError::Closed) => return Some((batch, events)),
        });
    }
}

fn on_the_wire(event: &LabEvent) -> Event {
    Event::default().data(event.data().expect("events are plain JSON"))
}
