//! The bank's own words, live: `GET /lab/events`. They fill the log and hurry the rest along;
//! what was transferred never comes from here.

use protocol::LabEvent;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

use crate::browser;
use crate::lab::Lab;

/// An open feed; closed when it is dropped.
pub(crate) struct Feed {
    source: EventSource,
    // The source calls it for as long as it is open.
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Feed {
    fn open(lab: Lab) -> Option<Self> {
        let source = EventSource::new("/lab/events").ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data().as_string().unwrap_or_default();
            if let Ok(Some(event)) = LabEvent::from_fields(&event.type_(), &data) {
                lab.heard(event);
            }
        });
        for name in LabEvent::NAMES {
            source.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref()).ok()?;
        }
        Some(Self { source, _heard: heard })
    }

    /// Whether the browser has given up on it.
    fn is_dead(&self) -> bool {
        self.source.ready_state() == EventSource::CLOSED
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.source.close();
    }
}

impl Lab {
    /// Open while somebody looks or something runs: a browser has six connections per host.
    pub(crate) fn mind_the_feed(self) {
        let wanted = !self.sleeps();
        let open = self.with(|inner| {
            inner.feed.take_if(|feed| !wanted || feed.is_dead());
            inner.feed.is_some()
        });
        if wanted && !open {
            let feed = Feed::open(self);
            self.with(|inner| inner.feed = feed);
        }
    }

    fn heard(self, event: LabEvent) {
        let now = browser::now();
        self.with(|inner| {
            let model = &mut inner.model;
            match event {
                LabEvent::Payment(payment) => model.arrived(payment),
                LabEvent::Policy(policy) => model.state_changed(
                    |state| {
                        state.key_policy = policy.policy;
                        state.pause_ms = policy.pause_ms.unwrap_or(state.pause_ms);
                    },
                    now,
                ),
                LabEvent::Network(network) => model.state_changed(|state| state.network = network, now),
                LabEvent::Lease(lease) => model.state_changed(|state| state.run = lease, now),
                LabEvent::Cleared | LabEvent::Started | LabEvent::Lagged => model.reload(),
            }
        });
        self.touch();
    }
}
