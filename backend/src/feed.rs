//! The event feed: what the bank saw, for every open page.

use protocol::LabEvent;
use tokio::sync::broadcast;

/// How many events a slow listener may lag behind before it loses some.
const CAPACITY: usize = 4096;

/// Sends events to whoever listens. Clones share the listeners.
#[derive(Clone, Debug)]
pub struct Feed {
    events: broadcast::Sender<LabEvent>,
}

impl Feed {
    /// Sends an event; without listeners it is gone.
    pub fn publish(&self, event: LabEvent) {
        self.publish_with(|| event);
    }

    /// The same, and the event is only made if somebody listens.
    pub fn publish_with(&self, event: impl FnOnce() -> LabEvent) {
        if self.events.receiver_count() > 0 {
            // The last listener may have gone meanwhile: then nobody misses it.
            let _ = self.events.send(event());
        }
    }

    /// Every event from now on. A receiver that falls too far behind is told so ([`LabEvent::Lagged`] on the wire).
    pub fn subscribe(&self) -> broadcast::Receiver<LabEvent> {
        self.events.subscribe()
    }
}

impl Default for Feed {
    fn default() -> Self {
        Self { events: broadcast::Sender::new(CAPACITY) }
    }
}
