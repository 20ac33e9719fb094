//! What runs beside the requests: the hub listens to each station's feed, and tells all pages what the room is like.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::{join, join_all};
use protocol::room::StationNumber;
use protocol::{KeyPolicyRequest, LabEvent, ProxyState};
use tokio::time::sleep;

use super::handle::{Link, Room};
use super::server_sent_events::Lines;
use super::station_bank::NoAnswer;

/// How soon a bank that does not answer is asked again.
const ASK_AGAIN: Duration = Duration::from_millis(250);
/// From one `room` event to the next, but for what the host does.
const TELL_EVERY: Duration = Duration::from_millis(200);

impl Room {
    /// Listens to the stations and tells the pages, for ever.
    pub async fn run(self) {
        let listening = join_all(self.links().map(|(station, link)| self.listen(station, link)));
        let telling = async {
            loop {
                self.0.changed.notified().await;
                self.tell_state();
                sleep(TELL_EVERY).await;
            }
        };
        join(listening, telling).await;
    }

    async fn listen(&self, station: StationNumber, link: &Link) {
        loop {
            // It ends when the bank does.
            let _: Result<(), NoAnswer> = self.hear(station, link).await;
            link.watch().up = false;
            sleep(ASK_AGAIN).await;
        }
    }

    async fn hear(&self, station: StationNumber, link: &Link) -> Result<(), NoAnswer> {
        let mut chunks = link.bank.feed().await?.bytes_stream();
        // What was before the feed.
        let state = link.bank.state().await?;
        self.heard(
            station,
            link,
            &LabEvent::Policy(KeyPolicyRequest { policy: state.key_policy, pause_ms: Some(state.pause_ms) }),
        )
        .await;
        self.heard(station, link, &LabEvent::Network(state.network)).await;
        self.heard(station, link, &LabEvent::Lease { lease: state.run }).await;
        link.watch().up = true;
        let mut lines = Lines::default();
        while let Some(chunk) = chunks.next().await {
            for event in lines.read(&chunk.map_err(|_| NoAnswer)?) {
                self.heard(station, link, &event).await;
            }
        }
        Ok(())
    }

    async fn heard(&self, station: StationNumber, link: &Link, event: &LabEvent) {
        if matches!(event, LabEvent::Network(network) if network.proxy == ProxyState::Ok)
            && self.0.stations.is_switched_off(station)
        {
            self.keep_off(station).await;
        }
        let begun = link.watch().heard(event);
        if let Some(run) = begun {
            self.change(|room| room.run_begins(station, &run));
        }
    }
}
