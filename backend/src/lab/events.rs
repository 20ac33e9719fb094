//! `GET /lab/events`: the feed, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use protocol::LabEvent;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt as _};

use crate::app::AppState;

/// A comment this often keeps a feed alive through whatever lies between, and finds out that a page has gone.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// Everything from now on, behind a `started`: then the page reads what was before from the ledger. The feed ends
/// when the bank does.
pub(super) async fn feed(State(app): State<AppState>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = BroadcastStream::new(app.feed.subscribe()).map(|event| event.unwrap_or(LabEvent::Lagged));
    let events = tokio_stream::once(LabEvent::Started).chain(events).map(|event| Ok(on_the_wire(&event)));
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

fn on_the_wire(event: &LabEvent) -> Event {
    Event::default().event(event.name()).data(event.data().expect("events are plain JSON"))
}
