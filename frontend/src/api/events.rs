//! The event feeds: `GET /lab/events` says what the bank does, live and in order, and `GET /room/events` what its room does.

use futures::{FutureExt as _, StreamExt as _, select_biased};
use gloo_net::eventsource::futures::{EventSource, EventSourceSubscription};
use protocol::LabEvent;

use super::{room, url};

/// An open feed; closed when it is dropped.
pub struct Events {
    messages: EventSourceSubscription,
    /// Browsers open a broken feed again after a time of their own and say so here only; this page does it itself.
    errors: EventSourceSubscription,
    _source: EventSource,
}

impl Events {
    /// Opens the feed; `None` if the browser will not.
    pub fn open() -> Option<Self> {
        Self::open_at(&url("lab/events"))
    }

    /// Opens the feed of a room, for a page that has no station; `None` if the browser will not.
    pub fn of_the_room() -> Option<Self> {
        Self::open_at(&room::url("/events"))
    }

    fn open_at(address: &str) -> Option<Self> {
        let mut source = EventSource::new(address).ok()?;
        // The contract's messages have no name of their own.
        let messages = source.subscribe("message").ok()?;
        let errors = source.subscribe("error").ok()?;
        Some(Self { messages, errors, _source: source })
    }

    /// Returns the next event; `None` when the feed is broken and must be opened anew. What this page does not know is
    /// passed over.
    pub async fn next(&mut self) -> Option<LabEvent> {
        loop {
            let (_, message) = select_biased! {
                message = self.messages.next().fuse() => message?.ok()?,
                _ = self.errors.next().fuse() => return None,
            };
            let data = message.data().as_string().unwrap_or_default();
            if let Ok(event) = LabEvent::from_data(&data) {
                return Some(event);
            }
        }
    }
}
