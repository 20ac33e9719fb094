//! What the hub counts about itself, in the text format of Prometheus.

use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use protocol::room::StationActivity;

/// The counters of one hub.
pub(super) struct Metrics {
    registry: Registry,
    refusals: Family<StatusLabel, Counter>,
    feeds: Gauge,
    stations: Family<StateLabel, Gauge>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StatusLabel {
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabel {
    state: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        let refusals = Family::<StatusLabel, Counter>::default();
        let feeds = Gauge::default();
        let stations = Family::<StateLabel, Gauge>::default();
        registry.register("hub_refusals", "Requests that the hub refused, by HTTP status", refusals.clone());
        registry.register("hub_feeds", "Open event feeds", feeds.clone());
        registry.register("hub_stations", "Stations by what happens there", stations.clone());
        Self { registry, refusals, feeds, stations }
    }
}

impl Metrics {
    /// Counts a request that was refused with this status.
    pub(super) fn refused(&self, status: u16) {
        self.refusals.get_or_create(&StatusLabel { status }).inc();
    }

    /// Returns the page that Prometheus reads, and the type of its content.
    pub(super) fn render(&self, feeds: usize, stations: &[(StationActivity, usize)]) -> (&'static str, String) {
        self.feeds.set(i64::try_from(feeds).unwrap_or(i64::MAX));
        for (state, count) in stations {
            let state = state.as_str();
            self.stations.get_or_create(&StateLabel { state }).set(i64::try_from(*count).unwrap_or(i64::MAX));
        }
        let mut page = String::new();
        prometheus_text::encode(&mut page, &self.registry).expect("memory takes it");
        (prometheus_text::CONTENT_TYPE, page)
    }
}
